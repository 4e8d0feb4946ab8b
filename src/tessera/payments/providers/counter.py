"""The provider of money that is taken by hand: at a counter, or by a partner who settles later.

No attempt is ever under way: who sells has the money when the order is made (allotments/sell.py),
and gives it back by hand. The books know it as any other provider's.
"""

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


class CounterProvider:
    """Money that passes over a counter."""

    name = "counter"

    def takes(self, currency: str) -> bool:
        """Nobody chooses it for an attempt."""
        return False

    def at_once(self, attempt: Attempt) -> ProviderAnswer | None:
        """Never: a sale at the counter is paid as it is made."""
        return None

    async def open(self, attempt: Attempt) -> ProviderAnswer:
        """Not offered to who buys online."""
        return ProviderAnswer("failed", failure="not_offered")

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
        """It goes back over the counter, and the books say so at once."""
        return ProviderAnswer("succeeded", amount, currency, f"counter-{refund_id}")

    async def captures(self, since: datetime) -> Captures:
        """The till has no books here."""
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
