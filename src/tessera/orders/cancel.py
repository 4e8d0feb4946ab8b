"""Cancel an order, or some of its lines: places back on sale, tickets void, money on its way."""

from collections.abc import Sequence
from uuid import UUID

from tessera.claims.model import Change
from tessera.insights.marks import mark
from tessera.kit.database import Tx
from tessera.kit.errors import Refused
from tessera.kit.ids import new_id
from tessera.kit.jobs import enqueue
from tessera.offers.cards.verbs import release_card
from tessera.offers.release import release_uses
from tessera.orders import rules
from tessera.orders.model import (
    FULFILLED,
    CancelRefusal,
    Grant,
    Order,
    OrderStatus,
    Override,
    RefundReason,
)
from tessera.orders.quote import Quote, chosen_lines, override_grant, quote, quote_by
from tessera.orders.read import read_order, sql
from tessera.payments.refund import open_refund
from tessera.shows.model import Show


async def cancel(
    tx: Tx,
    order_id: UUID,
    show: Show,
    *,
    lines: Sequence[int] | None,
    expected: int | None = None,
    override: Override | None = None,
) -> tuple[Order, Change | None]:
    """The order afterwards, and what became free. `lines` are numbers; None means all that live.

    A pending order is simply given up. `expected` is what the customer was told would come back,
    in minor units. With `override` the organizer decides instead of the policy, on the record.
    Raises `Invalid` for lines that are not there, `Refused(not_cancellable, quote_changed)`.
    """
    locked = await tx.fetch_one(sql["lock_order"], order_id)
    order = await read_order(tx, order_id)
    assert locked is not None, "read_order would have raised"
    if order.status is OrderStatus.PENDING and lines is None:
        return await _give_up(tx, order)
    by_policy = await quote(tx, order, show, lines=lines, now=locked["now"])
    decided = by_policy
    if override is not None and order.status in FULFILLED:
        chosen = chosen_lines(order, lines)
        decided = await quote_by(tx, order, chosen, grant=override_grant(override))
        await _note(tx, order, override, by_policy=by_policy, decided=decided)
    if decided.grant is None or not decided.lines:
        raise Refused(CancelRefusal.NOT_CANCELLABLE)
    if expected is not None and expected != decided.refund:
        raise Refused(CancelRefusal.QUOTE_CHANGED)
    return await _carry_out(tx, order, decided)


async def cancel_by(
    tx: Tx, order_id: UUID, *, lines: Sequence[int], grant: Grant
) -> tuple[Order, Change | None]:
    """As `cancel`, of a fulfilled order whose lines get what `grant` says and no policy."""
    await tx.fetch_one(sql["lock_order"], order_id)
    order = await read_order(tx, order_id)
    decided = await quote_by(tx, order, chosen_lines(order, lines), grant=grant)
    return await _carry_out(tx, order, decided)


async def _carry_out(tx: Tx, order: Order, decided: Quote) -> tuple[Order, Change | None]:
    chosen = [back.line for back in decided.lines]
    assert decided.grant is not None
    # Who went in cannot take the money back, unless there is nothing to see after all.
    openable = ["valid"]
    if decided.grant.reason in (RefundReason.SHOW_CANCELLED, RefundReason.TEST):
        openable.append("used")
    voided = await tx.fetch(sql["void_tickets"], [line.ticket_id for line in chosen], openable)
    if len(voided) != len(chosen):
        raise Refused(CancelRefusal.NOT_CANCELLABLE)
    await _refund(tx, order, decided)
    await mark(tx, [order.show_id])
    places = tuple(line.place for line in chosen)
    await tx.fetch(sql["free_places"], order.show_id, list(places), order.id)
    after = rules.status_after_refund(order, chosen)
    await tx.fetch(sql["set_status"], order.id, after)
    if after is OrderStatus.REFUNDED:
        await tx.fetch(sql["returned_move"], order.id)
        await release_uses(tx, order.id)
    if decided.grant.reason is not RefundReason.TEST:
        await enqueue(tx, "mail_cancellation", str(order.id))
    return await read_order(tx, order.id), Change(order.show_id, places, None)


async def _refund(tx: Tx, order: Order, decided: Quote) -> None:
    """Owe the customer what goes back; a job sends it, and its end clears the debt."""
    assert decided.grant is not None
    backs = decided.lines
    refund_id = new_id()
    await tx.fetch(
        sql["cancel_lines"],
        order.id,
        refund_id,
        [back.line.n for back in backs],
        [back.face for back in backs],
        [back.fee for back in backs],
        [back.tax for back in backs],
    )
    if not decided.refund:
        return
    captured = await tx.fetch(sql["captured_payments"], order.id)
    await open_refund(
        tx,
        refund_id=refund_id,
        order_id=order.id,
        payments=rules.sources(decided.refund, [(p["id"], p["left_"]) for p in captured]),
        currency=order.currency,
        reason=REASONS.get(decided.grant.reason, "cancelled"),
        owed={
            "organization_payable": sum(back.face for back in backs),
            "fees": sum(back.fee for back in backs),
            "taxes": sum(back.tax for back in backs),
        },
    )


REASONS = {reason: reason for reason in ("show_cancelled", "show_moved", "override", "test")}
"""What a refund says of itself; whatever the policy gave is a plain cancellation."""


async def _note(
    tx: Tx, order: Order, override: Override, *, by_policy: Quote, decided: Quote
) -> None:
    """Who decided otherwise than the policy, and why: on record for good."""
    await tx.fetch(
        sql["note_override"],
        new_id(),
        order.id,
        [back.line.n for back in decided.lines],
        override.account_id,
        override.reason,
        by_policy.refund,
        decided.refund,
    )


async def _give_up(tx: Tx, order: Order) -> tuple[Order, Change | None]:
    places = tuple(line.place for line in order.lines)
    await tx.fetch(sql["give_up_places"], order.show_id, list(places), order.id)
    await tx.fetch(sql["set_status"], order.id, OrderStatus.CANCELLED)
    await release_uses(tx, order.id)
    await release_card(tx, order.id)
    return await read_order(tx, order.id), Change(order.show_id, places, None)
