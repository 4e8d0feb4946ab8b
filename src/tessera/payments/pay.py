"""Pay an order: record the attempt, ask the provider, settle what it says.

The provider is called outside any transaction. Whatever is lost on the way (our process, the
answer, the connection) is found by the reconciler and ends in the same `settle`.
"""

from collections.abc import Awaitable, Callable

import msgspec

from tessera.claims.model import KeyKnown
from tessera.orders.model import Order
from tessera.payments.desk import PaymentsDesk
from tessera.payments.model import (
    PaymentAnswer,
    PaymentRefused,
    PaymentStarted,
    Settled,
    StartPayment,
)
from tessera.payments.providers.port import Attempt, Provider, ProviderAnswer
from tessera.payments.result import result_of


class Paid(msgspec.Struct, frozen=True):
    """How an attempt ended for now, and the answer that was kept for it."""

    settled: Settled
    answer: ProviderAnswer
    shown: PaymentAnswer


Show = Callable[[PaymentStarted, ProviderAnswer], Awaitable[PaymentAnswer]]
"""Writes the answer that the customer gets, before the settlement that keeps it."""


async def pay(
    desk: PaymentsDesk, provider: Provider, order: Order, command: StartPayment, show: Show
) -> Paid | PaymentRefused | KeyKnown:
    """One attempt to pay `order`, whose total and currency never change."""
    started = await desk.starts.submit(command)
    if not isinstance(started, PaymentStarted):
        return started
    answer = await provider.open(attempt_of(order, command))
    shown = await show(started, answer)
    kept = shown if command.intent is not None else None
    settled = await desk.settlements.submit(result_of(command.payment_id, answer, shown=kept))
    return Paid(settled, answer, shown)


def attempt_of(order: Order, command: StartPayment) -> Attempt:
    """The attempt as its provider is told of it."""
    return Attempt(
        command.payment_id,
        order.id,
        order.total,
        order.currency,
        command.method,
        order.expires_at,
    )
