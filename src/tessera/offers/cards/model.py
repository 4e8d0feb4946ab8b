"""Gift cards. Amounts are minor units."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

AMOUNT_MAX = 10**9
AT_ONCE_MAX = 500


class CardRefusal(StrEnum):
    """Why a card does not pay, in order of precedence."""

    GIFT_CARD_UNKNOWN = "gift_card_unknown"
    GIFT_CARD_UNUSABLE = "gift_card_unusable"
    GIFT_CARD_EMPTY = "gift_card_empty"


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """A card as its house and its owner may see it. `held` of the balance is in open orders."""

    id: UUID
    organization_id: int
    organization: str
    currency: str
    hint: str
    amount: int
    balance: int
    held: int
    how: str
    note: str
    blocked: bool
    expires_at: datetime | None
    issued_at: datetime

    @property
    def available(self) -> int:
        """What can be spent now."""
        return max(0, self.balance - self.held)

    def usable(self, now: datetime) -> bool:
        """Whether it pays at `now`."""
        return not self.blocked and (self.expires_at is None or now < self.expires_at)


class Issue(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Cards to issue, all alike. `sold`: the house has taken their price; `given`: it has not."""

    amount: Annotated[int, Meta(ge=1, le=AMOUNT_MAX)]
    count: Annotated[int, Meta(ge=1, le=AT_ONCE_MAX)] = 1
    how: str = "sold"
    note: Annotated[str, Meta(max_length=200)] = ""
    expires_at: datetime | None = None


class Issued(msgspec.Struct, frozen=True):
    """A card with its code, which is told this once."""

    id: UUID
    code: str


class Move(msgspec.Struct, frozen=True):
    """What happened to a card: `amount` went onto it, or off it where negative."""

    kind: str
    amount: int
    at: datetime
    reference: str | None = None
