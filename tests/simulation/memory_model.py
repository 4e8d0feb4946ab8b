"""What a life in memory is made of: rows as values, and the one show that the rules look at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

from tessera.claims.model import ClaimState
from tessera.orders.model import Line, OrderStatus
from tessera.orders.replacement.model import ReplacementStatus
from tessera.organizations.terms import RefundPolicy
from tessera.payments.model import PaymentStatus
from tessera.shows.model import Price, Show, ShowStatus
from tessera.tickets.model import TicketStatus
from tessera.venues.plan.check import check
from tessera.venues.plan.compile import compile_plan
from tests.fixtures.house import seat_plan
from tests.simulation.life import PLACES

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
PRICE = Price(45_000, 1_500, 8_370)
HOLD_SECONDS, ORDER_SECONDS, KEPT_SECONDS, LOOK_SECONDS = 600, 900, 600, 60
PLAN = compile_plan(check(seat_plan(PLACES)))


def turn(table: Mapping[Any, frozenset[Any]], before: Any, after: Any) -> Any:
    """`after`, where the table allows it."""
    assert after in table[before], f"{before!r} may not become {after!r}"
    return after


@dataclass(slots=True)
class Claim:
    """A row of claims."""

    state: ClaimState
    owner: UUID
    until: int | None
    buyer: int


@dataclass(slots=True)
class Sale:
    """An order, its lines, its ticket statuses by line, its replacement."""

    id: UUID
    buyer: int
    status: OrderStatus
    until: int
    lines: list[Line]
    tickets: dict[int, TicketStatus] = field(default_factory=dict)
    kept: dict[int, int] = field(default_factory=dict)
    other: tuple[ReplacementStatus, int, tuple[int, ...], UUID] | None = None

    @property
    def total(self) -> int:
        """What it costs."""
        return sum(line.total for line in self.lines)


@dataclass(slots=True)
class Attempt:
    """A payment."""

    order_id: UUID
    status: PaymentStatus
    amount: int


@dataclass(slots=True)
class Back:
    """A refund. `due` is when it may be sent; `late` money bought nothing."""

    payment_id: UUID
    status: str
    amount: int
    due: int | None = None
    late: bool = False


@cache
def show_of(status: ShowStatus) -> Show:
    """The show as the rules see it: in ten days, everything back until two hours before."""
    fields = {
        "status": status,
        "starts_at": EPOCH + timedelta(days=10),
        "refund_policy": RefundPolicy(free_until_minutes=120),
        "prices": {"regular": PRICE},
    }
    return cast("Show", SimpleNamespace(**fields))


@dataclass(slots=True)
class Holder:
    """Who a hold belongs to."""

    id: UUID
    buyer: int


@cache
def line_at(n: int, place: int) -> Line:
    """A line of an order."""
    ticket_id = UUID(int=n << 16 | place)
    return Line(n, place, str(place), "regular", PRICE.face, PRICE.fee, PRICE.tax, ticket_id)
