"""A provider behind a bound and a circuit breaker: one that is away costs nobody a wait.

Every adapter is handed out in this wrapper. A call that finds the circuit open, or that takes too
long, answers `unknown`, as any other silence.
"""

import asyncio
import time
from collections.abc import Awaitable, Coroutine, Mapping
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from tessera.kit.breaker import Breaker
from tessera.kit.figures import TimesBy
from tessera.kit.tracing import span
from tessera.payments.providers.port import (
    UNKNOWN,
    Attempt,
    Captures,
    Health,
    Provider,
    ProviderAnswer,
    WebhookEvent,
)

T = TypeVar("T")
NOT_WHOLE = Captures((), whole=False)


class Guarded:
    """`provider` with its breaker. `seconds_max` is None for an adapter that bounds its calls.
    `calls` counts them, by provider and answer."""

    def __init__(
        self,
        provider: Provider,
        *,
        seconds_max: float | None,
        breaker: Breaker,
        calls: TimesBy[tuple[str, ...]] | None = None,
    ) -> None:
        self.name = provider.name
        self.inner = provider
        self.breaker = breaker
        self._calls: TimesBy[tuple[str, ...]] = TimesBy() if calls is None else calls
        self.health_seen = Health(fine=True)
        self._seconds_max = seconds_max

    @property
    def usable(self) -> bool:
        """Whether to offer it: it was healthy when last looked at, and its circuit is closed."""
        return self.health_seen.fine and not self.breaker.is_open

    def takes(self, currency: str) -> bool:
        """As the provider says."""
        return self.inner.takes(currency)

    def at_once(self, attempt: Attempt) -> ProviderAnswer | None:
        """As the provider says; no call is made."""
        return self.inner.at_once(attempt)

    async def open(self, attempt: Attempt) -> ProviderAnswer:
        """Start the attempt."""
        return await self._answered(self.inner.open(attempt))

    async def find(self, attempt: Attempt, reference: str | None = None) -> ProviderAnswer:
        """What became of an attempt."""
        return await self._answered(self.inner.find(attempt, reference))

    async def leave(self, attempt: Attempt, reference: str | None = None) -> ProviderAnswer:
        """Give up an attempt."""
        return await self._answered(self.inner.leave(attempt, reference))

    async def refund(
        self,
        refund_id: UUID,
        payment_id: UUID,
        amount: int,
        *,
        currency: str = "",
        reference: str | None = None,
    ) -> ProviderAnswer:
        """Send money back."""
        return await self._answered(
            self.inner.refund(refund_id, payment_id, amount, currency=currency, reference=reference)
        )

    async def captures(self, since: datetime) -> Captures:
        """Captures after `since`; a list is long, so it has the provider's own bounds."""
        if not self.breaker.admits():
            return NOT_WHOLE
        found = await self.inner.captures(since)
        self.breaker.note(worked=found.whole)
        return found

    def verify_webhook(
        self, headers: Mapping[str, str], body: bytes, now: datetime
    ) -> WebhookEvent | None:
        """The event in a webhook; no call is made."""
        return self.inner.verify_webhook(headers, body, now)

    def proves(self, reference: str | None, fields: Mapping[str, str]) -> bool:
        """Whether a browser brought the provider's own word; no call is made."""
        return self.inner.proves(reference, fields)

    async def health(self) -> Health:
        """Look, and remember; asked even while the circuit is open, for a healthy answer is news
        that closes it."""
        self.health_seen = await self._bounded(self.inner.health(), Health(fine=False))
        if self.breaker.is_open and self.health_seen.fine:
            self.breaker.note(worked=True)
        return self.health_seen

    async def close(self) -> None:
        """Give connections back."""
        await self.inner.close()

    async def _answered(self, call: Coroutine[Any, Any, ProviderAnswer]) -> ProviderAnswer:
        if not self.breaker.admits():
            call.close()
            self._calls[self.name, "not_called"].note(0.0)
            return UNKNOWN
        began = time.monotonic()
        with span(f"provider {self.name}"):
            answer = await self._bounded(call, UNKNOWN)
        self._calls[self.name, answer.status].note(time.monotonic() - began)
        self.breaker.note(worked=answer.status != "unknown")
        return answer

    async def _bounded(self, call: Awaitable[T], late: T) -> T:
        if self._seconds_max is None:
            return await call
        try:
            async with asyncio.timeout(self._seconds_max):
                return await call
        except TimeoutError:
            return late
