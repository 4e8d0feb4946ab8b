"""Invoices and credit notes: immutable, numbered by organization and kind."""

import re
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

import msgspec


class InvoiceKind(StrEnum):
    """Each kind counts by itself. The values are stored."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"


PREFIXES = {InvoiceKind.INVOICE: "inv", InvoiceKind.CREDIT_NOTE: "cn"}
_ID = re.compile(r"(inv|cn)-([1-9][0-9]{0,17})-([1-9][0-9]{0,17})", re.ASCII)


class InvoiceTax(msgspec.Struct, frozen=True):
    """What one rate takes of a line or of the whole document, in minor units, and of how much."""

    name: str
    basis_points: int
    amount: int
    base: int = 0


class InvoiceLine(msgspec.Struct, frozen=True):
    """One place, in minor units: price and fee without tax, and the tax on both.

    `taxes` split `tax` by rates; documents of the first days have none here.
    """

    label: str
    category: str
    face: int
    fee: int
    tax: int
    taxes: tuple[InvoiceTax, ...] = ()

    @property
    def total(self) -> int:
        """What was paid for it, or what goes back."""
        return self.face + self.fee + self.tax


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
    seller_address: str = ""
    seller_tax_number: str = ""

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


class InvoiceKey(NamedTuple):
    """What one document is known by."""

    organization_id: int
    kind: InvoiceKind
    number: int


def key_of(text: str) -> InvoiceKey | None:
    """The key that an id such as `inv-3-17` spells, or None where it cannot be one."""
    found = _ID.fullmatch(text)
    if found is None:
        return None
    kind = next(kind for kind, prefix in PREFIXES.items() if prefix == found[1])
    return InvoiceKey(int(found[2]), kind, int(found[3]))


def label_of(kind: InvoiceKind, number: int) -> str:
    """`INV-17`, `CN-4`."""
    return f"{PREFIXES[kind].upper()}-{number}"
