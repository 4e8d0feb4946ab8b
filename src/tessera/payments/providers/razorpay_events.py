"""What Razorpay tells by webhook, as our events.

Source: razorpay.com/docs/webhooks (validation, payloads of payments, orders, refunds, disputes).
A customer's browser can put notes on a payment, so a payment is known by Razorpay's own names; only
the receipt of an order is ours.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from tessera.payments.providers.port import ProviderAnswer, WebhookEvent

Object = Mapping[str, Any]

SUBSCRIBE = (
    "payment.captured",
    "payment.failed",
    "order.paid",
    "refund.processed",
    "refund.failed",
    "payment.dispute.created",
    "payment.dispute.won",
    "payment.dispute.lost",
    "payment.dispute.closed",
)
"""The events that an organizer subscribes to in Razorpay's console."""
TAKEN = ("captured", "refunded")
"""Statuses of a payment whose money came to us, also where some of it went back since."""
QUIET_PHASES = ("fraud", "retrieval")
"""Questions of a bank; no money moves."""
DISPUTE_ENDS = {"won": "succeeded", "closed": "succeeded", "lost": "failed"}


def payment_answer(payment: Object) -> ProviderAnswer:
    """What a payment says. One that failed is one try of several: its order stays payable."""
    if payment["status"] in TAKEN:
        amount, currency = payment["amount"], payment["currency"]
        return ProviderAnswer("succeeded", amount, currency, payment["id"])
    return ProviderAnswer("processing", reference=payment.get("order_id"))


def refund_answer(refund: Object) -> ProviderAnswer:
    """What a refund says; `pending` is neither sent nor refused yet."""
    if refund["status"] == "processed":
        return ProviderAnswer("succeeded", refund["amount"], refund["currency"], refund["id"])
    if refund["status"] == "failed":
        return ProviderAnswer("failed", reference=refund["id"], failure="refund_failed")
    return ProviderAnswer("processing", reference=refund["id"])


def event_of(name: str, event: Object) -> WebhookEvent:
    """A verified event; one of a kind that we do not know is `other`."""
    kind, payload = str(event["event"]), event["payload"]
    if kind.startswith("payment.dispute."):
        return _dispute(name, kind, payload["dispute"]["entity"])
    if kind.startswith("refund."):
        refund_id = as_id(payload["refund"]["entity"].get("receipt"))
        return WebhookEvent(name, kind, None, None, about="refund", refund_id=refund_id)
    if kind == "order.paid" or kind.startswith("payment."):
        payment = payload["payment"]["entity"]
        order = payload.get("order", {}).get("entity", {})
        said = payment_answer(payment)
        return WebhookEvent(
            name,
            kind,
            as_id(order.get("receipt")),
            said if said.status == "succeeded" else None,
            reference=payment["id"],
            also=payment.get("order_id"),
        )
    return WebhookEvent(name, kind, None, None, about="other")


def as_id(text: Any) -> UUID | None:
    """An id of ours that Razorpay keeps as a receipt."""
    try:
        return UUID(text) if isinstance(text, str) else None
    except ValueError:
        return None


def _dispute(name: str, kind: str, dispute: Object) -> WebhookEvent:
    if dispute.get("phase") in QUIET_PHASES:
        return WebhookEvent(name, kind, None, None, about="other")
    due = dispute.get("respond_by")
    word: Any = DISPUTE_ENDS.get(dispute["status"], "processing")
    answer = ProviderAnswer(
        word,
        dispute["amount"],
        dispute["currency"],
        dispute["id"],
        str(dispute.get("reason_code") or ""),
    )
    return WebhookEvent(
        name,
        kind,
        None,
        answer,
        about="dispute",
        reference=dispute["payment_id"],
        subject=dispute["id"],
        answer_by=datetime.fromtimestamp(due, UTC) if due else None,
    )
