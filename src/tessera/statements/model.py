"""Statements: movements of accounts by what caused them. Amounts are minor units."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

import msgspec

from tessera.organizations.model import Organization
from tessera.organizations.periods import Period


class Kind(StrEnum):
    """What a ledger transaction was; `moved` in queries.sql tells by its accounts."""

    SALE = "sale"
    LATE_MONEY = "late_money"
    """Money that bought nothing; it is owed to the customer."""
    CANCELLATION = "cancellation"
    REFUND_SENT = "refund_sent"
    DISPUTE_OPENED = "dispute_opened"
    DISPUTE_WON = "dispute_won"
    DISPUTE_LOST = "dispute_lost"
    GIFT_CARD_ISSUED = "gift_card_issued"
    GIFT_CARD_EXPIRED = "gift_card_expired"
    GIFT_CARD_SOLD = "gift_card_sold"
    GIFT_CARD_RETURNED = "gift_card_returned"
    GIFT_CARD_REFUND_SENT = "gift_card_refund_sent"


class Account(StrEnum):
    """The ledger's accounts, in the order in which statements tell of them."""

    PAYABLE = "organization_payable"
    FEES = "fees"
    TAXES = "taxes"
    REFUNDS = "refunds"
    CUSTOMER = "customer"
    GIFT_CARDS = "gift_cards"
    """What the owners of cards may still spend."""
    CHARGEBACKS = "chargebacks"
    CLEARING = "provider_clearing"


ASSETS = frozenset({Account.CHARGEBACKS, Account.CLEARING})
"""What is owed to the platform; all others are what the platform owes. Each is told as positive."""


class Moved(msgspec.Struct, frozen=True):
    """What transactions of one kind did to one account for one show. `rate` is of taxes."""

    show_id: int
    kind: Kind
    account: Account
    rate: str
    amount: int
    transactions: int


class Change(msgspec.Struct, frozen=True):
    """A line of a statement: all of one kind, of a rate where it is tax."""

    kind: Kind
    rate: str
    amount: int
    transactions: int


class AccountStatement(msgspec.Struct, frozen=True):
    """One account: opening + changes = closing."""

    account: Account
    opening: int
    changes: tuple[Change, ...]

    @property
    def closing(self) -> int:
        """What the next period opens with."""
        return self.opening + sum(change.amount for change in self.changes)


class ShowStatement(msgspec.Struct, frozen=True, kw_only=True):
    """One show in the period: what was sold, what went back, what is the organization's of it.

    `sales`, `fees`, `taxes` are as sold; `refunds` all that cancellations gave back; `chargebacks`
    what was lost in disputes; `payable` what is left for the organization.
    """

    show_id: int
    sales: int
    fees: int
    taxes: int
    refunds: int
    chargebacks: int
    payable: int


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """The books of an organization in a period and a currency."""

    organization: Organization
    period: Period
    currency: str
    currencies: Sequence[str]
    accounts: tuple[AccountStatement, ...]
    shows: tuple[ShowStatement, ...]
    made_at: datetime

    def account(self, account: Account) -> AccountStatement:
        """One of the accounts."""
        return next(found for found in self.accounts if found.account is account)


class ShowName(msgspec.Struct, frozen=True):
    """What a show is called in a breakdown."""

    title: str
    starts_at: datetime
    timezone: str
    venue: str


SHOWS_ON_PAPER_MAX = 1000
"""The CSV has all."""
RATE_SIGNS = "|"


def rate_key(name: str, basis_points: int) -> str:
    """How a tax rate is kept beside amounts: `1800|GST`."""
    return f"{basis_points}{RATE_SIGNS}{name}"


def rate_of(key: str) -> tuple[str, int]:
    """Name and ten-thousandths of a kept rate; nothing where the tax is of no known rate."""
    points, _, name = key.partition(RATE_SIGNS)
    return (name, int(points)) if points else ("", 0)
