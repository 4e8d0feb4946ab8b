"""Read endpoints, deliveries and their log."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from tessera.kit import sql as named
from tessera.kit.database import Tx
from tessera.kit.errors import NotFound
from tessera.kit.vault import Sealed, Vault
from tessera.webhooks.model import (
    ENDPOINTS_MAX,
    Delivery,
    DeliveryLog,
    DeliveryStatus,
    DisabledWhy,
    Endpoint,
    EventType,
    Secrets,
    Tally,
    Try,
)

sql = named.beside(__file__)

ORGANIZATIONS_MAX = 100
COUNTED_MAX = 50_000
"""More messages than these are not counted one by one."""


def context_of(endpoint_id: UUID) -> str:
    """What an endpoint's secret is sealed for: it opens nowhere else."""
    return f"webhook:{endpoint_id}"


async def endpoints_of(tx: Tx, organization_ids: Sequence[int]) -> list[Endpoint]:
    """Every endpoint of these organizations, at most 100 of them."""
    wanted = list(organization_ids)[:ORGANIZATIONS_MAX]
    rows = await tx.fetch(sql["endpoints"], wanted, len(wanted) * ENDPOINTS_MAX)
    return [_endpoint(row) for row in rows]


async def read_endpoint(tx: Tx, endpoint_id: UUID) -> Endpoint:
    """One endpoint. Raises `NotFound`."""
    row = await tx.fetch_one(sql["endpoint"], endpoint_id)
    if row is None:
        raise NotFound("endpoint")
    return _endpoint(row)


def _endpoint(row: Any) -> Endpoint:
    why = row["disabled_why"]
    return Endpoint(
        id=row["id"],
        organization_id=row["organization_id"],
        url=row["url"],
        description=row["description"],
        types=tuple(EventType(kind) for kind in row["types"]),
        created_at=row["created_at"],
        disabled_at=row["disabled_at"],
        disabled_why=DisabledWhy(why) if why else None,
        failing_since=row["failing_since"],
        old_secret_until=row["old_secret_until"],
        version=row["version"],
    )


async def read_secrets(tx: Tx, vault: Vault, endpoint_id: UUID) -> Secrets:
    """What the endpoint's messages are signed with, to be shown to its people."""
    row = await tx.fetch_one(sql["sealed"], endpoint_id)
    if row is None:
        raise NotFound("endpoint")
    fresh, *old = open_secrets(vault, endpoint_id, row)
    return Secrets(fresh, old[0], row["old_until"]) if old else Secrets(fresh)


def open_secrets(vault: Vault, endpoint_id: UUID, row: Any) -> list[str]:
    """The secret that is in force, then the old one while it signs too. Raises `CannotOpen`."""
    context = context_of(endpoint_id)
    found = [vault.open(Sealed(row["key_id"], row["sealed"]), context=context)]
    if row["overlaps"]:
        found.append(vault.open(Sealed(row["old_key_id"], row["old_sealed"]), context=context))
    return [secret.decode() for secret in found]


async def list_deliveries(
    tx: Tx,
    endpoint_id: UUID,
    *,
    status: DeliveryStatus | None = None,
    before: UUID | None = None,
    limit: int,
) -> list[Delivery]:
    """What an endpoint was told, the newest first."""
    rows = await tx.fetch(
        sql["deliveries"], endpoint_id, before, status.value if status else None, limit
    )
    return [_delivery(row) for row in rows]


async def read_tally(tx: Tx) -> Tally:
    """How it goes, all organizations together."""
    row = await tx.fetch_one(sql["tally"], COUNTED_MAX)
    return Tally(row["waiting"], row["failing"], row["disabled"]) if row else Tally()


async def read_delivery(tx: Tx, delivery_id: UUID) -> DeliveryLog:
    """One delivery with its log. Raises `NotFound`."""
    row = await tx.fetch_one(sql["delivery"], delivery_id)
    if row is None:
        raise NotFound("delivery")
    tries = [Try(**dict(one)) for one in await tx.fetch(sql["tries"], delivery_id)]
    return DeliveryLog(delivery=_delivery(row), body=row["body"], log=tuple(tries))


def _delivery(row: Any) -> Delivery:
    return Delivery(
        id=row["id"],
        endpoint_id=row["endpoint_id"],
        type=EventType(row["type"]),
        status=DeliveryStatus(row["status"]),
        tries=row["tries"],
        created_at=row["created_at"],
        next_at=row["next_at"],
        ended_at=row["ended_at"],
        last_status=row["last_status"],
        last_failure=row["last_failure"],
    )
