"""The provider of orders that cost nothing: no money moves, so every attempt succeeds."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from tessera.payments.providers.port import Attempt, Capture, ProviderAnswer, WebhookEvent


class FreeProvider:
    """Settles orders of total zero by the same way as all others."""

    name = "free"

    async def open(self, attempt: Attempt) -> ProviderAnswer:
        """Succeeds for nothing, fails for anything."""
        if attempt.amount:
            return ProviderAnswer("failed", failure="not_free")
        return ProviderAnswer("succeeded", 0, attempt.currency, f"free-{attempt.payment_id}")

    async def find(self, payment_id: UUID) -> ProviderAnswer:
        """Nothing is ever under way here."""
        return ProviderAnswer("absent")

    async def refund(self, refund_id: UUID, payment_id: UUID, amount: int) -> ProviderAnswer:
        """There is nothing to send back."""
        return ProviderAnswer("failed", failure="nothing_captured")

    async def captures(self, since: datetime) -> Sequence[Capture]:
        """No money was taken."""
        return ()

    def verify_webhook(
        self, headers: Mapping[str, str], body: bytes, now: datetime
    ) -> WebhookEvent | None:
        """Nobody sends any."""
        return None
