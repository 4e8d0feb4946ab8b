"""An organization's invoices and credit notes."""

from datetime import datetime
from typing import Literal

import msgspec

from tessera.kit.money import Money
from tessera.web.views.organizer import Desk, PeriodForm
from tessera.web.views.shell import Option, Pagination


class InvoiceRow(msgspec.Struct, frozen=True, kw_only=True):
    """A document in the list; `corrects` is the label of what a credit note takes back."""

    label: str
    kind: Literal["invoice", "credit_note"]
    url: str
    issued_at: datetime
    buyer: str
    reference: str
    order_url: str
    title: str
    total: Money
    corrects: str = ""


class InvoicesPage(msgspec.Struct, frozen=True, kw_only=True):
    """`organizer/invoices.html`, for `/organizer/organizations/{id}/invoices`."""

    desk: Desk
    form: PeriodForm
    kinds: tuple[Option, ...]
    rows: tuple[InvoiceRow, ...]
    timezone: str
    pages: Pagination = Pagination()
