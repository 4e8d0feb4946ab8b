"""Sales of gift cards. Amounts are minor units."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from tessera.offers.cards.model import AMOUNT_MAX

SALE_SECONDS = 1800
"""How long a sale may be paid; money that comes later buys it all the same."""
DELIVER_DAYS_MAX = 366
MESSAGE_MAX = 500

Amount = Annotated[int, Meta(ge=1, le=AMOUNT_MAX)]


class SaleStatus(StrEnum):
    """`pending → paid → refunding → refunded`."""

    PENDING = "pending"
    PAID = "paid"
    REFUNDING = "refunding"
    REFUNDED = "refunded"


class SaleRefusal(StrEnum):
    """Why a card is not sold, or not given back, in order of precedence."""

    GIFT_CARD_SHOP_CLOSED = "gift_card_shop_closed"
    GIFT_CARD_NOT_PAID = "gift_card_not_paid"
    GIFT_CARD_USED = "gift_card_used"


class Shop(msgspec.Struct, frozen=True, kw_only=True):
    """What a house sells: cards from `least` to `most`."""

    organization_id: int
    organization: str
    currency: str
    timezone: str
    enabled: bool
    least: int
    most: int
    version: int


class ShopWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A shop as its house wants it. `version` is the one that was looked at; 0 for the first."""

    enabled: bool
    least: Amount
    most: Amount
    version: Annotated[int, Meta(ge=0, le=2**31 - 1)] = 0


class Somebody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who gives, or who gets."""

    name: str
    email: str


class CardWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A card to buy. It is mailed to `recipient` on `deliver_on`, at eight in the morning of the
    house's clock; without a day as soon as it is paid."""

    organization_id: int
    amount: Amount
    buyer: Somebody
    recipient: Somebody
    message: Annotated[str, Meta(max_length=MESSAGE_MAX)] = ""
    deliver_on: date | None = None


class CardSale(msgspec.Struct, frozen=True, kw_only=True):
    """A sale as it is kept; the card that comes of it has the same id."""

    id: UUID
    organization_id: int
    organization: str
    timezone: str
    currency: str
    amount: int
    status: SaleStatus
    account_id: UUID | None
    buyer_name: str
    buyer_email: str
    recipient_name: str
    recipient_email: str
    message: str
    locale: str
    deliver_at: datetime
    created_at: datetime
    expires_at: datetime
    paid_at: datetime | None


class CardPayment(msgspec.Struct, frozen=True, kw_only=True):
    """An attempt to pay a sale; `refund` is how far its money has gone back."""

    id: UUID
    sale_id: UUID
    organization_id: int
    provider: str
    method: str
    status: str
    amount: int
    currency: str
    reference: str | None
    failure: str | None
    created_at: datetime
    expires_at: datetime
    refund: str | None
    refund_id: UUID | None
    refund_tries: int

    @property
    def live(self) -> bool:
        """Whether it has no end yet."""
        return self.status in ("created", "processing")
