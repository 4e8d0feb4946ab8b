"""An organization's settlement statement."""

from datetime import date, datetime

import msgspec

from tessera.kit.money import Money
from tessera.web.views.organizer import Desk, PeriodForm
from tessera.web.views.shell import Option, Pagination


class ChangeRow(msgspec.Struct, frozen=True):
    """What one kind of transactions did to an account; `rate` names a tax."""

    label: str
    rate: str
    amount: Money
    transactions: int


class AccountCard(msgspec.Struct, frozen=True, kw_only=True):
    """One account; `ours` are those that an organizer looks at first."""

    label: str
    opening: Money
    changes: tuple[ChangeRow, ...]
    closing: Money
    ours: bool


class ShowRow(msgspec.Struct, frozen=True, kw_only=True):
    """One show of the period."""

    url: str
    title: str
    starts_at: datetime
    timezone: str
    sales: Money
    fees: Money
    taxes: Money
    refunds: Money
    chargebacks: Money
    payable: Money


class StatementPage(msgspec.Struct, frozen=True, kw_only=True):
    """`organizer/statement.html`, for `/organizer/organizations/{id}/statement`."""

    desk: Desk
    form: PeriodForm
    currencies: tuple[Option, ...]
    since: date
    until: date
    timezone: str
    accounts: tuple[AccountCard, ...]
    shows: tuple[ShowRow, ...]
    csv_url: str
    pdf_url: str
    pages: Pagination = Pagination()
