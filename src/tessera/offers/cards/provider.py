"""Gift cards as a way that money goes back: a refund of what a card paid is put onto it again.

Cards pay within the settlement itself (migrations, 0028), so nobody starts an attempt here.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from tessera.kit import sql as named
from tessera.kit.database import LOST
from tessera.payments.providers.port import (
    ABSENT,
    Attempt,
    Captures,
    Health,
    ProviderAnswer,
    WebhookEvent,
)

sql = named.beside(__file__)


class GiftCardProvider:
    """Puts money back onto cards."""

    name = "gift_card"

    def __init__(self, pool: Any) -> None:
        self._pool = pool

    def takes(self, currency: str) -> bool:
        """Nobody chooses it for an attempt."""
        return False

    def at_once(self, attempt: Attempt) -> ProviderAnswer | None:
        """Never."""
        return None

    async def open(self, attempt: Attempt) -> ProviderAnswer:
        """A card pays with its order, or not at all."""
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
        """Put it back onto the card that paid, once however often this is asked for."""
        try:
            card = await self._pool.fetchrow(sql["give_back"], refund_id, payment_id, amount)
        except LOST:
            return ProviderAnswer("processing")
        if card is None:
            return ProviderAnswer("failed", failure="nothing_captured")
        return ProviderAnswer("succeeded", amount, currency, f"card-{refund_id}")

    async def captures(self, since: datetime) -> Captures:
        """Cards take money in our own books only."""
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
        """As well as the database."""
        return Health(fine=True)

    async def close(self) -> None:
        """The connections are the process's."""
