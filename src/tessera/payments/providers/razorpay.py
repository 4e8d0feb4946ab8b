"""Razorpay as a payment provider.

Source: razorpay.com/docs (Orders, Hosted Checkout, Refunds, Webhooks). The only method is
`checkout`: the customer posts a form to the page that Razorpay hosts, and the page posts back who
paid, signed. An attempt is an order of Razorpay's, with our payment id as its receipt; it may see
several tries to pay. It is known by that order until one of them was captured, then by the payment.
"""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec

from tessera.payments.providers.mock import return_url
from tessera.payments.providers.port import (
    ABSENT,
    UNKNOWN,
    Attempt,
    Capture,
    Captures,
    Health,
    Keys,
    NextStep,
    ProviderAnswer,
    WebhookEvent,
)
from tessera.payments.providers.razorpay_calls import PAGE_SIZE, Away, RazorpayCalls, Refusal
from tessera.payments.providers.razorpay_events import (
    TAKEN,
    event_of,
    payment_answer,
    refund_answer,
)

CHECKOUT = "checkout"
PAGE = "/v1/checkout/embedded"
CAPTURES_MAX = 20_000
CURRENCIES = frozenset(
    {"INR", "AED", "AUD", "CAD", "CHF", "EUR", "GBP", "HKD", "MYR", "NZD", "SGD", "USD", "ZAR"}
)
"""With two decimals to everybody; Razorpay rounds others by rules of its own."""
ORDER = "order_"


