"""Sending webhooks: signed, at least once, given up after a bounded number of tries."""

import asyncio
import time
from datetime import datetime
from typing import Literal
from uuid import UUID

import aiohttp
import msgspec

from tessera.payments.gateway.signature import HEADER, sign

TRY_SECONDS_MAX = 5
WAITS_SECONDS = (0.2, 0.5, 1, 2, 5, 10)
"""Between tries; one more try than waits. A receiver that is away longer has to ask."""
QUEUE_MAX = 10_000

EventType = Literal[
    "payment.succeeded",
    "payment.failed",
    "payment.processing",
    "refund.succeeded",
    "dispute.opened",
    "dispute.won",
    "dispute.lost",
    "payout.created",
]


class Event(msgspec.Struct, frozen=True):
    """The body of a webhook. `subject` is the gateway's own name of a dispute or a payout; a
    dispute has a reason, and while it is open until when it can be answered."""

    event_id: UUID
    type: EventType
    payment_id: UUID
    reference: str
    amount: int
    currency: str
    refund_id: UUID | None = None
    subject: str | None = None
    reason: str = ""
    answer_by: datetime | None = None


class Webhooks:
    """Delivers events in the background; `close` gives up what is still on its way."""

    def __init__(self, secret: str) -> None:
        self._secret = secret
        self._session: aiohttp.ClientSession | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def send(self, url: str, event: Event) -> None:
        """Deliver `event` to `url` in the background; dropped at the bound, as real ones are."""
        if not url or len(self._tasks) >= QUEUE_MAX:
            return
        task = asyncio.get_running_loop().create_task(self._deliver(url, event))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Stop delivering."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    async def _deliver(self, url: str, event: Event) -> None:
        body = msgspec.json.encode(event)
        for wait in (*WAITS_SECONDS, None):
            if await self._accepted(url, body):
                return
            if wait is not None:
                await asyncio.sleep(wait)

    async def _accepted(self, url: str, body: bytes) -> bool:
        if self._session is None:
            timeout = aiohttp.ClientTimeout(total=TRY_SECONDS_MAX)
            self._session = aiohttp.ClientSession(timeout=timeout)
        headers = {
            HEADER: sign(self._secret, body, int(time.time())),
            "content-type": "application/json",
        }
        try:
            async with self._session.post(url, data=body, headers=headers) as answer:
                return answer.ok
        except (aiohttp.ClientError, TimeoutError):
            return False
