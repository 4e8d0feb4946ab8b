"""Orders as offers see them: what they are about, what lowered them and what did not."""

from datetime import datetime
from uuid import UUID

import msgspec

from tessera.offers.model import Channel, Offer, Reason


class PricedLine(msgspec.Struct, frozen=True):
    """A place as it is priced: `tax` holds `fee_tax`, the part of it that lies on the fee."""

    category: str
    face: int
    fee: int
    tax: int
    fee_tax: int = 0

    @property
    def total(self) -> int:
        """What the customer pays for it."""
        return self.face + self.fee + self.tax


class Occasion(msgspec.Struct, frozen=True, kw_only=True):
    """What an order is about, as far as offers look. `starts_at` is in the venue's own timezone;
    `providers` are the ways to pay that the buyer has. `first_purchase` is None for who is not
    signed in."""

    now: datetime
    currency: str
    title_id: int
    title_kind: str
    venue_id: int
    starts_at: datetime
    channel: Channel
    providers: frozenset[str]
    first_purchase: bool | None = None
    restaurant_id: int | None = None
    """The restaurant that the order names, where it is near the venue and listed; else None."""


class Applied(msgspec.Struct, frozen=True):
    """An offer that lowers an order: by how much each line, in the order of the lines."""

    offer: Offer
    amounts: tuple[int, ...]
    code: str = ""

    @property
    def amount(self) -> int:
        """All lines together."""
        return sum(self.amounts)


class NotApplied(msgspec.Struct, frozen=True):
    """An offer that does not hold here, and every reason."""

    offer: Offer
    reasons: tuple[Reason, ...]


class Priced(msgspec.Struct, frozen=True):
    """An order's lines after all offers, and what came of each offer."""

    lines: tuple[PricedLine, ...]
    applied: tuple[Applied, ...] = ()
    refused: tuple[NotApplied, ...] = ()

    @property
    def total(self) -> int:
        """What the lines cost now."""
        return sum(line.total for line in self.lines)

    @property
    def providers(self) -> frozenset[str] | None:
        """By whom it can be paid, where an offer says so; else None."""
        bound = [frozenset(a.offer.rule.providers) for a in self.applied if a.offer.rule.providers]
        return frozenset.intersection(*bound) if bound else None


class Wishes(msgspec.Struct, frozen=True, kw_only=True):
    """What a buyer asks for beside the places."""

    channel: Channel = Channel.API
    offer_code: str = ""
    restaurant_id: int | None = None
    gift_card: str = ""

    @property
    def any(self) -> bool:
        """Whether there is anything to look at."""
        return bool(self.offer_code or self.gift_card or self.restaurant_id)


class Use(msgspec.Struct, frozen=True):
    """An offer in an order."""

    order_id: UUID
    offer_id: int
    name: str
    amount: int
    amounts: tuple[int, ...]
    released: bool
    restaurant_id: int | None = None
