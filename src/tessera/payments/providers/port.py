"""The port every payment provider is driven through."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

import msgspec


class Attempt(msgspec.Struct, frozen=True):
    """One attempt to take `amount` minor units of `currency` for an order."""

    payment_id: UUID
    order_id: UUID
    amount: int
    currency: str
    method: str


class ProviderAnswer(msgspec.Struct, frozen=True):
    """What a provider says of a payment or a refund.

    `unknown` means that nobody can tell yet (no answer, no connection): never take it for a
    failure. `absent` means that the provider has never heard of it.
    """

    status: Literal["succeeded", "failed", "processing", "unknown", "absent"]
    amount: int = 0
    currency: str = ""
    reference: str | None = None
    failure: str | None = None


class Capture(msgspec.Struct, frozen=True):
    """Money that the provider has taken for us."""

    payment_id: UUID
    order_id: UUID
    amount: int
    currency: str
    reference: str
    captured_at: datetime


class WebhookEvent(msgspec.Struct, frozen=True):
    """A verified message from a provider."""

    event_id: str
    type: str
    payment_id: UUID
    answer: ProviderAnswer


class Provider(Protocol):
    """What Tessera asks of a provider. Every call is bounded in time and raises nothing for a
    provider that cannot be reached: it answers `unknown`."""

    name: str

    async def open(self, attempt: Attempt) -> ProviderAnswer:
        """Start the attempt; the same attempt again is the same payment."""
        ...

    async def find(self, payment_id: UUID) -> ProviderAnswer:
        """What became of an attempt."""
        ...

    async def refund(self, refund_id: UUID, payment_id: UUID, amount: int) -> ProviderAnswer:
        """Send `amount` back; the same refund again is the same refund."""
        ...

    async def captures(self, since: datetime) -> Sequence[Capture]:
        """Recent captures, to find money that no attempt of ours explains."""
        ...

    def verify_webhook(
        self, headers: Mapping[str, str], body: bytes, now: datetime
    ) -> WebhookEvent | None:
        """The event in a webhook, or None where its signature does not hold."""
        ...
