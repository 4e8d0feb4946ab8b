"""What the customer says to a replacement: take the places, or have the money back."""

from uuid import UUID

from tessera.claims.model import Change, ClaimState
from tessera.kit.database import Tx
from tessera.kit.errors import Refused
from tessera.kit.ids import new_id
from tessera.kit.jobs import enqueue
from tessera.orders.model import Order, OrderStatus
from tessera.orders.read import read_order
from tessera.orders.replacement.model import Replacement, ReplacementRefusal, ReplacementStatus
from tessera.orders.replacement.offer import send_back
from tessera.orders.replacement.read import from_row, sql
from tessera.payments.refund import post

LAPSED_MAX = 500


async def take(tx: Tx, order_id: UUID) -> tuple[Order, Change]:
    """The order is paid after all, for the places that were kept; its refund was never sent.

    Raises `Refused(replacement_ended)` once it lapsed, was declined or was taken.
    """
    found = await _end(tx, order_id, ReplacementStatus.TAKEN)
    order = await read_order(tx, order_id)
    refund = await tx.fetch_one(sql["withdraw_refund"], found.refund_id)
    places = [place.place for place in found.places]
    sold = await tx.fetch(sql["sell_kept_places"], found.show_id, places, order_id)
    if order.status is not OrderStatus.EXPIRED or refund is None or len(sold) < len(places):
        raise Refused(ReplacementRefusal.REPLACEMENT_ENDED)
    ns, labels = [p.n for p in found.places], [p.label for p in found.places]
    await tx.fetch(sql["move_lines"], order_id, ns, places, labels)
    await tx.fetch(sql["fulfil"], order_id)
    bought = {
        "organization_payable": -sum(line.face for line in order.lines),
        "fees": -sum(line.fee for line in order.lines),
        "taxes": -sum(line.tax for line in order.lines),
    }
    given = {"customer": refund["amount"], **bought}
    await post(tx, new_id(), order_id, currency=refund["currency"], amounts=given)
    await enqueue(tx, "confirm_order", str(order_id))
    after = await read_order(tx, order_id)
    return after, Change(found.show_id, tuple(places), ClaimState.SOLD)


async def decline(tx: Tx, order_id: UUID) -> tuple[Order, Change]:
    """The places go back on sale and the money to its owner. Raises `Refused`."""
    change = await _let_go(tx, order_id, ReplacementStatus.DECLINED)
    return await read_order(tx, order_id), change


async def lapse(tx: Tx) -> list[Change]:
    """End what nobody answered in time, a bounded lot; the money goes back."""
    rows = await tx.fetch(sql["lapsed_replacements"], LAPSED_MAX)
    changes = []
    for row in rows:
        try:
            changes.append(await _let_go(tx, row["order_id"], ReplacementStatus.LAPSED))
        except Refused:
            continue  # answered while we came
    return changes


async def _let_go(tx: Tx, order_id: UUID, status: ReplacementStatus) -> Change:
    found = await _end(tx, order_id, status)
    places = [place.place for place in found.places]
    freed = await tx.fetch(sql["free_kept_places"], found.show_id, places, order_id)
    await send_back(tx, order_id, found.refund_id)
    # What lapsed may be somebody else's by now: only what this freed is told as free.
    return Change(found.show_id, tuple(row["place"] for row in freed), None)


async def _end(tx: Tx, order_id: UUID, status: ReplacementStatus) -> Replacement:
    # The order first, as everybody does who locks both.
    await tx.fetch(sql["lock_order"], order_id)
    row = await tx.fetch_one(sql["end_replacement"], order_id, status)
    if row is None:
        raise Refused(ReplacementRefusal.REPLACEMENT_ENDED)
    return from_row(row)
