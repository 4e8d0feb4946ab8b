"""What money moves and documents are called on the pages of an order."""

from collections.abc import Sequence

from tessera.invoices.model import Invoice, InvoiceKind
from tessera.web.present import N_, Say
from tessera.web.views.shell import Link

PROVIDERS = {
    "mock": N_("Test payment"),
    "free": N_("Free of charge"),
    "gift_card": N_("Gift card"),
    "counter": N_("At the counter"),
    "stripe": "Stripe",
    "razorpay": "Razorpay",
}
REASONS = {
    "cancelled": N_("Cancelled by you"),
    "show_cancelled": N_("The show is cancelled"),
    "show_moved": N_("The show has moved"),
    "seat_moved": N_("A cheaper place"),
    "test": N_("A test, thrown away"),
    "override": N_("Given back by the organizer"),
    "not_fulfilled": N_("Money that came too late"),
}
DOCUMENTS = {InvoiceKind.INVOICE: N_("Invoice"), InvoiceKind.CREDIT_NOTE: N_("Credit note")}


def document_links(documents: Sequence[Invoice], speak: Say) -> tuple[Link, ...]:
    """Where a browser finds an order's documents on paper."""
    return tuple(
        Link(f"{speak(DOCUMENTS[i.kind])} {i.label}", f"/invoices/{i.id}/invoice.pdf")
        for i in documents
    )
