"""Which webhooks a payment causes, when, and how many of each: as its method token asks."""

import asyncio
from collections.abc import Callable

import msgspec

from tessera.kit.ids import new_id
from tessera.payments.gateway.books import Dispute, DisputeStatus, Payment, Refund
from tessera.payments.gateway.methods import Behaviour, read_method
from tessera.payments.gateway.webhooks import Event, EventType, Webhooks

STALE_SECONDS = 0.5


class News:
    """Tells of ends, refunds and disputes through `webhooks`."""

    def __init__(self, webhooks: Webhooks, dispute: Callable[[Payment], None]) -> None:
        self._webhooks = webhooks
        self._dispute = dispute

    def of_end(self, payment: Payment, behaviour: Behaviour) -> None:
        """A payment ended: its webhook, and what its token asks for beside it."""
        if not payment.webhook_url:
            return
        late = float(behaviour.number("webhook_late"))
        end = "payment.succeeded" if payment.status == "succeeded" else "payment.failed"
        event = _event(payment, end)  # type: ignore[arg-type]
        for _ in range(behaviour.webhooks):
            self._send(payment, event, late)
        if behaviour.has("webhook_stale"):
            self._send(payment, _event(payment, "payment.processing"), late + STALE_SECONDS)
        if behaviour.has("webhook_unknown"):
            self._send(payment, _event(payment, "payout.created", subject="po_1"), late)
        if (after := behaviour.number("dispute")) and payment.status == "succeeded":
            loop = asyncio.get_running_loop()
            loop.call_later(after, self._dispute, payment)

    def of_dispute(self, payment: Payment, dispute: Dispute) -> None:
        """A customer's bank asks for money back, or has decided."""
        words: dict[DisputeStatus, EventType] = {
            "open": "dispute.opened",
            "won": "dispute.won",
            "lost": "dispute.lost",
        }
        told = msgspec.structs.replace(
            _event(payment, words[dispute.status], subject=dispute.dispute_id),
            amount=dispute.amount,
            reason=dispute.reason,
            answer_by=dispute.answer_by if dispute.status == "open" else None,
        )
        behaviour = read_method(payment.method)
        for _ in range(0 if behaviour.has("webhook_lost") else max(1, behaviour.webhooks)):
            self._send(payment, told, 0)

    def of_refund(self, payment: Payment, refund: Refund) -> None:
        """Money went back."""
        if read_method(payment.method).has("webhook_lost"):
            return
        told = Event(
            new_id(),
            "refund.succeeded",
            payment.payment_id,
            refund.reference,
            refund.amount,
            refund.currency,
            refund.refund_id,
        )
        self._send(payment, told, 0)

    def _send(self, payment: Payment, event: Event, after_seconds: float) -> None:
        if after_seconds:
            loop = asyncio.get_running_loop()
            loop.call_later(after_seconds, self._webhooks.send, payment.webhook_url, event)
        else:
            self._webhooks.send(payment.webhook_url, event)


def _event(payment: Payment, kind: EventType, *, subject: str | None = None) -> Event:
    return Event(
        new_id(),
        kind,
        payment.payment_id,
        payment.reference,
        payment.amount,
        payment.currency,
        subject=subject,
    )
