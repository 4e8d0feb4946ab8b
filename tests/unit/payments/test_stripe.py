"""Stripe's minor units, its webhooks and their signatures."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.payments.providers.port import WebhookEvent
from tessera.payments.providers.stripe import StripeProvider
from tessera.payments.providers.stripe_units import PRESENTMENT, from_stripe, to_stripe
from tests.fixtures.stripe import KEYS, event, signed

PAYMENT = UUID(int=7)
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
INTENT = {
    "id": "pi_1",
    "amount": 500,
    "amount_received": 500,
    "currency": "isk",
    "status": "succeeded",
    "metadata": {"payment_id": str(PAYMENT)},
}
SESSION = {
    "id": "cs_1",
    "status": "complete",
    "payment_status": "paid",
    "amount_total": 45_000,
    "currency": "inr",
    "payment_intent": "pi_1",
    "metadata": {"payment_id": str(PAYMENT)},
}
DISPUTE = {
    "id": "dp_1",
    "amount": 45_000,
    "currency": "inr",
    "charge": "ch_1",
    "payment_intent": "pi_1",
    "reason": "fraudulent",
    "status": "needs_response",
}


def verify(headers: Mapping[str, Any], body: bytes, now: datetime = NOW) -> WebhookEvent | None:
    """What the adapter makes of a webhook."""
    adapter = StripeProvider(KEYS, api_url="http://x", site_url="", timeout_seconds=1)
    return adapter.verify_webhook(headers, body, now)


def told(kind: str, thing: Mapping[str, Any], **changes: Any) -> WebhookEvent:
    """A well signed webhook, read."""
    headers, body = signed(event(kind, {**thing, **changes}), at=int(NOW.timestamp()))
    found = verify(headers, body)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("amount", "currency", "units"),
    [
        (45_000, "INR", 45_000),
        (500, "JPY", 500),
        (5_120, "KWD", 5_120),
        (5_123, "KWD", None),
        (5, "ISK", 500),
        (5, "UGX", 500),
        (500, "MGA", 500),
        (1_045, "HUF", 1_045),
        (1_099, "TWD", 1_099),
    ],
)
def test_amount_is_told_in_stripes_own_units(amount: int, currency: str, units: int | None) -> None:
    """Zero, two and three decimals, and the currencies that are told otherwise than they are."""
    assert to_stripe(amount, currency) == units


@given(st.sampled_from(sorted(PRESENTMENT)), st.integers(1, 10**9))
def test_amount_that_stripe_takes_comes_back_as_it_was(currency: str, amount: int) -> None:
    """There and back again, nothing is lost."""
    units = to_stripe(amount, currency)

    assert units is None or from_stripe(units, currency) == amount


@pytest.mark.parametrize(
    ("kind", "thing", "status", "reference"),
    [
        ("payment_intent.succeeded", INTENT, "succeeded", "pi_1"),
        ("payment_intent.canceled", {**INTENT, "status": "canceled"}, "failed", "pi_1"),
        ("checkout.session.completed", SESSION, "succeeded", "pi_1"),
        ("checkout.session.expired", {**SESSION, "status": "expired"}, "failed", "cs_1"),
        ("checkout.session.async_payment_failed", SESSION, "failed", "cs_1"),
    ],
)
def test_end_of_a_payment_is_told(
    kind: str, thing: dict[str, Any], status: str, reference: str
) -> None:
    """By our own payment id, with the amount in our own units."""
    found = told(kind, thing)

    assert found.answer is not None
    assert (found.about, found.payment_id, found.answer.status) == ("payment", PAYMENT, status)
    assert found.reference == reference


@pytest.mark.parametrize(
    ("kind", "thing"),
    [
        ("checkout.session.completed", {**SESSION, "payment_status": "unpaid"}),
        ("payment_intent.payment_failed", {**INTENT, "status": "requires_payment_method"}),
    ],
)
def test_news_without_an_end_settles_nothing(kind: str, thing: dict[str, Any]) -> None:
    """A slow bank, or a card that was declined on a page that is still open."""
    assert told(kind, thing).answer is None


@pytest.mark.parametrize(
    ("status", "answer"),
    [("needs_response", "processing"), ("won", "succeeded"), ("lost", "failed")],
)
def test_dispute_is_known_by_the_payment_it_takes_back(status: str, answer: str) -> None:
    """Stripe does not repeat our ids there, only its own."""
    found = told("charge.dispute.closed", DISPUTE, status=status)

    assert found.answer is not None
    assert (found.about, found.subject, found.reference) == ("dispute", "dp_1", "pi_1")
    assert (found.answer.status, found.answer.amount) == (answer, 45_000)


@pytest.mark.parametrize(
    ("kind", "thing"),
    [
        ("charge.dispute.created", {**DISPUTE, "status": "warning_needs_response"}),
        ("payout.paid", {"id": "po_1"}),
    ],
)
def test_event_that_moves_no_payment_is_other(kind: str, thing: dict[str, Any]) -> None:
    """An early warning, or a kind that nobody asked for."""
    assert told(kind, thing).about == "other"


def test_webhook_within_the_tolerance_holds_whenever_it_is_read_again() -> None:
    """Its age is measured by the instant that is passed in, not by this machine's clock."""
    headers, body = signed(event("payout.paid", {}), at=int(NOW.timestamp()))

    assert verify(headers, body, NOW + timedelta(seconds=299)) is not None
    assert verify(headers, body, NOW + timedelta(seconds=301)) is None
    assert verify(headers, body, NOW - timedelta(seconds=301)) is None


@pytest.mark.parametrize(
    "headers",
    [{}, {"stripe-signature": "nonsense"}, {"stripe-signature": "t=x,v1=y"}],
)
def test_webhook_without_a_signature_is_nobodys_word(headers: dict[str, str]) -> None:
    """Malformed headers are refused, never an error."""
    assert verify(headers, b"{}") is None


def test_webhook_signed_with_another_secret_is_refused() -> None:
    """As is a body that was changed, or one that is no event."""
    at = int(NOW.timestamp())
    other, body = signed(event("payout.paid", {}), secret="whsec_other", at=at)
    good, _ = signed(event("payout.paid", {}), at=at)

    assert verify(other, body) is None
    assert verify(good, body + b" ") is None
    assert verify(*signed({"id": "evt"}, at=at)) is None
