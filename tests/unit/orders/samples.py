"""Orders for tests of rules."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from tessera.orders.model import Line, Order, OrderStatus

NOW = datetime(2031, 5, 1, tzinfo=UTC)


def line(n: int, **fields: Any) -> Line:
    """A line of an order: 100 and 10 and 20 for the place of its number."""
    return Line(n, n, f"A {n}", "regular", 100, 10, 20, UUID(int=n), **fields)


def order(status: OrderStatus, *lines: Line) -> Order:
    """An order of these lines, or of one."""
    return Order(
        id=UUID(int=7),
        reference="ABCDEF",
        show_id=1,
        account_id=None,
        buyer_name="Ann",
        buyer_email="ann@buyers.test",
        locale="en",
        status=status,
        currency="INR",
        total=sum(one.total for one in lines),
        created_at=NOW,
        expires_at=NOW,
        paid_at=None,
        lines=lines or (line(1),),
    )
