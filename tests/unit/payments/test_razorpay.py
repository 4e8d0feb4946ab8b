"""Razorpay's signatures, and its webhooks."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from tessera.payments.providers.port import WebhookEvent
from tessera.payments.providers.razorpay import RazorpayProvider
from tests.fixtures.razorpay import KEYS, hook, proof

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
ATTEMPT = UUID(int=7)
PAYMENT = {
    "id": "pay_1",
    "order_id": "order_1",
    "amount": 45_000,
    "currency": "INR",
    "status": "captured",
    # A customer's browser may write anything here.
    "notes": {"payment_id": str(UUID(int=8))},
}
DISPUTE = {
    "id": "disp_1",
    "payment_id": "pay_1",
    "amount": 45_000,
    "currency": "INR",
    "reason_code": "goods_not_received",
    "phase": "chargeback",
    "respond_by": int(NOW.timestamp()),
    "status": "open",
}


def adapter() -> RazorpayProvider:
    """An adapter that calls nobody."""
    return RazorpayProvider(KEYS, api_url="http://x", site_url="", timeout_seconds=1)


def told(kind: str, entities: dict[str, Any], **how: Any) -> WebhookEvent | None:
    """A webhook, read."""
    return adapter().verify_webhook(*hook(kind, entities, **how), NOW)


def test_proof_of_this_order_holds() -> None:
    """HMAC-SHA256 of order and payment under the key's secret."""
    assert adapter().proves("order_1", proof("order_1", "pay_1"))


@pytest.mark.parametrize(
    ("reference", "fields"),
    [
        ("order_1", {}),
        ("order_1", proof("order_1", "pay_1", secret="another secret")),
        ("order_1", proof("order_2", "pay_1")),
        ("order_1", proof("order_1", "pay_1") | {"razorpay_payment_id": "pay_2"}),
        ("order_1", proof("order_1", "pay_1") | {"razorpay_signature": "é" * 64}),
        ("order_1", proof("order_1", "")),
        ("pay_1", proof("order_1", "pay_1")),
        (None, proof("order_1", "pay_1")),
    ],
    ids=[
        "none",
        "secret",
        "other order",
        "other payment",
        "no hex",
        "empty",
        "replayed",
        "unknown",
    ],
)
def test_proof_of_anything_else_is_refused(
    reference: str | None, fields: Mapping[str, str]
) -> None:
    """Another secret, another order, another payment, or an attempt that is paid already."""
    assert not adapter().proves(reference, fields)


@pytest.mark.parametrize(
    ("kind", "more", "payment_id"),
    [
        ("payment.captured", {}, None),
        ("order.paid", {"order": {"id": "order_1", "receipt": str(ATTEMPT)}}, ATTEMPT),
    ],
)
def test_captured_payment_is_known_by_its_order_never_by_its_notes(
    kind: str, more: dict[str, Any], payment_id: UUID | None
) -> None:
    """Only the receipt of an order was written by us."""
    found = told(kind, {"payment": PAYMENT, **more})

    assert found is not None
    assert found.answer is not None
    assert (found.about, found.answer.status, found.answer.amount) == (
        "payment",
        "succeeded",
        45_000,
    )
    assert (found.payment_id, found.reference, found.also) == (payment_id, "pay_1", "order_1")


def test_failed_try_ends_nothing() -> None:
    """The customer may try again on the same page."""
    found = told("payment.failed", {"payment": {**PAYMENT, "status": "failed"}})

    assert found is not None
    assert found.answer is None


def test_refund_is_known_by_our_receipt() -> None:
    """It was written with the secret key."""
    found = told("refund.processed", {"refund": {"id": "rfnd_1", "receipt": str(ATTEMPT)}})

    assert found is not None
    assert (found.about, found.refund_id) == ("refund", ATTEMPT)


@pytest.mark.parametrize(
    ("changes", "about", "status"),
    [
        ({}, "dispute", "processing"),
        ({"status": "won"}, "dispute", "succeeded"),
        ({"status": "lost"}, "dispute", "failed"),
        ({"phase": "retrieval"}, "other", None),
    ],
)
def test_dispute_is_told_unless_it_is_only_a_question(
    changes: dict[str, Any], about: str, status: str | None
) -> None:
    """A retrieval moves no money."""
    found = told("payment.dispute.created", {"dispute": {**DISPUTE, **changes}})

    assert found is not None
    assert found.about == about
    assert (found.answer.status if found.answer else None) == status
    assert found.answer_by == (NOW if about == "dispute" else None)


def test_webhook_signed_with_another_secret_or_changed_is_refused() -> None:
    """And one that is no event, however well signed."""
    headers, body = hook("payment.captured", {"payment": PAYMENT})

    assert told("payment.captured", {"payment": PAYMENT}, secret="another") is None
    assert adapter().verify_webhook(headers, body + b" ", NOW) is None
    assert adapter().verify_webhook({}, body, NOW) is None
    assert told("payment.captured", {}) is None


def test_event_keeps_the_name_that_razorpay_gave_it() -> None:
    """It stands beside the body; without one, the body names itself, the same each time."""
    headers, body = hook("payout.created", {}, name="evt_9")
    nameless = {"x-razorpay-signature": headers["x-razorpay-signature"]}

    named = adapter().verify_webhook(headers, body, NOW)
    again = [adapter().verify_webhook(nameless, body, NOW) for _ in range(2)]

    assert named is not None
    assert named.event_id == "evt_9"
    assert again[0] == again[1] is not None
