"""Keep other places for who paid too late, or send the money back at once."""

from datetime import datetime
from uuid import UUID

from tessera.claims.model import Change, ClaimState
from tessera.kit.database import Tx
from tessera.kit.jobs import enqueue
from tessera.orders.model import Order
from tessera.orders.read import read_order
from tessera.orders.replacement import rules
from tessera.orders.replacement.model import NewPlace
from tessera.orders.replacement.read import sql
from tessera.shows.model import ForSale, Show

KEPT_SECONDS = 600
"""How long the customer may think about it."""


class Overtaken(Exception):
    """Somebody else got a place first; the whole transaction is to be tried again."""


async def offer(tx: Tx, refund_id: UUID, for_sale: ForSale, *, now: datetime) -> Change | None:
    """What is kept for the customer now; None where the money goes back, or all is decided.

    Raises `Overtaken`.
    """
    show = for_sale.show
    if limited := show.places_per_customer_max is not None:
        await tx.fetch(sql["lock_customer"], *await _customer(tx, refund_id))
    late = await tx.fetch_one(sql["find_late"], refund_id)
    if late is None:
        return None
    order = await read_order(tx, late["id"])
    places = await _choose(tx, for_sale, order) if show.on_sale_at(now) else None
    customer = late["customer"] if limited else None
    if places is None or await _too_many(tx, for_sale.show, customer=customer, places=len(places)):
        await send_back(tx, order.id, refund_id)
        return None
    await _keep(tx, for_sale, order_id=order.id, customer=customer, places=places)
    row = await tx.fetch_one(
        sql["open_replacement"],
        order.id,
        refund_id,
        show.id,
        [place.n for place in places],
        [place.place for place in places],
        [place.label for place in places],
    )
    assert row is not None, "the refund is locked"
    await enqueue(tx, "mail_replacement", str(order.id))
    return Change(show.id, tuple(p.place for p in places), ClaimState.PENDING, row["until"])


async def send_back(tx: Tx, order_id: UUID, refund_id: UUID) -> None:
    """Send late money back now, and tell its owner why."""
    if await tx.fetch_one(sql["refund_now"], refund_id):
        await enqueue(tx, "send_refund", str(refund_id), priority=1)
        await enqueue(tx, "mail_money_back", str(order_id))


async def _choose(tx: Tx, for_sale: ForSale, order: Order) -> tuple[NewPlace, ...] | None:
    states = bytearray(for_sale.plan.capacity)
    for row in await tx.fetch(sql["taken_places"], for_sale.show.id):
        states[row["place"]] = rules.TAKEN
    return rules.equal_or_better(for_sale, states, order.lines)


async def _keep(
    tx: Tx, for_sale: ForSale, *, order_id: UUID, customer: int | None, places: tuple[NewPlace, ...]
) -> None:
    wanted = [place.place for place in places]
    got = await tx.fetch(
        sql["keep_places"], for_sale.show.id, wanted, order_id, KEPT_SECONDS, customer
    )
    if len(got) < len(wanted):
        raise Overtaken


async def _too_many(tx: Tx, show: Show, *, customer: int | None, places: int) -> bool:
    """P8: whoever has bought others meanwhile keeps within the limit."""
    places_max = show.places_per_customer_max
    if places_max is None or customer is None:
        return False
    has = await tx.fetch_one(sql["places_of_customer"], show.id, customer)
    assert has is not None, "a count is always a row"
    return bool(has["places"] + places > places_max)


async def _customer(tx: Tx, refund_id: UUID) -> tuple[int, int]:
    row = await tx.fetch_one(sql["customer_of_refund"], refund_id)
    return (row["customer"], row["show_id"]) if row else (0, 0)
