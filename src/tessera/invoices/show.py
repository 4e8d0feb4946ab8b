"""Documents as the REST interface shows them."""

from collections.abc import Sequence
from typing import Any

from tessera.invoices.model import Invoice, InvoiceKind, InvoiceLine, InvoiceTax
from tessera.kit.clock import rfc3339
from tessera.web.answers import money


def invoice_view(invoice: Invoice) -> dict[str, Any]:
    """A document with its lines, taxes by rate, and the document that it corrects."""
    document, currency = invoice.document, invoice.currency
    return short_view(invoice) | {
        "seller": {
            "name": document.seller,
            "address": document.seller_address,
            "tax_number": document.seller_tax_number,
        },
        "buyer": {"name": document.buyer_name, "email": document.buyer_email},
        "show": {
            "title": document.title,
            "venue": document.venue,
            "starts_at": rfc3339(document.starts_at),
            "timezone": document.timezone,
        },
        "lines": [_line(line, currency) for line in document.lines],
        "taxes": _taxes(document.taxes, currency),
    }


def _line(line: InvoiceLine, currency: str) -> dict[str, Any]:
    return {
        "label": line.label,
        "category": line.category,
        "face": money(line.face, currency),
        "fee": money(line.fee, currency),
        "tax": money(line.tax, currency),
        "total": money(line.total, currency),
        "taxes": _taxes(line.taxes, currency),
    }


def _taxes(parts: Sequence[InvoiceTax], currency: str) -> list[dict[str, Any]]:
    return [
        {
            "name": part.name,
            "basis_points": part.basis_points,
            "base": money(part.base, currency),
            "tax": money(part.amount, currency),
        }
        for part in parts
    ]


def short_view(invoice: Invoice) -> dict[str, Any]:
    """A document in a list."""
    return {
        "id": invoice.id,
        "kind": invoice.kind,
        "number": invoice.number,
        "label": invoice.label,
        "organization_id": invoice.organization_id,
        "order_id": invoice.order_id,
        "order_reference": invoice.document.reference,
        "refund_id": invoice.refund_id,
        "corrects": corrected(invoice),
        "total": money(invoice.total, invoice.currency),
        "issued_at": rfc3339(invoice.issued_at),
        "pdf": f"/api/v1/invoices/{invoice.id}/invoice.pdf",
    }


def corrected(invoice: Invoice) -> str | None:
    """The id of the invoice that a credit note takes back."""
    number = invoice.document.refers_to
    return f"inv-{invoice.organization_id}-{number}" if number is not None else None


FILE_NAMES = {InvoiceKind.INVOICE: "invoice", InvoiceKind.CREDIT_NOTE: "credit-note"}


def file_name(invoice: Invoice) -> str:
    """What its PDF is saved as."""
    return f"{FILE_NAMES[invoice.kind]}-{invoice.organization_id}-{invoice.number}.pdf"
