"""What a provider's answer asks of our books."""

from typing import Literal
from uuid import UUID

import pytest

from tessera.payments.model import PaymentAnswer, Settle
from tessera.payments.providers.port import ProviderAnswer
from tessera.payments.result import end_of, result_of

PAYMENT = UUID(int=1)
Status = Literal["succeeded", "failed", "processing", "redirect", "unknown", "absent"]


@pytest.mark.parametrize(
    ("status", "result", "ends"),
    [
        ("succeeded", "succeeded", True),
        ("failed", "failed", True),
        ("absent", "failed", True),
        ("processing", "processing", False),
        ("redirect", "processing", False),
        ("unknown", "processing", False),
    ],
)
def test_answer_ends_a_payment_only_where_it_is_certain(
    status: Status, result: str, ends: bool
) -> None:
    """What nobody can tell is never taken for a failure."""
    answer = ProviderAnswer(status, 450, "INR", "ref-1")

    found, end = result_of(PAYMENT, answer), end_of(PAYMENT, answer)

    assert (found.payment_id, found.result) == (PAYMENT, result)
    assert (found.amount, found.currency, found.reference) == (450, "INR", "ref-1")
    assert (end is not None) == ends
    assert end is None or (end.result, end.amount) == (result, 450)


def test_answer_that_is_not_there_ends_nothing() -> None:
    """A provider that was not asked has said nothing."""
    assert end_of(PAYMENT, None) is None


def test_failure_is_told_as_it_was_said_and_absence_by_its_name() -> None:
    """Support reads why; the customer's answer is kept beside it."""
    shown = PaymentAnswer(b"key", 402, b"{}")

    failed = result_of(PAYMENT, ProviderAnswer("failed", failure="card_declined"), shown=shown)

    assert (failed.failure, failed.answer) == ("card_declined", shown)
    assert result_of(PAYMENT, ProviderAnswer("absent")).failure == "never_reached_provider"


def test_settlement_that_names_no_money_brings_none() -> None:
    """Not one minor unit of no currency."""
    settle = Settle(PAYMENT, "processing", UUID(int=2))

    assert (settle.amount, settle.currency) == (0, "")
