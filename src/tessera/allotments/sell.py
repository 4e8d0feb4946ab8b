"""Sell places from an allotment, or give them away: at the counter, to the press, by a partner.

One transaction takes them out of the allotment, opens the order and pays it: nobody ever sees them
free, and what fails leaves everything as it was. The money of a sale is taken where it is sold, so
its payment is one of the `counter` (payments/providers/counter.py).
"""

from uuid import UUID

import msgspec

from tessera.allotments import rules
from tessera.allotments.model import Allotment, AllotmentRefusal, AllotmentSale, How
from tessera.allotments.read import read_allotment, sql
from tessera.kit.database import Tx
from tessera.kit.errors import Refused, Unavailable
from tessera.kit.ids import new_id, new_reference
from tessera.kit.trail import note_named
from tessera.orders.desk import opened
from tessera.orders.model import Buyer, Line, OpenOrder, OrderOpened
from tessera.orders.open import open_orders
from tessera.orders.rules import lines_of
from tessera.payments.at_once import pay_at_once
from tessera.payments.model import PayAtOnce, StartPayment
from tessera.shows.model import ForSale
from tessera.shows.read import read_shows


class Sold(msgspec.Struct, frozen=True):
    """The order that came of it."""

    order_id: UUID
    reference: str
    show_id: int
    places: tuple[int, ...]
    labels: tuple[str, ...]
    total: int
    currency: str


async def sell_from(
    tx: Tx, allotment_id: UUID, for_sale: ForSale, *, sale: AllotmentSale, buyer: Buyer
) -> Sold:
    """An order that is paid. Raises `Refused` with a code of `AllotmentRefusal`."""
    await tx.fetch(sql["locked"], allotment_id)
    await tx.fetch(sql["show_stays"], for_sale.show.id)
    allotment = await read_allotment(tx, allotment_id)
    [show] = await read_shows(tx, [allotment.show_id])
    for_sale = ForSale(show, for_sale.plan)
    if refusal := rules.refuse_sale(allotment, sale, show.status):
        raise Refused(refusal)
    places = await _places(tx, allotment, sale)
    hold_id = new_id()
    await tx.fetch(sql["take"], show.id, allotment.id, hold_id, list(places))
    command = _command(for_sale, places, sale, buyer=buyer, hold_id=hold_id)
    await _pay(tx, command, sale.how)
    await tx.fetch(sql["note_order"], command.order_id, allotment.id, sale.how)
    await tx.fetch(sql["end_if_empty"], allotment.id)
    labels = tuple(line.label for line in command.lines)
    await note_named(
        tx,
        "allotment.sold",
        subject=("show", show.id),
        organization_id=show.organization_id,
        after={
            "allotment": allotment.name,
            "how": sale.how.value,
            "order": command.reference,
            "places": list(labels),
        },
    )
    return Sold(
        command.order_id,
        command.reference,
        show.id,
        places,
        labels,
        command.total,
        show.currency,
    )


async def _places(tx: Tx, allotment: Allotment, sale: AllotmentSale) -> tuple[int, ...]:
    rows = await tx.fetch(sql["mine"], allotment.show_id, allotment.id)
    mine = [row["place"] for row in rows]
    if sale.places is None:
        quantity = sale.quantity or 1
        if len(mine) < quantity:
            raise Refused(AllotmentRefusal.ALLOTMENT_EMPTY, left=len(mine))
        return tuple(mine[:quantity])
    strange = sorted(set(sale.places) - set(mine))
    if strange:
        raise Refused(AllotmentRefusal.NOT_IN_ALLOTMENT, places=strange)
    return tuple(dict.fromkeys(sale.places))


def _command(
    for_sale: ForSale, places: tuple[int, ...], sale: AllotmentSale, *, buyer: Buyer, hold_id: UUID
) -> OpenOrder:
    show = for_sale.show
    lines = lines_of(for_sale, places, new_id)
    if sale.how is How.COMPLIMENTARY:
        lines = tuple(_given(line) for line in lines)
    return OpenOrder(
        order_id=new_id(),
        reference=new_reference(),
        show_id=show.id,
        show_version=show.version,
        hold_id=hold_id,
        buyer=buyer,
        currency=show.currency,
        seconds=show.order_seconds,
        lines=lines,
    )


def _given(line: Line) -> Line:
    return msgspec.structs.replace(line, face=0, fee=0, tax=0)


async def _pay(tx: Tx, command: OpenOrder, how: How) -> None:
    [outcome] = await open_orders(tx.raw, [command])
    if not isinstance(outcome, OrderOpened):
        raise Unavailable("the show keeps changing")
    provider = "free" if not command.total else "counter"
    payment_id = new_id()
    start = StartPayment(payment_id, command.order_id, provider, how.value)
    reference = f"{provider}-{payment_id}"
    [paid] = await pay_at_once(
        tx.raw, [PayAtOnce(start, opened(command, outcome), reference, body=b"")]
    )
    if paid is None:
        raise Unavailable("the show keeps changing")
