"""Cancel an order, or some of its lines: places back on sale, tickets void, money on its way."""

from collections.abc import Sequence
from uuid import UUID

from tessera.claims.model import Change
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, Problem, Refused
from tessera.kit.ids import new_id
from tessera.kit.jobs import enqueue
from tessera.orders import rules
from tessera.orders.model import CancelRefusal, Line, Order, OrderStatus
from tessera.orders.read import read_order, sql
from tessera.payments.refund import open_refund
from tessera.shows.model import Show


async def cancel(
    tx: Tx, order_id: UUID, show: Show, *, lines: Sequence[int] | None
) -> tuple[Order, Change | None]:
    """The order afterwards, and what became free. `lines` are numbers; None means all that live.

    A pending order is simply given up. Raises `Invalid` for lines that are not there and
    `Refused(not_cancellable)`.
    """
    locked = await tx.fetch_one(sql["lock_order"], order_id)
    order = await read_order(tx, order_id)
    assert locked is not None, "read_order would have raised"
    if order.status is OrderStatus.PENDING and lines is None:
        return await _give_up(tx, order)
    chosen = _chosen(order, lines)
    if not rules.may_cancel(order, show, locked["now"]) or not chosen:
        raise Refused(CancelRefusal.NOT_CANCELLABLE)
    voided = await tx.fetch(sql["void_tickets"], [line.ticket_id for line in chosen])
    if len(voided) != len(chosen):
        raise Refused(CancelRefusal.NOT_CANCELLABLE)
    await _refund(tx, order, chosen)
    places = tuple(line.place for line in chosen)
    await tx.fetch(sql["free_places"], show.id, list(places), order.id)
    await tx.fetch(sql["set_status"], order.id, rules.status_after_refund(order, chosen))
    await enqueue(tx, "mail_cancellation", str(order.id))
    return await read_order(tx, order_id), Change(show.id, places, None)


def _chosen(order: Order, lines: Sequence[int] | None) -> list[Line]:
    living = {line.n: line for line in order.lines if line.refund_id is None}
    if lines is None:
        return list(living.values())
    problems = [
        Problem(f"lines[{index}]", f"there is no line {n} to cancel")
        for index, n in enumerate(lines)
        if n not in living
    ]
    if len(set(lines)) != len(lines):
        problems.append(Problem("lines", "names a line twice"))
    if not lines:
        problems.append(Problem("lines", "names no line"))
    if problems:
        raise Invalid(problems)
    return [living[n] for n in lines]


async def _refund(tx: Tx, order: Order, lines: Sequence[Line]) -> None:
    """Owe the customer what the lines cost; a job sends it, and its end clears the debt."""
    amount = sum(line.total for line in lines)
    refund_id = new_id()
    await tx.fetch(sql["cancel_lines"], order.id, [line.n for line in lines], refund_id)
    if not amount:
        return
    payment = await tx.fetch_one(sql["captured_payment"], order.id)
    assert payment is not None, "a fulfilled order that cost something was paid"
    await open_refund(
        tx,
        refund_id=refund_id,
        order_id=order.id,
        payment_id=payment["id"],
        currency=order.currency,
        reason="cancelled",
        owed={
            "organization_payable": sum(line.face for line in lines),
            "fees": sum(line.fee for line in lines),
            "taxes": sum(line.tax for line in lines),
        },
    )


async def _give_up(tx: Tx, order: Order) -> tuple[Order, Change | None]:
    places = tuple(line.place for line in order.lines)
    await tx.fetch(sql["give_up_places"], order.show_id, list(places), order.id)
    await tx.fetch(sql["set_status"], order.id, OrderStatus.CANCELLED)
    return await read_order(tx, order.id), Change(order.show_id, places, None)
