"""Gift cards bought online: the form, the sale, the way to a provider's page."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

import msgspec

from tessera.kit.money import Money
from tessera.web.views.orders import AtTheBank, PaymentMethod
from tessera.web.views.shell import Refusal


class BuyCardPage(msgspec.Struct, frozen=True, kw_only=True):
    """`offers/buy_card.html`, for `/gift-cards/buy/{organization_id}`. `amounts` are offered to
    press; `today` is the first day to deliver on."""

    url: str
    organization: str
    currency: str
    amounts: tuple[Money, ...]
    least: Money
    most: Money
    values: Mapping[str, str]
    today: str
    problems: Mapping[str, str] = {}
    refusal: Refusal | None = None


class CardSalePage(msgspec.Struct, frozen=True, kw_only=True):
    """`offers/card_sale.html`, for `/gift-cards/sales/{id}`; posts `method` to `{url}/pay`.

    `state`: as of an order that is paid, then `paid`, then `back` (`sent_back` once the money has
    left). `returnable`: nothing of the card is used.
    """

    url: str
    organization: str
    amount: Money
    state: Literal["choose", "processing", "declined", "left", "expired", "paid", "back"]
    recipient: str
    recipient_email: str
    message: str
    deliver_at: datetime
    timezone: str
    buy_url: str
    delivered: bool = False
    methods: tuple[PaymentMethod, ...] = ()
    at_the_bank: AtTheBank | None = None
    silent: bool = False
    returnable: bool = False
    sent_back: bool = False
    refusal: Refusal | None = None


class CardHandOverPage(msgspec.Struct, frozen=True, kw_only=True):
    """`offers/card_hand_over.html`: a form whose `fields` are posted to the provider's own page."""

    provider: str
    organization: str
    amount: Money
    url: str
    fields: tuple[tuple[str, str], ...]
    back: str
