"""What must be true after every life, said once for memory and for PostgreSQL."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

FULFILLED = frozenset({"paid", "partly_refunded", "refunded"})
ENDED = frozenset({"succeeded", "failed", "cancelled"})


@dataclass(frozen=True, slots=True)
class OrderFact:
    """An order. A line is its place, its total, and what was kept of it; None while it lives."""

    id: UUID
    status: str
    buyer: int
    lines: tuple[tuple[int, int, int | None], ...]

    @property
    def live(self) -> list[int]:
        """Places that it still has."""
        alive = [place for place, _, kept in self.lines if kept is None]
        return alive if self.status in FULFILLED else []

    @property
    def worth(self) -> int:
        """What the organizer has of it: live lines, and what policy kept of the others."""
        if self.status not in FULFILLED:
            return 0
        return sum(total if kept is None else kept for _, total, kept in self.lines)


@dataclass(frozen=True, slots=True)
class Facts:
    """One show's world at an instant."""

    now: float
    capacity: int
    claims: Sequence[tuple[int, str, UUID, float | None, int]]
    """Place, state, owner, deadline, buyer."""
    orders: Mapping[UUID, OrderFact]
    payments: Mapping[UUID, tuple[UUID, str, int]]
    """Order, status, amount."""
    refunds: Mapping[UUID, tuple[UUID, str, int]]
    """Payment, status, amount."""
    tickets: Sequence[tuple[UUID, int, str]]
    """Order, place, status."""
    ledger: Mapping[UUID, int]
    """The sum of every ledger transaction."""
    customer_max: int
    captured: Mapping[UUID, int] = field(default_factory=dict)
    sent_back: Sequence[tuple[UUID, int]] = ()

    def unfinished(self) -> bool:
        """Whether something is still on its way."""
        open_payments = any(status not in ENDED for _, status, _ in self.payments.values())
        open_refunds = any(status not in ENDED for _, status, _ in self.refunds.values())
        return open_payments or open_refunds


def broken(facts: Facts) -> list[str]:
    """Every promise that does not hold, in words; after a life has come to rest."""
    return [
        *_places(facts),
        *_tickets(facts),
        *_money(facts),
        *_lapsed(facts),
        *_limits(facts),
    ]


def _places(facts: Facts) -> list[str]:
    """P1 and P6."""
    counted = Counter(place for place, *_ in facts.claims)
    wrong = [f"P1: place {place} has {n} claims" for place, n in counted.items() if n > 1]
    wrong += [f"P6: place {p} of {facts.capacity}" for p in counted if not 0 <= p < facts.capacity]
    return wrong


def _tickets(facts: Facts) -> list[str]:
    """P2: valid tickets, sold claims and live lines of fulfilled orders are the same places."""
    sold = sorted((owner, place) for place, state, owner, *_ in facts.claims if state == "sold")
    valid = sorted((order, place) for order, place, status in facts.tickets if status != "void")
    lines = sorted((order.id, place) for order in facts.orders.values() for place in order.live)
    wrong = []
    if sold != valid:
        wrong.append(f"P2: sold {sold} but tickets {valid}")
    if lines != valid:
        wrong.append(f"P2: live lines {lines} but tickets {valid}")
    return wrong


def _money(facts: Facts) -> list[str]:
    """P3 and P4, by the bank's own books: captured - sent back = what the orders are worth."""
    wrong = [f"P3: ledger {t} sums to {amount}" for t, amount in facts.ledger.items() if amount]
    balance: Counter[UUID] = Counter()
    for payment_id, amount in facts.captured.items():
        if payment_id not in facts.payments:
            wrong.append(f"P4: {payment_id} was captured and is not on our books")
            continue
        order_id, status, _ = facts.payments[payment_id]
        balance[order_id] += amount
        if status != "succeeded":
            wrong.append(f"P4: {payment_id} was captured and is {status}")
    for payment_id, amount in facts.sent_back:
        balance[facts.payments[payment_id][0]] -= amount
    wrong += [
        f"P3/P4: order {order.id} ({order.status}): {balance[order.id]} taken and not given back,"
        f" worth {order.worth}"
        for order in facts.orders.values()
        if balance[order.id] != order.worth
    ]
    said = Counter(status for _, status, _ in facts.refunds.values())
    if len(facts.sent_back) != said["succeeded"]:
        wrong.append(f"P10: {len(facts.sent_back)} refunds were sent, {dict(said)} on our books")
    return wrong


def _lapsed(facts: Facts) -> list[str]:
    """P5, after a sweep."""
    wrong = [
        f"P5: place {place} is {state} past its deadline"
        for place, state, _, until, _ in facts.claims
        if until is not None and until <= facts.now
    ]
    return wrong + [f"unfinished: {facts.payments} {facts.refunds}"] * facts.unfinished()


def _limits(facts: Facts) -> list[str]:
    """P8."""
    counted = Counter(buyer for *_, buyer in facts.claims)
    return [
        f"P8: buyer {buyer} has {n} places"
        for buyer, n in counted.items()
        if n > facts.customer_max
    ]
