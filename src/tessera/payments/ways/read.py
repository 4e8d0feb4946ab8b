"""The ways to pay of an organization, and whether they work."""

from typing import Any

from tessera.kit import sql as named
from tessera.kit.errors import NotFound
from tessera.payments.providers.catalogue import KINDS
from tessera.payments.providers.port import Health
from tessera.payments.providers.registry import Way
from tessera.payments.ways.model import Change, WayToPay, keys_shown, webhook_url
from tessera.services import Services
from tessera.web.present import N_

sql = named.beside(__file__)

CHANGES_MAX = 20
AWAY = N_("It does not answer at the moment.")
LOST = N_("Its keys cannot be opened any more. Enter them again.")
OTHER_CURRENCY = N_("It cannot be paid in your currency.")
TROUBLES = {
    "does not answer": AWAY,
    "does not take the keys": N_("It does not take these keys. Enter them again."),
    "the key may not read": N_("It takes the key, but the key may not read the account."),
}
"""What an adapter says of its health, as a sentence."""


async def read_ways(services: Services, organization_id: int, currency: str) -> list[WayToPay]:
    """Every provider that there is: the chosen ones in their order, then the others."""
    services.providers.forget(organization_id)
    ways = {way.name: way for way in await services.providers.ways(organization_id)}
    rows = await services.db.pool.fetch(sql["rows"], organization_id)
    chosen = {row["provider"]: row for row in rows}
    names = [*(chosen or ways), *(name for name in KINDS if name not in (chosen or ways))]
    platform = services.settings.payment_providers
    base_url = services.settings.base_url
    return [
        _shown(
            name,
            ways.get(name),
            chosen.get(name),
            currency=currency,
            webhook=webhook_url(base_url, name, organization_id),
        )
        for name in names
        if KINDS[name].keys or name in platform
    ]


def _shown(name: str, way: Way | None, row: Any, *, currency: str, webhook: str) -> WayToPay:
    kind = KINDS[name]
    live = _trouble(way, currency) if way else LOST if row else ""
    offered = way is not None and way.enabled and not live
    # The last test of its keys may have been made by another process than this.
    failed = row["check_failure"] if row and not offered else None
    return WayToPay(
        provider=name,
        label=kind.label,
        enabled=way is not None and way.enabled,
        offered=offered,
        trouble=live or (TROUBLES.get(failed, AWAY) if failed else ""),
        keys=keys_shown(name, row["hints"] if row else []),
        has_keys=bool(row and row["has_keys"]),
        checked_at=row["checked_at"] if row and not failed else None,
        webhook_url=webhook,
        webhook_events=kind.events,
    )


def _trouble(way: Way, currency: str) -> str:
    """Why customers do not see it, in a sentence; empty where nothing is wrong."""
    if not way.adapter.takes(currency):
        return OTHER_CURRENCY
    if not way.adapter.health_seen.fine:
        return TROUBLES.get(way.adapter.health_seen.detail, AWAY)
    return "" if way.adapter.usable else AWAY


async def check_way(services: Services, organization_id: int, provider: str) -> Health:
    """Try the keys of an account now, and remember how it went. Raises `NotFound`."""
    services.providers.forget(organization_id)
    ways = await services.providers.ways(organization_id)
    way = next((way for way in ways if way.name == provider), None)
    if way is None:
        raise NotFound("provider")
    health = await way.adapter.health()
    failure = None if health.fine else health.detail or "does not answer"
    await services.db.pool.execute(sql["note_check"], organization_id, provider, failure)
    return health


async def read_changes(services: Services, organization_id: int) -> list[Change]:
    """What was done lately, the newest first."""
    rows = await services.db.pool.fetch(sql["changes"], organization_id, CHANGES_MAX)
    return [Change(r["provider"], r["what"], r["name"], r["changed_at"]) for r in rows]
