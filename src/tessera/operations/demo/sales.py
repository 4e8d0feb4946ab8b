"""Sell places in the demo as everybody sells: hold, order, payment, settlement, in batches.

The database's clock travels back for it, so that the orders spread over the last days. The gateway
is not asked: its books are written instead, so that the demo's orders can be refunded by it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import msgspec

from tessera.claims.model import HoldPlaced, PlaceHold
from tessera.claims.place import place
from tessera.insights.marks import mark
from tessera.kit import sql as named
from tessera.kit.database import Tx
from tessera.kit.ids import id_at, new_reference
from tessera.operations.demo.house import Report
from tessera.orders.model import Buyer, OpenOrder, OrderOpened
from tessera.orders.open import open_orders
from tessera.orders.rules import lines_of
from tessera.payments.gateway.books import Books, Payment
from tessera.payments.model import PaymentStarted, Settle, StartPayment
from tessera.payments.settle import settle
from tessera.payments.start import start
from tessera.shows.model import ForSale
from tessera.statements.days import reopen

sql = named.beside(__file__)

BATCH = 250
METHOD = "tok_success"


class Sale(msgspec.Struct, frozen=True):
    """Somebody bought these places at that moment."""

    for_sale: ForSale
    places: tuple[int, ...]
    buyer: Buyer
    at: datetime


class Paying(NamedTuple):
    """An order whose money comes under the gateway's reference."""

    order: OpenOrder
    payment_id: UUID
    reference: str


async def sell(tx: Tx, sales: Iterable[Sale], report: Report) -> list[Payment]:
    """Sell what can be sold; answers the payments that the gateway must know of, oldest first."""
    by_moment: defaultdict[datetime, list[Sale]] = defaultdict(list)
    for sale in sales:
        by_moment[sale.at].append(sale)
    captured: list[Payment] = []
    if by_moment:
        await reopen(tx, min(by_moment))
        await mark(tx, {sale.for_sale.show.id for group in by_moment.values() for sale in group})
    for moment, group in sorted(by_moment.items()):
        await _travel(tx, moment)
        await tx.fetch(sql["look"], [sale.for_sale.show.id for sale in group])
        for first in range(0, len(group), BATCH):
            captured += await _batch(tx, group[first : first + BATCH], moment)
        report("Sales")
    await tx.fetch(sql["forget_mails"])
    return captured


def write_books(path: Path, captured: Sequence[Payment]) -> None:
    """Tell the gateway's journal; a gateway that runs already learns of it at its next start."""
    books = Books(path)
    for payment in captured:
        books.write(payment)
    books.close()


async def _travel(tx: Tx, moment: datetime) -> None:
    row = await tx.fetch_one(sql["wall_clock"])
    assert row is not None, "a database knows the time"
    shift: timedelta = moment - row["wall"]
    await tx.fetch(sql["travel"], f"{shift.total_seconds()} seconds")


async def _batch(tx: Tx, sales: Sequence[Sale], moment: datetime) -> list[Payment]:
    """One batch through all four verbs; who came too late in one is not in the next."""
    milliseconds = int(moment.timestamp() * 1000)
    holds = [_hold(sale, milliseconds) for sale in sales]
    held = await place(tx.raw, holds)
    orders = [
        _order(sale, hold, milliseconds)
        for sale, hold, outcome in zip(sales, holds, held, strict=True)
        if isinstance(outcome, HoldPlaced)
    ]
    opened = await open_orders(tx.raw, orders) if orders else []
    orders = [o for o, out in zip(orders, opened, strict=True) if isinstance(out, OrderOpened)]
    attempts = [StartPayment(id_at(milliseconds), o.order_id, "mock", METHOD) for o in orders]
    started = await start(tx.raw, attempts) if attempts else []
    paying = [
        Paying(order, attempt.payment_id, f"gw_{new_reference()}")
        for order, attempt, outcome in zip(orders, attempts, started, strict=True)
        if isinstance(outcome, PaymentStarted)
    ]
    if paying:
        await settle(tx.raw, [_result(one, milliseconds) for one in paying])
    return [_captured(one, moment) for one in paying]


def _hold(sale: Sale, milliseconds: int) -> PlaceHold:
    show = sale.for_sale.show
    limited = show.places_per_customer_max is not None
    return PlaceHold(
        hold_id=id_at(milliseconds),
        show_id=show.id,
        places=sale.places,
        seconds=show.hold_seconds,
        customer=sale.buyer.customer if limited else None,
        customer_places_max=show.places_per_customer_max,
    )


def _order(sale: Sale, hold: PlaceHold, milliseconds: int) -> OpenOrder:
    show = sale.for_sale.show
    return OpenOrder(
        order_id=id_at(milliseconds),
        reference=new_reference(),
        show_id=show.id,
        show_version=show.version,
        hold_id=hold.hold_id,
        buyer=sale.buyer,
        currency=show.currency,
        seconds=show.order_seconds,
        lines=lines_of(sale.for_sale, sale.places, lambda: id_at(milliseconds)),
        customer_places_max=show.places_per_customer_max,
    )


def _result(paying: Paying, milliseconds: int) -> Settle:
    return Settle(
        payment_id=paying.payment_id,
        result="succeeded",
        refund_id=id_at(milliseconds),
        amount=paying.order.total,
        currency=paying.order.currency,
        reference=paying.reference,
    )


def _captured(paying: Paying, moment: datetime) -> Payment:
    return Payment(
        paying.payment_id,
        paying.order.order_id,
        paying.order.total,
        paying.order.currency,
        METHOD,
        "",
        paying.reference,
        "succeeded",
        moment,
    )
