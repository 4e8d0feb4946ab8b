"""Pay an order: record the attempt, ask the provider, settle what it says.

The provider is called outside any transaction. Whatever is lost on the way (our process, the
answer, the connection) is found by the reconciler and ends in the same `settle`.
"""

from collections.abc import Awaitable, Callable
from typing import Literal

import msgspec

from tessera.claims.model import KeyKnown
from tessera.kit.ids import new_id
from tessera.orders.model import Order
from tessera.payments.desk import PaymentsDesk
from tessera.payments.model import (
    PaymentAnswer,
    PaymentRefused,
    PaymentStarted,
    Settle,
    Settled,
    StartPayment,
)
from tessera.payments.providers.port import Attempt, Provider, ProviderAnswer

Result = Literal["succeeded", "failed", "processing"]


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
    answer = await provider.open(
        Attempt(
            command.payment_id,
            order.id,
            order.total,
            order.currency,
            command.method,
            order.expires_at,
        )
    )
    shown = await show(started, answer)
    settled = await desk.settlements.submit(
        Settle(
            payment_id=command.payment_id,
            result=result_of(answer),
            refund_id=new_id(),
            amount=answer.amount,
            currency=answer.currency,
            reference=answer.reference,
            failure=answer.failure,
            answer=shown if command.intent is not None else None,
        )
    )
    return Paid(settled, answer, shown)


def result_of(answer: ProviderAnswer) -> Result:
    """What is certain: an attempt nobody can tell about is still processing."""
    if answer.status == "succeeded" or answer.status == "failed":
        return answer.status
    return "processing"