class RazorpayProvider:
    """Payments of one Razorpay account. Make it inside the running loop, and `close` it."""

    name = "razorpay"

    def __init__(self, keys: Keys, *, api_url: str, site_url: str, timeout_seconds: float) -> None:
        self._key_id = keys["key_id"]
        self._secret = keys["key_secret"].encode()
        self._webhook_secret = keys["webhook_secret"].encode()
        self._speed = keys.get("refund_speed", "normal")
        self._page_url = api_url.rstrip("/") + PAGE
        self._site_url = site_url
        self._calls = RazorpayCalls(
            self._key_id, keys["key_secret"], api_url=api_url, timeout_seconds=timeout_seconds
        )

    async def close(self) -> None:
        """Give the connections back."""
        await self._calls.close()

    def takes(self, currency: str) -> bool:
        """Rupees, and what it takes from abroad where the account may."""
        return currency in CURRENCIES

    def at_once(self, attempt: Attempt) -> ProviderAnswer | None:
        """Never: only the provider knows."""
        return None

    async def open(self, attempt: Attempt) -> ProviderAnswer:
        """Start the attempt; the same attempt again is the same order."""
        if attempt.method != CHECKOUT:
            return ProviderAnswer("failed", failure="unknown_method")
        try:
            # Orders have no idempotency key: one that was made before is looked for.
            order = await self._calls.order_of(attempt.payment_id)
            if order is None:
                order = await self._calls.new_order(attempt)
            if (order["amount"], order["currency"]) != (attempt.amount, attempt.currency):
                return UNKNOWN
            return await self._order_now(attempt, order["id"])
        except Refusal as refusal:
            return ProviderAnswer("failed", failure=refusal.reason or "refused")
        except Away:
            return UNKNOWN

    async def find(self, attempt: Attempt, reference: str | None = None) -> ProviderAnswer:
        """What became of an attempt."""
        try:
            if reference is None:
                order = await self._calls.order_of(attempt.payment_id)
                return await self._order_now(attempt, order["id"]) if order else ABSENT
            if reference.startswith(ORDER):
                return await self._order_now(attempt, reference)
            return payment_answer(await self._calls.payment(reference))
        except Refusal as refusal:
            return ABSENT if refusal.status in (400, 404) else UNKNOWN
        except Away:
            return UNKNOWN

    async def leave(self, attempt: Attempt, reference: str | None = None) -> ProviderAnswer:
        """An order cannot be closed at Razorpay. Whoever pays it all the same is found by webhook
        or captures, and gets the places if they are free, or all of it back."""
        found = await self.find(attempt, reference)
        if found.status != "redirect":
            return found
        return ProviderAnswer("failed", reference=found.reference, failure="left")

    async def refund(
        self,
        refund_id: UUID,
        payment_id: UUID,
        amount: int,
        *,
        currency: str = "",
        reference: str | None = None,
    ) -> ProviderAnswer:
        """Send `amount` minor units back; the same refund again is the same refund."""
        if reference is None or reference.startswith(ORDER):
            return ProviderAnswer("failed", failure="not_refundable")
        try:
            for known in await self._calls.refunds_of(reference):
                if known.get("receipt") == str(refund_id):
                    return refund_answer(known)
            made = self._calls.new_refund(reference, amount, refund_id=refund_id, speed=self._speed)
            return refund_answer(await made)
        except Refusal as refusal:
            return ProviderAnswer("failed", failure=refusal.reason or "refused")
        except Away:
            return UNKNOWN

    async def captures(self, since: datetime) -> Captures:
        """Payments that were captured after `since`, as far as Razorpay answers."""
        found: list[Capture] = []
        skip = 0
        while skip < CAPTURES_MAX:
            try:
                payments = await self._calls.payments(since, skip)
            except (Away, Refusal):
                return Captures(tuple(found), whole=False)
            found += [_capture(payment) for payment in payments if payment["status"] in TAKEN]
            if len(payments) < PAGE_SIZE:
                return Captures(tuple(found))
            skip += PAGE_SIZE
        return Captures(tuple(found), whole=False)

    def verify_webhook(
        self, headers: Mapping[str, str], body: bytes, now: datetime
    ) -> WebhookEvent | None:
        """The event in a webhook, or None where its signature does not hold. There is no age in
        it: an old one that comes again finds its event kept."""
        given = {name.lower(): value for name, value in headers.items()}
        if not self._holds(self._webhook_secret, body, given.get("x-razorpay-signature", "")):
            return None
        name = given.get("x-razorpay-event-id") or hashlib.sha256(body).hexdigest()
        try:
            return event_of(name[:200], msgspec.json.decode(body))
        except (msgspec.DecodeError, KeyError, TypeError, AttributeError):
            return None

    def proves(self, reference: str | None, fields: Mapping[str, str]) -> bool:
        """Whether the page posted back a payment of this very order, signed with our secret."""
        order, payment = fields.get("razorpay_order_id", ""), fields.get("razorpay_payment_id", "")
        if not payment or reference is None or order != reference:
            return False
        signed = f"{order}|{payment}".encode()
        return self._holds(self._secret, signed, fields.get("razorpay_signature", ""))

    async def health(self) -> Health:
        """Whether Razorpay answers, and takes the keys."""
        try:
            await self._calls.touch()
        except Refusal as refusal:
            wrong = refusal.status in (400, 401)
            return Health(
                fine=False, detail="does not take the keys" if wrong else "does not answer"
            )
        except Away:
            return Health(fine=False, detail="does not answer")
        return Health(fine=True)

    async def _order_now(self, attempt: Attempt, order: str) -> ProviderAnswer:
        payments = await self._calls.payments_of(order)
        best = {payment["status"]: payment for payment in payments}
        for status in (*TAKEN, "authorized"):
            if status in best:
                return payment_answer(best[status])
        fields = {
            "key_id": self._key_id,
            "amount": str(attempt.amount),
            "currency": attempt.currency,
            "order_id": order,
            "name": "Tickets",
            "callback_url": return_url(self._site_url, attempt),
            "cancel_url": return_url(self._site_url, attempt),
        }
        return ProviderAnswer(
            "redirect", reference=order, next=NextStep("form", self._page_url, fields)
        )

    @staticmethod
    def _holds(secret: bytes, signed: bytes, signature: str) -> bool:
        """HMAC-SHA256 in hexadecimal, compared in constant time."""
        expected = hmac.new(secret, signed, hashlib.sha256).hexdigest()
        return hmac.compare_digest(expected.encode(), signature.encode())


def _capture(payment: Mapping[str, Any]) -> Capture:
    return Capture(
        payment_id=None,
        order_id=None,
        amount=payment["amount"],
        currency=payment["currency"],
        reference=payment["id"],
        captured_at=datetime.fromtimestamp(payment["created_at"], UTC),
        also=payment.get("order_id"),
    )
