"""What the gateway does, without HTTP: pay, refund, look up."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from tessera.kit.ids import new_id, new_reference
from tessera.payments.gateway.books import Books, Payment, Refund
from tessera.payments.gateway.methods import IMMEDIATE, LATER, Method, PaymentStatus
from tessera.payments.gateway.webhooks import Event, Webhooks

SLOW_SECONDS = 2.0
SILENCE_SECONDS = 60.0

Amount = Annotated[int, Meta(ge=1, le=10**15)]


class PaymentRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Take `amount` minor units; `payment_id` is the caller's, and makes the call idempotent."""

    payment_id: UUID
    order_id: UUID
    amount: Amount
    currency: Annotated[str, Meta(pattern="^[A-Z]{3}$")]
    method: Method
    webhook_url: Annotated[str, Meta(max_length=500)] = ""


class RefundRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Give back `amount` minor units; `refund_id` is the caller's, and makes it idempotent."""

    refund_id: UUID
    payment_id: UUID
    amount: Amount


class RefusedByGateway(Exception):
    """The gateway refuses a call: an HTTP status and a code."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code


class Silence(Exception):
    """The caller gets no answer, after `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"no answer for {seconds} s")
        self.seconds = seconds


class Gateway:
    """The verbs on one set of books."""

    def __init__(
        self,
        books: Books,
        webhooks: Webhooks,
        *,
        slow_seconds: float = SLOW_SECONDS,
        silence_seconds: float = SILENCE_SECONDS,
    ) -> None:
        self.books = books
        self._webhooks = webhooks
        self._slow_seconds = slow_seconds
        self._silence_seconds = silence_seconds

    def resume(self) -> None:
        """Finish what was `processing` when an earlier process ended."""
        for payment in tuple(self.books.payments.values()):
            if payment.status == "processing":
                self._finish_later(payment)

    def pay(self, request: PaymentRequest) -> Payment:
        """Take money, as the method says; the same call again is the same payment.

        Raises `RefusedByGateway` where the id was used for something else, and `Silence`.
        """
        known = self.books.payments.get(request.payment_id)
        if known is not None:
            if not _same(known, request):
                raise RefusedByGateway(409, "payment_id_used_otherwise")
            return known
        if request.method is Method.TIMEOUT:
            raise Silence(self._silence_seconds)
        payment = _payment(request)
        self.books.write(payment)
        if request.method is Method.LOST:
            raise Silence(0)
        if payment.status == "processing":
            self._finish_later(payment)
        return payment

    def find(self, payment_id: UUID) -> Payment:
        """A payment. Raises `RefusedByGateway`."""
        payment = self.books.payments.get(payment_id)
        if payment is None:
            raise RefusedByGateway(404, "unknown_payment")
        return payment

    def captures(self, since: datetime, skip: int, limit: int) -> Sequence[Payment]:
        """Money taken after `since`."""
        return self.books.captures(since, skip, limit)

    def refund(self, request: RefundRequest) -> Refund:
        """Give money back; the same call again is the same refund.

        Raises `RefusedByGateway` where the payment is unknown or not that much is left.
        """
        known = self.books.refunds.get(request.refund_id)
        if known is not None:
            if (known.payment_id, known.amount) != (request.payment_id, request.amount):
                raise RefusedByGateway(409, "refund_id_used_otherwise")
            return known
        payment = self.find(request.payment_id)
        if request.amount > self.books.captured(request.payment_id):
            raise RefusedByGateway(422, "more_than_captured")
        refund = Refund(
            request.refund_id,
            request.payment_id,
            request.amount,
            payment.currency,
            f"rf_{new_reference()}",
            datetime.now(UTC),
        )
        self.books.write(refund)
        self._tell_refund(payment, refund)
        return refund

    def _finish_later(self, payment: Payment) -> None:
        loop = asyncio.get_running_loop()
        loop.call_later(self._slow_seconds, self._finish, payment)

    def _finish(self, payment: Payment) -> None:
        status = LATER[Method(payment.method)]
        done = msgspec.structs.replace(
            payment, status=status, at=datetime.now(UTC), failure=_failure(status)
        )
        self.books.write(done)
        self._webhooks.send(
            done.webhook_url,
            Event(
                new_id(),
                "payment.succeeded" if status == "succeeded" else "payment.failed",
                done.payment_id,
                done.reference,
                done.amount,
                done.currency,
            ),
        )

    def _tell_refund(self, payment: Payment, refund: Refund) -> None:
        event = Event(
            new_id(),
            "refund.succeeded",
            payment.payment_id,
            refund.reference,
            refund.amount,
            refund.currency,
            refund.refund_id,
        )
        self._webhooks.send(payment.webhook_url, event)


def _payment(request: PaymentRequest) -> Payment:
    status: PaymentStatus = IMMEDIATE.get(request.method, "processing")
    return Payment(
        request.payment_id,
        request.order_id,
        request.amount,
        request.currency,
        request.method.value,
        request.webhook_url,
        f"gw_{new_reference()}",
        status,
        datetime.now(UTC),
        _failure(status),
    )


def _failure(status: PaymentStatus) -> str | None:
    return "card_declined" if status == "failed" else None


def _same(known: Payment, request: PaymentRequest) -> bool:
    return (known.order_id, known.amount, known.currency, known.method) == (
        request.order_id,
        request.amount,
        request.currency,
        request.method.value,
    )
