"""Read issued documents: one, those of an order, those of an organization by period."""

from typing import Any
from uuid import UUID

import msgspec

from tessera.invoices.model import Document, Invoice, InvoiceKind, key_of
from tessera.kit import sql as named
from tessera.kit.errors import Invalid, NotFound, Problem
from tessera.organizations.periods import Period

sql = named.beside(__file__)


class WantedInvoices(msgspec.Struct, frozen=True, kw_only=True):
    """Which documents of an organization; `after` is the id of the last one seen."""

    period: Period
    kind: InvoiceKind | None = None
    after: str | None = None


async def read_invoice(connection: Any, invoice_id: str) -> Invoice:
    """The document with this id. Raises `NotFound`."""
    key = key_of(invoice_id)
    rows = await connection.fetch(sql["by_number"], *key) if key else []
    if not rows:
        raise NotFound("invoice")
    return _invoice(rows[0])


async def invoices_of_order(connection: Any, order_id: UUID) -> list[Invoice]:
    """The invoice of an order and its credit notes, in the order in which they were issued."""
    return [_invoice(row) for row in await connection.fetch(sql["of_order"], order_id)]


async def invoices_of_organization(
    connection: Any, organization_id: int, wanted: WantedInvoices, *, limit: int
) -> list[Invoice]:
    """Documents of a period, the newest first. Raises `Invalid` for a cursor that is none."""
    last: tuple[Any, ...] = (None, None, None)
    if wanted.after is not None:
        last = await _seen(connection, organization_id, wanted.after)
    rows = await connection.fetch(
        sql["of_organization"],
        organization_id,
        wanted.kind,
        wanted.period.begins,
        wanted.period.ends,
        *last,
        limit,
    )
    return [_invoice(row) for row in rows]


async def _seen(connection: Any, organization_id: int, invoice_id: str) -> tuple[Any, ...]:
    key = key_of(invoice_id)
    if key is None or key.organization_id != organization_id:
        raise Invalid([Problem("cursor", "is not one of this list")])
    found = await read_invoice(connection, invoice_id)
    return found.issued_at, key.kind, key.number


def _invoice(row: Any) -> Invoice:
    return Invoice(
        organization_id=row["organization_id"],
        kind=InvoiceKind(row["kind"]),
        number=row["number"],
        order_id=row["order_id"],
        refund_id=row["refund_id"],
        currency=row["currency"],
        total=row["total"],
        document=msgspec.json.decode(row["document"], type=Document),
        issued_at=row["issued_at"],
    )
