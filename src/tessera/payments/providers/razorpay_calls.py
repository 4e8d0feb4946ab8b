"""The calls that Razorpay is made, by its SDK, which blocks: off the event loop, a few at once.

Source: razorpay.com/docs/api (orders, payments, refunds). The SDK prints what goes wrong on a
connection and forgets the status of a refusal; the session that it is given tells both as errors.
"""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

import razorpay
import requests

from tessera.payments.providers.port import Attempt

CALLS_AT_ONCE = 4
"""Of one account: one that is slow must not take the threads of all."""
THREADS = ThreadPoolExecutor(32, thread_name_prefix="razorpay")
"""Shared by the accounts of a process; a thread begins with the first call that needs it."""
PAGE_SIZE = 100
CAPTURE = {
    "capture": "automatic",
    # What a bank authorizes later than this many minutes goes back by itself.
    "capture_options": {"automatic_expiry_period": 12, "refund_speed": "normal"},
}

Json = dict[str, Any]


class Away(Exception):
    """No whole answer came: nobody knows what became of the call."""


class Refusal(Exception):
    """Razorpay said no, before anything happened. `reason` is its own short word."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


class _Session(requests.Session):
    """Bounded in time, and quiet."""

    def __init__(self, timeout_seconds: float) -> None:
        super().__init__()
        self._timeout_seconds = timeout_seconds

    def request(  # type: ignore[override]
        self, method: str, url: str, *arguments: Any, **options: Any
    ) -> requests.Response:
        """One call. Raises `Away`, `Refusal`."""
        options["timeout"] = self._timeout_seconds
        try:
            answer = super().request(method, url, *arguments, **options)
            body: Any = answer.json() if answer.status_code < 500 else {}
        except (requests.RequestException, ValueError):
            # Without its cause: that may quote the request.
            raise Away from None
        if answer.status_code >= 500 or answer.status_code in (409, 429):
            raise Away
        if answer.status_code >= 400:
            error = body.get("error") or {} if isinstance(body, dict) else {}
            raise Refusal(answer.status_code, str(error.get("reason") or error.get("code") or ""))
        return answer


class RazorpayCalls:
    """One account's connection to Razorpay."""

    def __init__(self, key_id: str, secret: str, *, api_url: str, timeout_seconds: float) -> None:
        self._session = _Session(timeout_seconds)
        self._client = razorpay.Client(
            session=self._session, auth=(key_id, secret), base_url=api_url.rstrip("/")
        )
        self._room = asyncio.Semaphore(CALLS_AT_ONCE)

    async def close(self) -> None:
        """Give the connections back; calls under way have their own bound."""
        self._session.close()

    async def order_of(self, payment_id: UUID) -> Json | None:
        """The order that was made for an attempt of ours, or None."""
        found = await self._ask(self._client.order.all, {"receipt": str(payment_id)})
        return next((o for o in found["items"] if o["receipt"] == str(payment_id)), None)

    async def new_order(self, attempt: Attempt) -> Json:
        """An order to be paid, whose money is captured by itself."""
        body = {
            "amount": attempt.amount,
            "currency": attempt.currency,
            "receipt": str(attempt.payment_id),
            "notes": {"order_id": str(attempt.order_id)},
            "payment": CAPTURE,
        }
        return await self._ask(self._client.order.create, body)

    async def payments_of(self, order: str) -> list[Json]:
        """Every try to pay an order."""
        found: list[Json] = (await self._ask(self._client.order.payments, order))["items"]
        return found

    async def payment(self, name: str) -> Json:
        """A payment as it is now."""
        return await self._ask(self._client.payment.fetch, name)

    async def payments(self, since: datetime, skip: int) -> list[Json]:
        """One page of payments begun after `since`."""
        query = {"from": int(since.timestamp()), "count": PAGE_SIZE, "skip": skip}
        found: list[Json] = (await self._ask(self._client.payment.all, query))["items"]
        return found

    async def refunds_of(self, name: str) -> list[Json]:
        """The newest refunds of a payment."""
        query = {"count": PAGE_SIZE}
        refunds = self._client.payment.fetch_multiple_refund
        found: list[Json] = (await self._ask(refunds, name, query))["items"]
        return found

    async def new_refund(self, name: str, amount: int, *, refund_id: UUID, speed: str) -> Json:
        """Send money of a payment back, once for each `refund_id`."""
        body = {"amount": amount, "speed": speed, "receipt": str(refund_id)}
        headers = {"X-Refund-Idempotency": str(refund_id)}
        return await self._ask(self._client.payment.refund, name, body, headers=headers)

    async def touch(self) -> None:
        """The cheapest question that needs the keys."""
        await self._ask(self._client.payment.all, {"count": 1})

    async def _ask(
        self, call: Callable[..., Any], *arguments: Any, headers: Mapping[str, str] | None = None
    ) -> Json:
        options = {"headers": dict(headers)} if headers else {}
        loop = asyncio.get_running_loop()
        async with self._room:
            found: Json = await loop.run_in_executor(THREADS, partial(call, *arguments, **options))
        return found
