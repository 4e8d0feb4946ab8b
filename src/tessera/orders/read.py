"""Read orders with their lines, payments, refunds and tickets: five statements however many."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from uuid import UUID

from tessera.kit import sql as named
from tessera.kit.errors import NotFound
from tessera.kit.ids import read_reference
from tessera.orders.model import (
    Line,
    Order,
    OrderStatus,
    PaymentView,
    RefundView,
    TicketView,
)

sql = named.beside(__file__)

View = TypeVar("View")


async def read_orders(connection: Any, order_ids: Sequence[UUID]) -> list[Order]:
    """The orders that exist, in the order asked for. `connection` is a Tx or an asyncpg pool."""
    ids = list(order_ids)
    lines = await _grouped(connection, "lines", ids, _line)
    payments = await _grouped(connection, "payments", ids, _payment)
    refunds = await _grouped(connection, "refunds", ids, _refund)
    tickets = await _grouped(connection, "tickets", ids, _ticket)
    found = {
        row["id"]: Order(
            id=row["id"],
            reference=row["reference"],
            show_id=row["show_id"],
            account_id=row["account_id"],
            buyer_name=row["buyer_name"],
            buyer_email=row["buyer_email"],
            locale=row["locale"],
            status=OrderStatus(row["status"]),
            currency=row["currency"],
            total=row["total"],
            created_at=row["created_at"],
            expires_at=row["expires_at"],
            paid_at=row["paid_at"],
            show_version=row["show_version"],
            lines=tuple(lines[row["id"]]),
            payments=tuple(payments[row["id"]]),
            refunds=tuple(refunds[row["id"]]),
            tickets=tuple(tickets[row["id"]]),
        )
        for row in await connection.fetch(sql["orders"], ids)
    }
    return [found[order_id] for order_id in ids if order_id in found]


async def read_order(connection: Any, order_id: UUID) -> Order:
    """One order. Raises `NotFound`."""
    orders = await read_orders(connection, [order_id])
    if not orders:
        raise NotFound("order")
    return orders[0]


async def orders_of_account(
    connection: Any, account_id: UUID, *, before: UUID | None, status: str | None, limit: int
) -> list[Order]:
    """A customer's orders, the newest first."""
    rows = await connection.fetch(sql["orders_of_account"], account_id, before, status, limit)
    return await read_orders(connection, [row["id"] for row in rows])


async def orders_of_show(
    connection: Any,
    show_id: int,
    *,
    before: UUID | None,
    status: str | None,
    limit: int,
    words: str = "",
) -> list[Order]:
    """The orders of a show, the newest first; with `words` those whose reference, ticket, buyer's
    name or address, or place they are, or are in."""
    plain = words.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    # What a person reads off a ticket ends with the number of its line: T7KQ2-9FMH3-1.
    reference = read_reference(words) or read_reference(words.strip().rpartition("-")[0])
    looked_for = (f"%{plain}%", reference) if plain else (None, None)
    rows = await connection.fetch(
        sql["orders_of_show"], show_id, before, status, limit, *looked_for
    )
    return await read_orders(connection, [row["id"] for row in rows])


async def order_of_reference(connection: Any, reference: str) -> Order:
    """The order that a person names. Raises `NotFound`."""
    rows = await connection.fetch(sql["order_of_reference"], reference)
    if not rows:
        raise NotFound("order")
    return await read_order(connection, rows[0]["id"])


async def _grouped(
    connection: Any, name: str, ids: list[UUID], build: Callable[[Any], View]
) -> defaultdict[UUID, list[View]]:
    groups: defaultdict[UUID, list[View]] = defaultdict(list)
    for row in await connection.fetch(sql[name], ids):
        groups[row["order_id"]].append(build(row))
    return groups


def _line(row: Any) -> Line:
    return Line(
        n=row["n"],
        place=row["place"],
        label=row["label"],
        category=row["category"],
        face=row["face"],
        fee=row["fee"],
        tax=row["tax"],
        ticket_id=row["ticket_id"],
        refund_id=row["refund_id"],
        kept=row["kept"],
        back=row["back"],
    )


def _payment(row: Any) -> PaymentView:
    return PaymentView(
        row["id"],
        row["provider"],
        row["method"],
        row["status"],
        row["amount"],
        row["created_at"],
        row["failure"],
        row["ended_at"],
    )


def _refund(row: Any) -> RefundView:
    return RefundView(
        row["id"],
        row["status"],
        row["amount"],
        row["reason"],
        row["created_at"],
        waits=row["waits"],
    )


def _ticket(row: Any) -> TicketView:
    return TicketView(row["id"], row["n"], row["status"], row["serial"], row["used_at"])
