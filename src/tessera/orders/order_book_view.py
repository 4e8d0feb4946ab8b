"""One order as its organizer's page shows it."""

from tessera.kit.money import Money
from tessera.orders.books import OrderBooks
from tessera.orders.decision_form import Asked, open_lines
from tessera.orders.said import PROVIDERS, REASONS, document_links
from tessera.shows.model import Show
from tessera.statements.model import Account
from tessera.statements.words import ACCOUNTS
from tessera.web.pages import PageRequest, say
from tessera.web.present import N_
from tessera.web.views.order_books import (
    DecisionRow,
    EntryRow,
    EventRow,
    LineRow,
    MoveRow,
    OrganizerOrderPage,
    OverridePreview,
)

EVENTS = {
    "opened": N_("Order opened"),
    "payment_begun": N_("Payment begun"),
    "payment_succeeded": N_("Payment captured"),
    "payment_failed": N_("Payment failed"),
    "payment_cancelled": N_("Payment given up"),
    "refund_created": N_("Refund owed"),
    "refund_processing": N_("Refund under way"),
    "refund_succeeded": N_("Refund sent"),
    "refund_failed": N_("Refund refused"),
    "decided": N_("Decided otherwise than the policy"),
    "invoice": N_("Invoice"),
    "credit_note": N_("Credit note"),
    "dispute_open": N_("Dispute opened"),
    "dispute_won": N_("Dispute won"),
    "dispute_lost": N_("Dispute lost"),
}


def order_book_view(
    request: PageRequest,
    books: OrderBooks,
    show: Show,
    *,
    asked: Asked,
    preview: OverridePreview | None,
    may_decide: bool,
) -> OrganizerOrderPage:
    """Everything, in words."""
    order = books.order
    open_ = open_lines(order)
    save = [("lines", str(n)) for n in asked.lines] + list(asked.values.items())
    return OrganizerOrderPage(
        order_id=str(order.id),
        reference=order.reference,
        status=order.status.value,
        buyer=order.buyer_name,
        email=order.buyer_email,
        title=show.title.name,
        show_url=f"/organizer/shows/{show.id}",
        starts_at=show.starts_at,
        timezone=show.venue.timezone,
        total=Money(order.total, order.currency),
        lines=_lines(books, open_, asked),
        payments=_payments(request, books),
        refunds=_refunds(request, books),
        documents=document_links(books.documents, lambda text: say(request, text)),
        entries=_entries(request, books),
        decisions=_decisions(books),
        history=_history(request, books),
        may_decide=may_decide and bool(open_),
        values=asked.values,
        problems={name: say(request, text) for name, text in asked.problems.items()},
        preview=preview,
        save=tuple((n, v) for n, v in save if v) if preview else (),
    )


def _lines(books: OrderBooks, open_: frozenset[int], asked: Asked) -> tuple[LineRow, ...]:
    order = books.order
    statuses = {ticket.n: str(ticket.status) for ticket in order.tickets}

    def money(amount: int) -> Money:
        return Money(amount, order.currency)

    return tuple(
        LineRow(
            line.n,
            line.label,
            line.category,
            money(line.face),
            money(line.fee),
            money(line.tax),
            money(line.total),
            money(line.kept),
            statuses.get(line.n, ""),
            line.n in open_,
            line.n in (asked.lines or open_),
        )
        for line in order.lines
    )


def _payments(request: PageRequest, books: OrderBooks) -> tuple[MoveRow, ...]:
    order = books.order
    return tuple(
        MoveRow(
            p.created_at,
            say(request, PROVIDERS.get(p.provider, p.provider)),
            p.status,
            Money(p.amount, order.currency),
            p.failure or "",
        )
        for p in order.payments
    )


def _refunds(request: PageRequest, books: OrderBooks) -> tuple[MoveRow, ...]:
    order = books.order
    return tuple(
        MoveRow(
            r.created_at,
            say(request, REASONS.get(r.reason, r.reason)),
            r.status,
            Money(r.amount, order.currency),
        )
        for r in order.refunds
    )


def _entries(request: PageRequest, books: OrderBooks) -> tuple[EntryRow, ...]:
    return tuple(
        EntryRow(e.at, say(request, ACCOUNTS[Account(e.account)]), Money(e.amount, e.currency))
        for e in books.entries
    )


def _decisions(books: OrderBooks) -> tuple[DecisionRow, ...]:
    currency = books.order.currency
    return tuple(
        DecisionRow(d.at, d.who, d.reason, Money(d.by_policy, currency), Money(d.given, currency))
        for d in books.decided
    )


def _history(request: PageRequest, books: OrderBooks) -> tuple[EventRow, ...]:
    currency = books.order.currency
    return tuple(
        EventRow(
            e.at,
            say(request, EVENTS.get(e.what, e.what)),
            e.detail,
            Money(e.amount, currency) if e.amount is not None else None,
        )
        for e in books.history
    )
