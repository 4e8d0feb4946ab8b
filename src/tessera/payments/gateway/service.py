"""What the gateway does, without HTTP: pay, decide on its page, refund, look up."""

import asyncio
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

import msgspec

from tessera.kit.ids import new_reference
from tessera.payments.gateway.books import Books, Payment, Refund
from tessera.payments.gateway.disputes import Disputes
from tessera.payments.gateway.methods import (
    IMMEDIATE,
    LATER,
    Behaviour,
    Method,
    PaymentStatus,
    UnknownMethod,
    read_method,
)
from tessera.payments.gateway.model import (
    Answered,
    Choice,
    DisputeRequest,
    PaymentRequest,
    RefundRequest,
    RefusedByGateway,
    Silence,
)
from tessera.payments.gateway.news import News
from tessera.payments.gateway.webhooks import Webhooks

SLOW_SECONDS = 2.0
SILENCE_SECONDS = 60.0


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
        self._news = News(webhooks, self._dispute)
        self.disputes = Disputes(books, self._news.of_dispute)
        self._slow_seconds = slow_seconds
        self._silence_seconds = silence_seconds
        self._away_until: dict[UUID, float] = {}
        self._refund_calls: dict[UUID, int] = {}

    def resume(self) -> None:
        """Finish what was `processing` when an earlier process ended."""
        for payment in tuple(self.books.payments.values()):
            if payment.status == "processing":
                self._finish_later(payment)

    def pay(self, request: PaymentRequest) -> Answered:
        """Take money, as the method says; the same call again is the same payment.

        Raises `RefusedByGateway` where the id was used for something else, and `Silence`.
        """
        known = self.books.payments.get(request.payment_id)
        if known is not None:
            self._refuse_while_away(known.payment_id)
            if not _same(known, request):
                raise RefusedByGateway(409, "payment_id_used_otherwise")
            return Answered(known)
        try:
            behaviour = read_method(request.method)
        except UnknownMethod as error:
            raise RefusedByGateway(422, "unknown_method", str(error)) from None
        if behaviour.base is Method.TIMEOUT:
            raise Silence(self._silence_seconds)
        payment = _payment(request, behaviour)
        self.books.write(payment)
        self._begin(payment, behaviour)
        lost = behaviour.base is Method.LOST or behaviour.has("answer_lost")
        return Answered(payment, behaviour.number("delay"), lost)

    def find(self, payment_id: UUID) -> Payment:
        """A payment. Raises `RefusedByGateway`."""
        payment = self.books.payments.get(payment_id)
        if payment is None:
            raise RefusedByGateway(404, "unknown_payment")
        self._refuse_while_away(payment_id)
        return payment

    def decide(self, payment_id: UUID, reference: str, choice: Choice) -> Payment:
        """What the customer pressed on the hosted page; only an open payment can change.

        Raises `RefusedByGateway` for a page that does not exist.
        """
        payment = self.books.payments.get(payment_id)
        if payment is None or payment.reference != reference or not payment.return_url:
            raise RefusedByGateway(404, "unknown_payment")
        if payment.status != "open" or choice == "leave":
            return payment
        return self._end(payment, "succeeded" if choice == "pay" else "failed")

    def cancel(self, payment_id: UUID) -> Payment:
        """Close an open payment for good; one that has ended stays as it is."""
        payment = self.find(payment_id)
        if payment.status != "open":
            return payment
        return self._end(payment, "failed", failure="left")

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
        self._refuse_refund(payment)
        refund = Refund(
            request.refund_id,
            request.payment_id,
            request.amount,
            payment.currency,
            f"rf_{new_reference()}",
            datetime.now(UTC),
        )
        if request.amount > self.books.captured(request.payment_id):
            raise RefusedByGateway(422, "more_than_captured")
        self.books.write(refund)
        self._news.of_refund(payment, refund)
        return refund

    def _dispute(self, payment: Payment) -> None:
        self.disputes.open(DisputeRequest(payment.payment_id))

    def _begin(self, payment: Payment, behaviour: Behaviour) -> None:
        if payment.status == "processing":
            self._finish_later(payment)
        elif payment.status != "open":
            self._news.of_end(payment, behaviour)
        if seconds := behaviour.number("outage"):
            self._away_until[payment.payment_id] = time.monotonic() + seconds
            raise RefusedByGateway(503, "outage")

    def _refuse_while_away(self, payment_id: UUID) -> None:
        if self._away_until and self._away_until.get(payment_id, 0) > time.monotonic():
            raise RefusedByGateway(503, "outage")

    def _refuse_refund(self, payment: Payment) -> None:
        behaviour = read_method(payment.method)
        if behaviour.has("refund_refused"):
            raise RefusedByGateway(422, "refund_refused")
        if calls := behaviour.number("refund_outage"):
            made = self._refund_calls.get(payment.payment_id, 0) + 1
            self._refund_calls[payment.payment_id] = made
            if made <= calls:
                raise RefusedByGateway(503, "outage")

    def _finish_later(self, payment: Payment) -> None:
        loop = asyncio.get_running_loop()
        status = LATER[read_method(payment.method).base]
        loop.call_later(self._slow_seconds, self._end, payment, status)

    def _end(
        self, payment: Payment, status: PaymentStatus, failure: str = "card_declined"
    ) -> Payment:
        done = msgspec.structs.replace(
            payment,
            status=status,
            at=datetime.now(UTC),
            failure=failure if status == "failed" else None,
        )
        self.books.write(done)
        self._news.of_end(done, read_method(done.method))
        return done


def _payment(request: PaymentRequest, behaviour: Behaviour) -> Payment:
    status: PaymentStatus = IMMEDIATE.get(behaviour.base, "processing")
    short = min(behaviour.number("short"), request.amount - 1)
    return Payment(
        request.payment_id,
        request.order_id,
        request.amount - short,
        request.currency,
        request.method,
        request.webhook_url,
        f"gw_{new_reference()}",
        status,
        datetime.now(UTC),
        "card_declined" if status == "failed" else None,
        request.return_url,
        short,
    )


def _same(known: Payment, request: PaymentRequest) -> bool:
    return (known.order_id, known.amount + known.short, known.currency, known.method) == (
        request.order_id,
        request.amount,
        request.currency,
        request.method,
    )
