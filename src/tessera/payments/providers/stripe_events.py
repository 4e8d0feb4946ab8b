"""What Stripe tells by webhook, as our events; and its objects as our answers.

Source: docs.stripe.com/webhooks (signature), docs.stripe.com/api/events/types, and the objects of
PaymentIntents, Checkout Sessions, Refunds and Disputes. Everything here is plain JSON that was read
already; no call is made.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from tessera.payments.providers.port import NextStep, ProviderAnswer, WebhookEvent
from tessera.payments.providers.stripe_units import from_stripe

Object = Mapping[str, Any]

SUBSCRIBE = (
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "checkout.session.expired",
    "payment_intent.succeeded",
    "payment_intent.payment_failed",
    "payment_intent.canceled",
    "refund.updated",
    "refund.failed",
    "charge.dispute.created",
    "charge.dispute.updated",
    "charge.dispute.closed",
)
"""The events that an organizer subscribes to in Stripe's console."""
DISPUTE_ENDS = {"won": "succeeded", "lost": "failed"}


def ours(kept: Any, name: str) -> UUID | None:
    """An id of ours that Stripe keeps in an object's metadata."""
    text = (kept.get("metadata") or {}).get(name) if isinstance(kept, Mapping) else None
    try:
        return UUID(text) if isinstance(text, str) else None
    except ValueError:
        return None


def intent_answer(intent: Object, *, public_key: str = "") -> ProviderAnswer:
    """What a PaymentIntent says. A customer who was declined may try again while it is open, unless
    a program gave its only method (`way` in the metadata)."""
    status, reference = intent["status"], intent["id"]
    currency = str(intent["currency"]).upper()
    if status == "succeeded":
        units = intent.get("amount_received") or intent["amount"]
        return ProviderAnswer("succeeded", from_stripe(units, currency), currency, reference)
    if status == "canceled":
        return ProviderAnswer("failed", reference=reference, failure="left")
    if status == "processing":
        return ProviderAnswer("processing", reference=reference)
    problem = intent.get("last_payment_error") or {}
    if problem and (intent.get("metadata") or {}).get("way") == "pm":
        failure = problem.get("decline_code") or problem.get("code") or "card_declined"
        return ProviderAnswer("failed", reference=reference, failure=str(failure))
    secret = {"client_secret": str(intent.get("client_secret") or "")}
    step = NextStep("fields", fields={**secret, "publishable_key": public_key})
    return ProviderAnswer("redirect", reference=reference, next=step)


def session_answer(session: Object) -> ProviderAnswer:
    """What a Checkout Session says; once paid, money is known by its PaymentIntent."""
    reference = session["id"]
    if session["status"] == "expired":
        return ProviderAnswer("failed", reference=reference, failure="left")
    if session["status"] == "open":
        step = NextStep("redirect", str(session["url"]))
        return ProviderAnswer("redirect", reference=reference, next=step)
    if session["payment_status"] != "paid":
        return ProviderAnswer("processing", reference=reference)
    currency = str(session["currency"]).upper()
    amount = from_stripe(session["amount_total"], currency)
    paid_by = session.get("payment_intent")
    known_as = paid_by if isinstance(paid_by, str) else reference
    return ProviderAnswer("succeeded", amount, currency, known_as)


def refund_answer(refund: Object) -> ProviderAnswer:
    """What a Refund says; `pending` is neither sent nor refused yet."""
    currency = str(refund["currency"]).upper()
    if refund["status"] == "succeeded":
        amount = from_stripe(refund["amount"], currency)
        return ProviderAnswer("succeeded", amount, currency, refund["id"])
    if refund["status"] in ("failed", "canceled"):
        failure = refund.get("failure_reason") or refund["status"]
        return ProviderAnswer("failed", reference=refund["id"], failure=str(failure))
    return ProviderAnswer("processing", reference=refund["id"])


def event_of(event: Object) -> WebhookEvent:
    """A verified event; one of a kind that we do not know is `other`."""
    kind, thing = str(event["type"]), event["data"]["object"]
    if kind.startswith("checkout.session."):
        return _session_event(event, kind, thing)
    if kind.startswith("payment_intent."):
        answer = intent_answer(thing) if kind.rpartition(".")[2] in INTENT_ENDS else None
        return _told(event, kind, answer, about_id=ours(thing, "payment_id"), name=thing["id"])
    if kind.startswith("refund."):
        refund_id = ours(thing, "refund_id")
        return WebhookEvent(str(event["id"]), kind, None, None, about="refund", refund_id=refund_id)
    if kind.startswith("charge.dispute.") and not thing["status"].startswith("warning"):
        return _dispute_event(event, kind, thing)
    # An early warning moves no money.
    return WebhookEvent(str(event["id"]), kind, None, None, about="other")


INTENT_ENDS = frozenset({"succeeded", "payment_failed", "canceled"})


def _session_event(event: Object, kind: str, session: Object) -> WebhookEvent:
    if kind.endswith(".async_payment_failed"):
        answer = ProviderAnswer("failed", reference=session["id"], failure="declined")
    else:
        answer = session_answer(session)
    reference = str(answer.reference)
    about_id = ours(session, "payment_id")
    return _told(event, kind, answer, about_id=about_id, name=reference, also=session["id"])


def _told(
    event: Object,
    kind: str,
    answer: ProviderAnswer | None,
    *,
    about_id: UUID | None,
    name: str,
    also: str | None = None,
) -> WebhookEvent:
    certain = answer if answer and answer.status in ("succeeded", "failed") else None
    return WebhookEvent(str(event["id"]), kind, about_id, certain, reference=name, also=also)


def _dispute_event(event: Object, kind: str, dispute: Object) -> WebhookEvent:
    currency = str(dispute["currency"]).upper()
    due = (dispute.get("evidence_details") or {}).get("due_by")
    word: Any = DISPUTE_ENDS.get(dispute["status"], "processing")
    answer = ProviderAnswer(
        word,
        from_stripe(dispute["amount"], currency),
        currency,
        dispute["id"],
        str(dispute.get("reason") or ""),
    )
    return WebhookEvent(
        str(event["id"]),
        kind,
        None,
        answer,
        about="dispute",
        reference=dispute.get("payment_intent"),
        also=dispute.get("charge"),
        subject=dispute["id"],
        answer_by=datetime.fromtimestamp(due, UTC) if due else None,
    )
