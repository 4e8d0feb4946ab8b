"""Documents as the REST interface shows them."""

from typing import Any

from tessera.invoices.model import Invoice, InvoiceKind, InvoiceTax
from tessera.kit.clock import rfc3339
from tessera.kit.money import Money
from tessera.web.answers import money_of


def invoice_view(invoice: Invoice) -> dict[str, Any]:
    """A document with its lines, taxes by rate, and the document that it corrects."""
    document = invoice.document

    def money(amount: int) -> dict[str, Any]:
        return money_of(Money(amount, invoice.currency))

    def taxes(parts: tuple[InvoiceTax, ...]) -> list[dict[str, Any]]:
        return [
            {
                "name": part.name,
                "basis_points": part.basis_points,
                "base": money(part.base),
                "tax": money(part.amount),
            }
            for part in parts
        ]

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
        "lines": [
            {
                "label": line.label,
                "category": line.category,
                "face": money(line.face),
                "fee": money(line.fee),
                "tax": money(line.tax),
                "total": money(line.total),
                "taxes": taxes(line.taxes),
            }
            for line in document.lines
        ],
        "taxes": taxes(document.taxes),
    }


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
        "total": money_of(Money(invoice.total, invoice.currency)),
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
