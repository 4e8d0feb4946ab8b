"""Jobs about replacements: look for places, and end what nobody answered."""

from uuid import UUID

from tessera.kit.jobs import JobKind, Queue
from tessera.orders.replacement.decide import lapse
from tessera.orders.replacement.offer import Overtaken, offer
from tessera.orders.replacement.read import sql
from tessera.services import Services, Workshop

TRIES_MAX = 5
"""Choices that may lose against other buyers; then the reconciler sends the money back."""


async def find_replacement(shop: Workshop, payload: str) -> None:
    """Keep other places for money that came too late, or send it back."""
    services, refund_id = shop.services, UUID(payload)
    row = await services.db.pool.fetchrow(sql["customer_of_refund"], refund_id)
    if row is None:
        return
    services.shows.forget(row["show_id"])
    for_sale = await services.shows.get(row["show_id"])
    for _ in range(TRIES_MAX):
        try:
            async with services.db.transaction() as tx:
                kept = await offer(tx, refund_id, for_sale, now=services.clock())
        except Overtaken:
            continue
        services.maps.tell([kept] if kept else [])
        return


async def end_lapsed(services: Services) -> None:
    """End what nobody answered in time; the money goes back."""
    async with services.db.transaction() as tx:
        changes = await lapse(tx)
    services.maps.tell(changes)


KINDS = (
    JobKind(
        name="find_replacement",
        queue=Queue.CHECKOUT,
        what="Keeps other places for money that came too late, or sends it back.",
        act=find_replacement,
    ),
)
