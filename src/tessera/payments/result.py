"""What a provider's answer asks of our books, whoever heard it: one way into `settle`."""

from uuid import UUID

from tessera.kit.ids import new_id
from tessera.payments.model import PaymentAnswer, Settle
from tessera.payments.providers.port import ProviderAnswer


def result_of(
    payment_id: UUID, answer: ProviderAnswer, *, shown: PaymentAnswer | None = None
) -> Settle:
    """The settlement of an answer: an attempt that nobody can tell about is still processing.

    `shown` is what its customer was answered, to be kept under the attempt's idempotency key.
    """
    failure = answer.failure
    if answer.status == "absent":
        failure = "never_reached_provider"
    return Settle(
        payment_id=payment_id,
        result="succeeded"
        if answer.status == "succeeded"
        else "failed"
        if answer.status in ("failed", "absent")
        else "processing",
        refund_id=new_id(),
        amount=answer.amount,
        currency=answer.currency,
        reference=answer.reference,
        failure=failure,
        answer=shown,
    )


def end_of(payment_id: UUID, answer: ProviderAnswer | None) -> Settle | None:
    """The same, or None while nothing is certain."""
    if answer is None or answer.status not in ("succeeded", "failed", "absent"):
        return None
    return result_of(payment_id, answer)
