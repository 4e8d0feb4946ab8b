"""One order as its organizer sees it: the ledger's lines, what was decided, and what happened."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from tessera.invoices.model import Invoice
from tessera.invoices.read import invoices_of_order
from tessera.kit.clock import rfc3339
from tessera.orders.model import Order
from tessera.orders.read import read_order, sql
from tessera.web.answers import money


class Entry(msgspec.Struct, frozen=True):
    """A line of the ledger about this order, in minor units; debits are positive."""

    transaction_id: UUID
    account: str
    amount: int
    currency: str
    at: datetime


class Decided(msgspec.Struct, frozen=True):
    """An organizer's decision against the policy, on record for good."""

    lines: tuple[int, ...]
    who: str
    reason: str
    by_policy: int
    given: int
    at: datetime


class Event(msgspec.Struct, frozen=True):
    """Something that happened to the order. `what` is one of `WORDS` in organizer_pages.py."""

    at: datetime
    what: str
    detail: str = ""
    amount: int | None = None


class OrderBooks(msgspec.Struct, frozen=True):
    """Everything about one order."""

    order: Order
    entries: tuple[Entry, ...]
    decided: tuple[Decided, ...]
    documents: tuple[Invoice, ...]
    history: tuple[Event, ...]


async def books_of(connection: Any, order_id: UUID) -> OrderBooks:
    """Read it all. Raises `NotFound`."""
    order = await read_order(connection, order_id)
    entries = [Entry(**row) for row in await connection.fetch(sql["ledger_of_order"], order_id)]
    decided = [_decided(row) for row in await connection.fetch(sql["overrides"], order_id)]
    documents = await invoices_of_order(connection, order_id)
    disputes = [
        Event(row["at"], f"dispute_{row['status']}", row["reason"], row["amount"])
        for row in await connection.fetch(sql["disputes_of_order"], order_id)
    ]
    events = [*_events(order, decided, documents), *disputes]
    history = sorted(events, key=lambda event: event.at)
    return OrderBooks(order, tuple(entries), tuple(decided), tuple(documents), tuple(history))


def _decided(row: Any) -> Decided:
    return Decided(
        tuple(row["lines"]),
        row["name"] or "",
        row["reason"],
        row["by_policy"],
        row["given"],
        row["at"],
    )


def _events(
    order: Order, decided: Sequence[Decided], documents: Sequence[Invoice]
) -> Iterator[Event]:
    yield Event(order.created_at, "opened")
    for payment in order.payments:
        yield Event(payment.created_at, "payment_begun", payment.provider, payment.amount)
        if payment.ended_at is not None:
            what = f"payment_{payment.status}"
            yield Event(payment.ended_at, what, payment.failure or "", payment.amount)
    for refund in order.refunds:
        yield Event(refund.created_at, f"refund_{refund.status}", refund.reason, refund.amount)
    for decision in decided:
        yield Event(decision.at, "decided", f"{decision.who}: {decision.reason}", decision.given)
    for document in documents:
        yield Event(document.issued_at, document.kind.value, document.label, document.total)


def books_view(books: OrderBooks) -> dict[str, Any]:
    """The same as the REST interface shows it, beside the order."""
    currency = books.order.currency
    return {
        "ledger": [
            {
                "transaction_id": entry.transaction_id,
                "account": entry.account,
                "amount": money(entry.amount, entry.currency),
                "at": rfc3339(entry.at),
            }
            for entry in books.entries
        ],
        "overrides": [
            {
                "lines": list(decision.lines),
                "by": decision.who,
                "reason": decision.reason,
                "by_policy": money(decision.by_policy, currency),
                "given": money(decision.given, currency),
                "at": rfc3339(decision.at),
            }
            for decision in books.decided
        ],
        "history": [
            {
                "at": rfc3339(event.at),
                "what": event.what,
                "detail": event.detail,
                "amount": money(event.amount, currency) if event.amount is not None else None,
            }
            for event in books.history
        ],
    }
