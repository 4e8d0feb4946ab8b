"""Stripe as a payment provider, through its own SDK.

Source: docs.stripe.com/api. A method says how the customer pays:

- `checkout`: on the page that Stripe hosts (a Checkout Session), the browser is sent there;
- `fields`: in Stripe's hosted fields on somebody's own page (a PaymentIntent's client secret);
- `pm_…`: by a payment method that a program holds already (a PaymentIntent, confirmed at once).

Every creating call carries an `Idempotency-Key` made of order *and* attempt, so a repeated call is
the same payment and a declined attempt never stands in the way of the next one. What was created is
harmless until somebody pays it, so an attempt whose answer was lost is found by creating it again.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec
import stripe

from tessera.payments.providers.port import (
    ABSENT,
    UNKNOWN,
    Attempt,
    Capture,
    Captures,
    Health,
    Keys,
    ProviderAnswer,
    WebhookEvent,
)
from tessera.payments.providers.stripe_calls import BY_METHOD, CHECKOUT, FIELDS, StripeCalls
from tessera.payments.providers.stripe_events import (
    event_of,
    intent_answer,
    ours,
    refund_answer,
    session_answer,
)
from tessera.payments.providers.stripe_units import PRESENTMENT, from_stripe, to_stripe

TOLERANCE_SECONDS = 300
CAPTURES_MAX = 20_000
SESSION = "cs_"
REFUSED = (stripe.InvalidRequestError, stripe.AuthenticationError, stripe.PermissionError)


class StripeProvider:
    """Payments of one Stripe account. Make it inside the running loop, and `close` it."""

    name = "stripe"

    def __init__(self, keys: Keys, *, api_url: str, site_url: str, timeout_seconds: float) -> None:
        self._public_key = keys.get("publishable_key", "")
        self._webhook_secret = keys["webhook_secret"]
        self._calls = StripeCalls(
            keys["secret_key"],
            api_url=api_url,
            site_url=site_url,
            timeout_seconds=timeout_seconds,
        )

    async def close(self) -> None:
        """Give the connections back."""
        await self._calls.close()

    def takes(self, currency: str) -> bool:
        """Whether Stripe charges in it."""
        return currency in PRESENTMENT

    def at_once(self, attempt: Attempt) -> ProviderAnswer | None:
        """Never: only the provider knows."""
        return None

    async def open(self, attempt: Attempt) -> ProviderAnswer:
        """Start the attempt; the same attempt again is the same payment."""
        units = to_stripe(attempt.amount, attempt.currency)
        if units is None:
            return ProviderAnswer("failed", failure="amount_not_chargeable")
        try:
            return await self._open(attempt, units)
        except stripe.CardError as error:
            return ProviderAnswer("failed", failure=_code(error, "card_declined"))
        except stripe.IdempotencyError:
            return UNKNOWN
        except REFUSED as error:
            # Before any money moved.
            return ProviderAnswer("failed", failure=_code(error, "refused"))
        except stripe.StripeError:
            return UNKNOWN

    async def _open(self, attempt: Attempt, units: int) -> ProviderAnswer:
        if attempt.method == CHECKOUT:
            return session_answer(await self._calls.new_session(attempt, units))
        if attempt.method == FIELDS:
            return self._intent(await self._calls.new_intent(attempt, units))
        if not attempt.method.startswith(BY_METHOD):
            return ProviderAnswer("failed", failure="unknown_method")
        # In two steps, so that the first may be repeated at any time without a charge.
        intent = await self._calls.new_intent(attempt, units)
        return self._intent(await self._calls.confirm(intent["id"], attempt))

    async def find(self, attempt: Attempt, reference: str | None = None) -> ProviderAnswer:
        """What became of an attempt."""
        try:
            name = reference or await self._name_of(attempt)
            if name is None:
                return ABSENT
            # A repeated creation is answered as it was first: how it stands now is asked for.
            if name.startswith(SESSION):
                return session_answer(await self._calls.session(name))
            return self._intent(await self._calls.intent(name))
        except stripe.IdempotencyError:
            return UNKNOWN
        except stripe.InvalidRequestError as error:
            return ABSENT if error.http_status == 404 else UNKNOWN
        except stripe.StripeError:
            return UNKNOWN

    async def _name_of(self, attempt: Attempt) -> str | None:
        """The reference of an attempt whose answer was lost."""
        units = to_stripe(attempt.amount, attempt.currency)
        if units is None:
            return None
        if attempt.method == CHECKOUT:
            return str((await self._calls.new_session(attempt, units))["id"])
        if attempt.method == FIELDS or attempt.method.startswith(BY_METHOD):
            return str((await self._calls.new_intent(attempt, units))["id"])
        return None

    async def leave(self, attempt: Attempt, reference: str | None = None) -> ProviderAnswer:
        """Close its page, or cancel its PaymentIntent. What Stripe does not let go has an end."""
        found = await self.find(attempt, reference)
        if found.status != "redirect" or found.reference is None:
            return found
        try:
            if found.reference.startswith(SESSION):
                return session_answer(await self._calls.expire(found.reference))
            return self._intent(await self._calls.cancel(found.reference))
        except stripe.InvalidRequestError:
            return await self.find(attempt, found.reference)
        except stripe.StripeError:
            return UNKNOWN

    async def refund(
        self,
        refund_id: UUID,
        payment_id: UUID,
        amount: int,
        *,
        currency: str = "",
        reference: str | None = None,
    ) -> ProviderAnswer:
        """Send `amount` minor units back; the same refund again is the same refund, also after
        Stripe has forgotten its idempotency key (24 hours): it is looked for first."""
        units = to_stripe(amount, currency)
        if units is None or reference is None:
            return ProviderAnswer("failed", failure="not_refundable")
        try:
            for known in await self._calls.refunds_of(reference):
                if ours(known, "refund_id") == refund_id:
                    return refund_answer(known)
            made = self._calls.new_refund(
                reference, units, refund_id=refund_id, payment_id=payment_id
            )
            return refund_answer(await made)
        except stripe.InvalidRequestError as error:
            return ProviderAnswer("failed", failure=_code(error, "refused"))
        except stripe.StripeError:
            return UNKNOWN

    async def captures(self, since: datetime) -> Captures:
        """Charges that took money after `since`, as far as Stripe answers."""
        found: list[Capture] = []
        after: str | None = None
        while len(found) < CAPTURES_MAX:
            try:
                page = await self._calls.charges(since, after)
            except stripe.StripeError:
                return Captures(tuple(found), whole=False)
            charges = page["data"]
            found += [_capture(c) for c in charges if c["status"] == "succeeded" and c["captured"]]
            if not page["has_more"] or not charges:
                return Captures(tuple(found))
            after = charges[-1]["id"]
        return Captures(tuple(found), whole=False)

    def verify_webhook(
        self, headers: Mapping[str, str], body: bytes, now: datetime
    ) -> WebhookEvent | None:
        """The event in a webhook, or None where its signature does not hold or is too old."""
        header = headers.get("stripe-signature") or headers.get("Stripe-Signature") or ""
        try:
            # In constant time, by the SDK. It reads its own clock, so the age is ours to look at.
            stripe.WebhookSignature.verify_header(body, header, self._webhook_secret)
            told_at = int(next(p[2:] for p in header.split(",") if p.startswith("t=")))
            if abs(now.timestamp() - told_at) > TOLERANCE_SECONDS:
                return None
            return event_of(msgspec.json.decode(body))
        except (stripe.SignatureVerificationError, StopIteration, UnicodeDecodeError):
            return None
        except (msgspec.DecodeError, KeyError, TypeError, ValueError):
            return None

    def proves(self, reference: str | None, fields: Mapping[str, str]) -> bool:
        """Its page brings nothing back but the customer: Stripe is asked."""
        return False

    async def health(self) -> Health:
        """Whether Stripe answers, and takes the secret key."""
        try:
            await self._calls.balance()
        except stripe.AuthenticationError:
            return Health(fine=False, detail="does not take the keys")
        except stripe.PermissionError:
            return Health(fine=False, detail="the key may not read")
        except stripe.StripeError:
            return Health(fine=False, detail="does not answer")
        return Health(fine=True)

    def _intent(self, intent: Mapping[str, Any]) -> ProviderAnswer:
        return intent_answer(intent, public_key=self._public_key)


def _capture(charge: Mapping[str, Any]) -> Capture:
    """A charge; what it was for stands on itself, or on the PaymentIntent that made it."""
    intent = charge.get("payment_intent")
    whole = intent if isinstance(intent, dict) else {}
    currency = str(charge["currency"]).upper()
    return Capture(
        payment_id=ours(charge, "payment_id") or ours(whole, "payment_id"),
        order_id=ours(charge, "order_id") or ours(whole, "order_id"),
        amount=from_stripe(charge.get("amount_captured") or charge["amount"], currency),
        currency=currency,
        reference=str(whole.get("id") or intent or charge["id"]),
        captured_at=datetime.fromtimestamp(charge["created"], UTC),
        also=charge["id"],
    )


def _code(error: Any, otherwise: str) -> str:
    """Why Stripe refused, in its own short word; its sentence may quote what we sent."""
    of_bank = getattr(error.error, "decline_code", None) if error.error else None
    return str(of_bank or error.code or otherwise)
