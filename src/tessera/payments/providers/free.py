"""The provider of orders that cost nothing: no money moves, so every attempt succeeds."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from tessera.payments.providers.port import (
    ABSENT,
    Attempt,
    Captures,
    Health,
    ProviderAnswer,
    WebhookEvent,
)


class FreeProvider:
    """Settles orders of total zero by the same way as all others."""

    name = "free"

    def takes(self, currency: str) -> bool:
        """Nothing is nothing in every currency."""
        return True

    def at_once(self, attempt: Attempt) -> ProviderAnswer | None:
        """Nothing to pay is paid."""
        if attempt.amount:
            return None
        return ProviderAnswer("succeeded", 0, attempt.currency, f"free-{attempt.payment_id}")

    async def open(self, attempt: Attempt) -> ProviderAnswer:
        """Succeeds for nothing, fails for anything."""
        return self.at_once(attempt) or ProviderAnswer("failed", failure="not_free")

    async def find(self, attempt: Attempt, reference: str | None = None) -> ProviderAnswer:
        """Nothing is ever under way here."""
        return ABSENT

    async def leave(self, attempt: Attempt, reference: str | None = None) -> ProviderAnswer:
        """Nothing was under way."""
        return ProviderAnswer("failed", failure="left")

    async def refund(
        self,
        refund_id: UUID,
        payment_id: UUID,
        amount: int,
        *,
        currency: str = "",
        reference: str | None = None,
    ) -> ProviderAnswer:
        """There is nothing to send back."""
        return ProviderAnswer("failed", failure="nothing_captured")

    async def captures(self, since: datetime) -> Captures:
        """No money was taken."""
        return Captures(())

    def verify_webhook(
        self, headers: Mapping[str, str], body: bytes, now: datetime
    ) -> WebhookEvent | None:
        """Nobody sends any."""
        return None

    def proves(self, reference: str | None, fields: Mapping[str, str]) -> bool:
        """Nobody brings anything back."""
        return False

    async def health(self) -> Health:
        """Always there."""
        return Health(fine=True)

    async def close(self) -> None:
        """There are no connections."""
