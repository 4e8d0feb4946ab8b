"""Invoices and credit notes: immutable, numbered by organization and kind."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec


class InvoiceKind(StrEnum):
    """Each kind counts by itself. The values are stored."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"


PREFIXES = {InvoiceKind.INVOICE: "inv", InvoiceKind.CREDIT_NOTE: "cn"}


class InvoiceLine(msgspec.Struct, frozen=True):
    """One place, in minor units: price and fee without tax, and the tax on both."""

    label: str
    category: str
    face: int
    fee: int
    tax: int

    @property
    def total(self) -> int:
        """What was paid for it, or what goes back."""
        return self.face + self.fee + self.tax


class InvoiceTax(msgspec.Struct, frozen=True):
    """What one rate takes of the whole document, in minor units."""

    name: str
    basis_points: int
    amount: int


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """What stands on it, kept as it was when it was issued, whatever changes later.

    `refers_to` is the number of the invoice that a credit note takes back.
    """

    seller: str
    buyer_name: str
    buyer_email: str
    reference: str
    title: str
    venue: str
    starts_at: datetime
    timezone: str
    lines: tuple[InvoiceLine, ...]
    taxes: tuple[InvoiceTax, ...]
    refers_to: int | None = None

    @property
    def total(self) -> int:
        """In minor units."""
        return sum(line.total for line in self.lines)


class Invoice(msgspec.Struct, frozen=True, kw_only=True):
    """An issued document."""

    organization_id: int
    kind: InvoiceKind
    number: int
    order_id: UUID
    refund_id: UUID | None
    currency: str
    total: int
    document: Document
    issued_at: datetime

    @property
    def id(self) -> str:
        """What it is asked for by: `inv-3-17` is the 17th invoice of organization 3."""
        return f"{PREFIXES[self.kind]}-{self.organization_id}-{self.number}"

    @property
    def label(self) -> str:
        """The number as people read it out."""
        return label_of(self.kind, self.number)


def label_of(kind: InvoiceKind, number: int) -> str:
    """`INV-17`, `CN-4`."""
    return f"{PREFIXES[kind].upper()}-{number}"
