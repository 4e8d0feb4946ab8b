"""Disputes at the gateway: a customer asks the bank for the money, the bank decides."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import msgspec

from tessera.payments.gateway.books import Books, Dispute, Payment
from tessera.payments.gateway.model import DisputeRequest, RefusedByGateway

Tell = Callable[[Payment, Dispute], None]


class Disputes:
    """The verbs on disputes of one set of books; each change is told by webhook."""

    def __init__(self, books: Books, tell: Tell) -> None:
        self._books = books
        self._tell = tell

    def open(self, request: DisputeRequest) -> Dispute:
        """Dispute a capture, once; again it is the same dispute.

        Raises `RefusedByGateway` where nothing was captured, or not so much.
        """
        payment = self._books.payments.get(request.payment_id)
        if payment is None or payment.status != "succeeded":
            raise RefusedByGateway(404, "unknown_payment")
        amount = request.amount or payment.amount
        if amount > payment.amount:
            raise RefusedByGateway(422, "more_than_captured")
        dispute_id = f"dp_{payment.payment_id}"
        known = self._books.disputes.get(dispute_id)
        if known is not None:
            return known
        now = datetime.now(UTC)
        dispute = Dispute(
            dispute_id,
            payment.payment_id,
            amount,
            payment.currency,
            "open",
            request.reason,
            now,
            now + timedelta(days=request.answer_days),
        )
        self._books.write(dispute)
        self._tell(payment, dispute)
        return dispute

    def end(self, dispute_id: str, *, won: bool) -> Dispute:
        """The bank decides; what is decided stays so. Raises `RefusedByGateway`."""
        dispute = self._books.disputes.get(dispute_id)
        if dispute is None:
            raise RefusedByGateway(404, "unknown_dispute")
        if dispute.status != "open":
            return dispute
        ended = msgspec.structs.replace(
            dispute, status="won" if won else "lost", at=datetime.now(UTC)
        )
        self._books.write(ended)
        self._tell(self._books.payments[dispute.payment_id], ended)
        return ended
