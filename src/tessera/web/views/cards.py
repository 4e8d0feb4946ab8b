"""Gift cards: the desk where they are issued, and the balance of one."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from tessera.kit.money import Money
from tessera.web.views.organizer import Desk
from tessera.web.views.shell import Link, Pagination, Refusal


class CardRow(msgspec.Struct, frozen=True, kw_only=True):
    """A card in the list. `state`: works, blocked, expired or empty."""

    url: str
    hint: str
    note: str
    how: str
    amount: Money
    balance: Money
    state: str
    expires_at: datetime | None
    issued_at: datetime
    return_url: str = ""


class ShopForm(msgspec.Struct, frozen=True):
    """Whether cards are sold online, as it was typed; `version` is 0 for the first time."""

    values: Mapping[str, str]
    version: int = 0
    enabled: bool = False
    url: str = ""


class CardsPage(msgspec.Struct, frozen=True, kw_only=True):
    """`organizer/gift_cards.html`: cards of a house; `codes` of those just issued, this once."""

    desk: Desk
    url: str
    rows: tuple[CardRow, ...]
    words: str
    timezone: str
    currency: str
    owed: tuple[Money, ...]
    may_issue: bool
    values: Mapping[str, str]
    codes: tuple[str, ...] = ()
    shop: ShopForm = ShopForm({"least": "", "most": "", "enabled": "yes"})
    problems: Mapping[str, str] = {}
    refusal: Refusal | None = None
    pages: Pagination = Pagination()


class CardMove(msgspec.Struct, frozen=True):
    """What happened to a card."""

    kind: str
    amount: Money
    at: datetime
    reference: str


class BalancePage(msgspec.Struct, frozen=True, kw_only=True):
    """`offers/gift_card.html`: asks for a code; with `organization` it tells of the card."""

    organization: str = ""
    hint: str = ""
    available: Money | None = None
    balance: Money | None = None
    usable: bool = True
    expires_at: datetime | None = None
    moves: tuple[CardMove, ...] = ()
    problem: str = ""
    shops: tuple[Link, ...] = ()
