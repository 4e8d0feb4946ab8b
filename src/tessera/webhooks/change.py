"""Make, change and remove endpoints; new secrets, tests and redeliveries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from msgspec import UNSET

from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Problem, Refused
from tessera.kit.ids import new_id
from tessera.kit.vault import Vault
from tessera.kit.versions import still
from tessera.webhooks.model import (
    CHOOSABLE,
    ENDPOINTS_MAX,
    DisabledWhy,
    Endpoint,
    EndpointChange,
    EventType,
    NewEndpoint,
    WebhookRefused,
)
from tessera.webhooks.read import context_of, read_endpoint, sql
from tessera.webhooks.rules import OVERLAP_HOURS_MAX, Network, url_problems
from tessera.webhooks.sign import new_secret


@dataclass(frozen=True, slots=True)
class Ground:
    """What every change here stands on: who seals secrets, and which private networks are ours."""

    vault: Vault
    allowed: Sequence[Network]


async def enter_endpoint(
    tx: Tx, ground: Ground, new: NewEndpoint, *, organization_id: int, account_id: UUID
) -> Endpoint:
    """Make an endpoint with a secret of its own.

    Raises `Invalid`, and `Refused(too_many_endpoints)`.
    """
    _check(new.url, new.types, ground.allowed)
    row = await tx.fetch_one(sql["count_locked"], organization_id)
    if row is None:
        raise NotFound("organization")
    if row["n"] >= ENDPOINTS_MAX:
        raise Refused(WebhookRefused.TOO_MANY)
    endpoint_id = new_id()
    sealed = ground.vault.seal(new_secret().encode(), context=context_of(endpoint_id))
    await tx.fetch(
        sql["enter"],
        endpoint_id,
        organization_id,
        new.url,
        new.description.strip(),
        sorted(kind.value for kind in new.types),
        sealed.key_id,
        sealed.blob,
        account_id,
    )
    return await read_endpoint(tx, endpoint_id)


async def change_endpoint(
    tx: Tx, ground: Ground, endpoint_id: UUID, *, change: EndpointChange, now: datetime
) -> Endpoint:
    """Change an endpoint; enabling it forgets that it failed. Raises `Invalid`, `NotFound`,
    `Refused(changed_meanwhile)`."""
    await tx.fetch(sql["lock_endpoint"], endpoint_id)
    before = await read_endpoint(tx, endpoint_id)
    still(before, change.version, ("url", "description", "types", "enabled"))
    url = before.url if change.url is UNSET else change.url
    types = frozenset(before.types) if change.types is UNSET else change.types
    described = before.description if change.description is UNSET else change.description
    _check(url, types, ground.allowed)
    disabled_at, why, failing = before.disabled_at, before.disabled_why, before.failing_since
    if change.enabled is True:
        disabled_at, why, failing = None, None, None
    elif change.enabled is False and before.enabled:
        disabled_at, why = now, DisabledWhy.CHOICE
    kinds = sorted(kind.value for kind in types)
    row = (url, described.strip(), kinds, disabled_at, why.value if why else None, failing)
    await tx.fetch(sql["change"], endpoint_id, *row)
    return await read_endpoint(tx, endpoint_id)


def _check(url: str, types: frozenset[EventType], allowed: Sequence[Network]) -> None:
    problems = url_problems(url, allowed)
    if not types or not types <= set(CHOOSABLE):
        names = ", ".join(CHOOSABLE)
        problems.append(Problem("types", f"must name at least one of {names}, and no other"))
    if problems:
        raise Invalid(problems)


async def remove_endpoint(tx: Tx, endpoint_id: UUID) -> None:
    """Remove an endpoint with all that was told to it."""
    await tx.fetch(sql["remove"], endpoint_id)


async def rotate_secret(tx: Tx, ground: Ground, endpoint_id: UUID, *, overlap_hours: int) -> None:
    """Give an endpoint a new secret; the old one signs as well for `overlap_hours`."""
    if not 0 <= overlap_hours <= OVERLAP_HOURS_MAX:
        text = f"must be from 0 to {OVERLAP_HOURS_MAX}"
        raise Invalid([Problem("overlap_hours", text)])
    sealed = ground.vault.seal(new_secret().encode(), context=context_of(endpoint_id))
    await tx.fetch(sql["rotate"], endpoint_id, overlap_hours, sealed.key_id, sealed.blob)


async def send_test(tx: Tx, endpoint: Endpoint) -> UUID:
    """Queue a test message; its delivery. Raises `Refused(endpoint_disabled)`."""
    if not endpoint.enabled:
        raise Refused(WebhookRefused.DISABLED)
    delivery_id = new_id()
    await tx.fetch(sql["send_test"], delivery_id, endpoint.id)
    return delivery_id


async def redeliver(tx: Tx, endpoint: Endpoint, delivery_id: UUID) -> None:
    """Send a message again, with three days of tries from now; it keeps its id and its body.

    Raises `Refused` where the endpoint is disabled or a try is under way.
    """
    if not endpoint.enabled:
        raise Refused(WebhookRefused.DISABLED)
    if await tx.fetch_one(sql["redeliver"], delivery_id) is None:
        raise Refused(WebhookRefused.UNDER_WAY)
