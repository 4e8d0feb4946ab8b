"""Open orders from live holds: a whole batch in one round trip (`open_orders_v3`)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from tessera.claims.model import Change, ClaimState, KeyKnown
from tessera.kit import sql as named
from tessera.orders.model import (
    Line,
    OpenOrder,
    OrderOpened,
    OrderRefusal,
    OrderRefused,
    ShowChanged,
)

sql = named.beside(__file__)

OpenOutcome = OrderOpened | OrderRefused | ShowChanged | KeyKnown


async def open_orders(connection: Any, commands: Sequence[OpenOrder]) -> list[OpenOutcome]:
    """The outcome of each order, in order. No two commands may share a hold or a key."""
    arguments = (*_keys(commands), *_limits(commands), *_orders(commands), *_lines(commands))
    row = await connection.fetchrow(sql["open_orders"], *arguments)
    now: datetime = row["decided_at"]
    known, stale, over, lapsed = (set(row[n] or ()) for n in ("known", "stale", "over", "lapsed"))
    outcomes: list[OpenOutcome] = []
    for c in commands:
        if c.answer is not None and c.answer.intent.key in known:
            outcomes.append(KeyKnown(c.answer.intent))
        elif c.order_id in stale:
            outcomes.append(ShowChanged())
        elif c.order_id in over:
            outcomes.append(OrderRefused(OrderRefusal.LIMIT_REACHED))
        elif c.order_id in lapsed:
            outcomes.append(OrderRefused(OrderRefusal.HOLD_EXPIRED))
        else:
            outcomes.append(OrderOpened(c.order_id, now + timedelta(seconds=c.seconds)))
    return outcomes


def changes(commands: Sequence[OpenOrder], outcomes: Sequence[OpenOutcome]) -> list[Change]:
    """What a batch did to the live maps."""
    return [
        Change(c.show_id, tuple(x.place for x in c.lines), ClaimState.PENDING, outcome.until)
        for c, outcome in zip(commands, outcomes, strict=True)
        if isinstance(outcome, OrderOpened)
    ]


def _keys(commands: Sequence[OpenOrder]) -> tuple[list[Any], ...]:
    kept = [(c, c.answer) for c in commands if c.answer is not None]
    return (
        [answer.intent.key for _, answer in kept],
        [answer.intent.fingerprint for _, answer in kept],
        [answer.body for _, answer in kept],
        [c.seconds for c, _ in kept],
        [c.order_id for c, _ in kept],
    )


def _limits(commands: Sequence[OpenOrder]) -> tuple[list[Any], ...]:
    limited = [c for c in commands if c.customer_places_max is not None]
    return (
        [c.order_id for c in limited],
        [c.hold_id for c in limited],
        [c.show_id for c in limited],
        [c.buyer.customer for c in limited],
        [len(c.lines) for c in limited],
        [c.customer_places_max for c in limited],
    )


def _orders(commands: Sequence[OpenOrder]) -> tuple[list[Any], ...]:
    return (
        [c.order_id for c in commands],
        [c.reference for c in commands],
        [c.show_id for c in commands],
        [c.show_version for c in commands],
        [c.hold_id for c in commands],
        [c.buyer.account_id for c in commands],
        [c.buyer.customer for c in commands],
        [c.buyer.name for c in commands],
        [c.buyer.email for c in commands],
        [c.buyer.locale for c in commands],
        [c.currency for c in commands],
        [c.total for c in commands],
        [c.seconds for c in commands],
    )


def _lines(commands: Sequence[OpenOrder]) -> tuple[list[Any], ...]:
    flat = [(c, line) for c in commands for line in c.lines]
    # Claims are locked in this order, by everybody: no two batches can wait for each other.
    flat.sort(key=_where)
    return (
        [c.order_id for c, _ in flat],
        [c.hold_id for c, _ in flat],
        [c.show_id for c, _ in flat],
        [line.n for _, line in flat],
        [line.place for _, line in flat],
        [line.label for _, line in flat],
        [line.category for _, line in flat],
        [line.face for _, line in flat],
        [line.fee for _, line in flat],
        [line.tax for _, line in flat],
        [line.ticket_id for _, line in flat],
        # Only shows with a limit per customer pay for the index on customers.
        [c.buyer.customer if c.customer_places_max is not None else None for c, _ in flat],
        [c.seconds for c, _ in flat],
    )


def _where(named: tuple[OpenOrder, Line]) -> tuple[int, int]:
    return named[0].show_id, named[1].place
