"""Give a ticket another place of its show: old place free, new one sold, a new ticket, one step.

Whoever is there first has the place: the claim is a row, and the row has one owner. The old code is
void from then on, and so is a move of a ticket that the door has let in meanwhile.
"""

from uuid import UUID

from tessera.box_office.model import (
    MovePrice,
    Reseated,
    ReseatRefusal,
    ReseatWanted,
)
from tessera.box_office.rules import move_price
from tessera.claims.model import Change, ClaimState
from tessera.invoices.issue import issue_for
from tessera.kit import sql as named
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, Problem, Refused
from tessera.kit.ids import new_id
from tessera.kit.jobs import enqueue
from tessera.orders import rules as order_rules
from tessera.orders.model import FULFILLED, Line, Order
from tessera.orders.read import read_order
from tessera.orders.read import sql as of_orders
from tessera.payments.refund import open_refund
from tessera.shows.model import ForSale, ShowStatus
from tessera.shows.sheets import read_sheet

sql = named.beside(__file__)

OVER = frozenset({ShowStatus.COMPLETED, ShowStatus.CANCELLED})


async def quote_move(tx: Tx, order: Order, for_sale: ForSale, *, n: int, place: int) -> MovePrice:
    """What it would cost or give back. Raises `Invalid` for a place that is none or not sold."""
    line = _line(order, n)
    category = category_of(for_sale, place)
    sheet = await read_sheet(tx, order.show_id, order.show_version)
    new = sheet.get(category) or for_sale.show.prices[category]
    return move_price(line, old=sheet.get(line.category), new=new)


async def reseat(tx: Tx, order_id: UUID, *, for_sale: ForSale, wanted: ReseatWanted) -> Reseated:
    """Move one ticket. Raises `Invalid`, `Refused` by `ReseatRefusal`."""
    await tx.fetch(of_orders["lock_order"], order_id)
    order = await read_order(tx, order_id)
    await _same_hall(tx, for_sale)
    line = _movable(order, for_sale, wanted.n)
    price = await quote_move(tx, order, for_sale, n=wanted.n, place=wanted.place)
    if wanted.place == line.place:
        raise Invalid([Problem("place", "is the place that the ticket has")])
    if price.dearer and not wanted.waive:
        more = price.becomes - price.was
        raise Refused(ReseatRefusal.PLACE_DEARER, difference=more, currency=order.currency)
    if wanted.expected_back is not None and wanted.expected_back != price.back.total:
        raise Refused(ReseatRefusal.QUOTE_CHANGED)
    await _take(tx, order, line, place=wanted.place)
    await _write(tx, order, line, for_sale=for_sale, wanted=wanted, price=price)
    changes = (
        Change(order.show_id, (line.place,), None),
        Change(order.show_id, (wanted.place,), ClaimState.SOLD),
    )
    return Reseated(await read_order(tx, order_id), changes)


def category_of(for_sale: ForSale, place: int) -> str:
    """The category of a place that the show sells. Raises `Invalid`."""
    plan = for_sale.plan
    if not 0 <= place < plan.capacity:
        raise Invalid([Problem("place", f"there is no place {place}")])
    key = plan.categories[plan.category_of[place]].key
    if key not in for_sale.show.prices:
        raise Invalid([Problem("place", f"place {place} is not for sale")])
    return key


def _line(order: Order, n: int) -> Line:
    found = [line for line in order.lines if line.n == n]
    if not found:
        raise Invalid([Problem("n", f"there is no line {n}")])
    return found[0]


async def _same_hall(tx: Tx, for_sale: ForSale) -> None:
    """A show that moves locks its orders first, so with one of them in hand its hall stays."""
    row = await tx.fetch_one(sql["hall_now"], for_sale.show.id)
    if row is None or row["seat_plan_id"] != for_sale.show.seat_plan_id:
        raise Refused(ReseatRefusal.CHANGED_MEANWHILE)


def _movable(order: Order, for_sale: ForSale, n: int) -> Line:
    """The line whose ticket still opens the door."""
    line = _line(order, n)
    valid = any(t.id == line.ticket_id and t.status == "valid" for t in order.tickets)
    if (
        order.status not in FULFILLED
        or line.refund_id is not None
        or not valid
        or for_sale.show.status in OVER
    ):
        raise Refused(ReseatRefusal.TICKET_NOT_MOVABLE)
    return line


async def _take(tx: Tx, order: Order, line: Line, *, place: int) -> None:
    """The new place instead of the old one, in the order of places, as everybody locks them."""
    # The ticket first: the door that admits it this very moment wins or waits.
    if not await tx.fetch(sql["void_ticket"], line.ticket_id):
        raise Refused(ReseatRefusal.TICKET_NOT_MOVABLE)
    limited = await tx.fetch_one(sql["limited_customer"], order.id)
    customer = limited["customer"] if limited else None

    async def leave() -> bool:
        return bool(await tx.fetch(sql["leave"], order.show_id, line.place, order.id))

    async def take() -> bool:
        return bool(await tx.fetch(sql["take"], order.show_id, place, order.id, customer))

    for step in (leave, take) if line.place < place else (take, leave):
        if not await step():
            raise Refused(ReseatRefusal.PLACE_TAKEN, places=(place,))


async def _write(
    tx: Tx, order: Order, line: Line, *, for_sale: ForSale, wanted: ReseatWanted, price: MovePrice
) -> None:
    """Line, ticket, record, money, mail."""
    label, category = for_sale.plan.label(wanted.place), category_of(for_sale, wanted.place)
    ticket_id, move_id = new_id(), new_id()
    refund_id = new_id() if price.back.total else None
    if refund_id is not None:
        # An invoice tells what was sold, so it is written before that changes.
        await issue_for(tx, [order.id])
    left, back = price.left, price.back
    amounts = (left.face, left.fee, left.tax)
    about = (order.id, line.n, wanted.place, label, category, ticket_id)
    await tx.fetch(sql["move_line"], *about, *amounts, back.total)
    await tx.fetch(sql["new_ticket"], ticket_id, order.id, line.n, order.show_id, wanted.place)
    await tx.fetch(
        sql["note_move"],
        move_id,
        *(order.id, line.n, order.show_id, line.place, line.label, line.category),
        *(line.ticket_id, wanted.place, label, category, line.face, line.fee, line.tax),
        *(back.face, back.fee, back.tax, refund_id, price.dearer),
        *(wanted.account_id, wanted.reason),
    )
    if refund_id is not None:
        await _give_back(tx, order, refund_id, price=price)
    await enqueue(tx, "mail_reseated", str(move_id))


async def _give_back(tx: Tx, order: Order, refund_id: UUID, *, price: MovePrice) -> None:
    captured = await tx.fetch(of_orders["captured_payments"], order.id)
    back = price.back
    await open_refund(
        tx,
        refund_id=refund_id,
        order_id=order.id,
        payments=order_rules.sources(back.total, [(p["id"], p["left_"]) for p in captured]),
        currency=order.currency,
        reason="seat_moved",
        owed={"organization_payable": back.face, "fees": back.fee, "taxes": back.tax},
    )
