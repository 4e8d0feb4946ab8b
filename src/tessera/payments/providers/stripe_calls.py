"""The calls that Stripe is made, each answered as the JSON that came back.

Source: docs.stripe.com/api. They raise the SDK's errors (`stripe.StripeError`).
"""

from collections.abc import Awaitable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import stripe

from tessera.payments.providers.mock import return_url
from tessera.payments.providers.port import Attempt

PAGE_STAYS_OPEN = timedelta(minutes=31)
"""How long a hosted page outlives its order; Stripe asks for half an hour at least. The reconciler
closes it as soon as the order is over, this is the net under that."""
PAGE_SIZE = 100
CHECKOUT, FIELDS, BY_METHOD = "checkout", "fields", "pm_"

Json = dict[str, Any]


class StripeCalls:
    """One account's connection to Stripe."""

    def __init__(self, secret: str, *, api_url: str, site_url: str, timeout_seconds: float) -> None:
        self._site_url = site_url
        self._http = stripe.HTTPXClient(timeout=timeout_seconds)
        # No retries by the SDK: whoever cannot tell says so, and is asked again by the reconciler.
        client = stripe.StripeClient(
            secret,
            base_addresses={"api": api_url.rstrip("/")},
            http_client=self._http,
            max_network_retries=0,
        )
        self._api = client.v1

    async def close(self) -> None:
        """Give the connections back."""
        await self._http.close_async()

    async def balance(self) -> Json:
        """The account's balance: the cheapest question that needs the secret key."""
        return await _plain(self._api.balance.retrieve_async())

    async def new_session(self, attempt: Attempt, units: int) -> Json:
        """A page hosted by Stripe where this attempt is paid; the same attempt, the same page."""
        back = return_url(self._site_url, attempt)
        price = {
            "currency": attempt.currency.lower(),
            "unit_amount": units,
            "product_data": {"name": "Tickets"},
        }
        params: Json = {
            "mode": "payment",
            "client_reference_id": str(attempt.payment_id),
            "line_items": [{"price_data": price, "quantity": 1}],
            "metadata": _metadata(attempt, CHECKOUT),
            "payment_intent_data": {"metadata": _metadata(attempt, CHECKOUT)},
            "success_url": back,
            "cancel_url": back,
            # The amount is the order's: nobody pays another one in a currency of their own.
            "adaptive_pricing": {"enabled": False},
        }
        if attempt.until is not None:
            params["expires_at"] = int((attempt.until + PAGE_STAYS_OPEN).timestamp())
        options: Any = {"idempotency_key": key_of(attempt)}
        return await _plain(self._api.checkout.sessions.create_async(params, options))

    async def new_intent(self, attempt: Attempt, units: int) -> Json:
        """A PaymentIntent that nobody has confirmed; the same attempt, the same one."""
        by_method = attempt.method.startswith(BY_METHOD)
        params: Json = {
            "amount": units,
            "currency": attempt.currency.lower(),
            "metadata": _metadata(attempt, "pm" if by_method else FIELDS),
            "payment_method_types": ["card"],
        }
        if by_method:
            params["payment_method"] = attempt.method
        options: Any = {"idempotency_key": key_of(attempt)}
        return await _plain(self._api.payment_intents.create_async(params, options))

    async def session(self, reference: str) -> Json:
        """A Checkout Session as it is now."""
        return await _plain(self._api.checkout.sessions.retrieve_async(reference))

    async def expire(self, reference: str) -> Json:
        """Close the page of a session; refused (`InvalidRequestError`) unless it is open."""
        return await _plain(self._api.checkout.sessions.expire_async(reference))

    async def intent(self, reference: str) -> Json:
        """A PaymentIntent as it is now."""
        return await _plain(self._api.payment_intents.retrieve_async(reference))

    async def confirm(self, reference: str, attempt: Attempt) -> Json:
        """Take the money by the method that the PaymentIntent was made with."""
        options: Any = {"idempotency_key": key_of(attempt) + "/confirm"}
        return await _plain(self._api.payment_intents.confirm_async(reference, options=options))

    async def cancel(self, reference: str) -> Json:
        """Give a PaymentIntent up; refused (`InvalidRequestError`) once it is paid or under way."""
        return await _plain(self._api.payment_intents.cancel_async(reference))

    async def refunds_of(self, reference: str) -> list[Json]:
        """The newest refunds of a PaymentIntent."""
        params: Any = {"payment_intent": reference, "limit": PAGE_SIZE}
        found: list[Json] = (await _plain(self._api.refunds.list_async(params)))["data"]
        return found

    async def new_refund(
        self, reference: str, units: int, *, refund_id: UUID, payment_id: UUID
    ) -> Json:
        """Send money of a PaymentIntent back, once for each `refund_id`."""
        params: Any = {
            "payment_intent": reference,
            "amount": units,
            "metadata": {"refund_id": str(refund_id), "payment_id": str(payment_id)},
        }
        options: Any = {"idempotency_key": str(refund_id)}
        return await _plain(self._api.refunds.create_async(params, options))

    async def charges(self, since: datetime, after: str | None) -> Json:
        """One page of charges made after `since`, beyond the charge `after`."""
        params: Any = {
            "created": {"gt": int(since.timestamp())},
            "limit": PAGE_SIZE,
            "expand": ["data.payment_intent"],
        }
        if after is not None:
            params["starting_after"] = after
        return await _plain(self._api.charges.list_async(params))


def key_of(attempt: Attempt) -> str:
    """Per order and attempt (at most 255 signs)."""
    return f"{attempt.order_id}/{attempt.payment_id}"


def _metadata(attempt: Attempt, way: str) -> dict[str, str]:
    ids = {"payment_id": str(attempt.payment_id), "order_id": str(attempt.order_id)}
    return {**ids, "way": way}


async def _plain(call: Awaitable[Any]) -> Json:
    """The SDK's object as the JSON that it came from."""
    found: Json = (await call).to_dict()
    return found
