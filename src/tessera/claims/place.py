"""Place holds: all the places asked for, or none.

The busiest verb of an on-sale: a whole batch in one round trip (`place_holds_v2`, migrations/0026).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import repeat
from typing import Any
from uuid import UUID

from tessera.claims.model import (
    Change,
    ClaimState,
    HoldOutcome,
    HoldPlaced,
    HoldRefusal,
    HoldRefused,
    KeyKnown,
    PlaceHold,
)
from tessera.kit import sql as named

sql = named.beside(__file__)


async def place(connection: Any, commands: Sequence[PlaceHold]) -> list[HoldOutcome]:
    """The outcome of each hold, in order. No two commands may want the same place or key."""
    row = await connection.fetchrow(sql["place_holds"], *_arguments(commands))
    return _outcomes(commands, row)


def _arguments(commands: Sequence[PlaceHold]) -> tuple[list[Any], ...]:
    kept = [c for c in commands if c.answer is not None]
    limited = [c for c in commands if c.customer_places_max is not None]
    holds: list[UUID] = []
    shows: list[int] = []
    places: list[int] = []
    seconds: list[int] = []
    customers: list[int | None] = []
    for c in commands:
        size = len(c.places)
        places += c.places
        holds += repeat(c.hold_id, size)
        shows += repeat(c.show_id, size)
        seconds += repeat(c.seconds, size)
        customers += repeat(c.customer, size)
    return (
        [c.answer.intent.key for c in kept if c.answer],
        [c.answer.intent.fingerprint for c in kept if c.answer],
        [c.answer.body for c in kept if c.answer],
        [c.seconds for c in kept],
        [c.hold_id for c in kept],
        [c.hold_id for c in limited],
        [c.show_id for c in limited],
        [c.customer for c in limited],
        [len(c.places) for c in limited],
        [c.customer_places_max for c in limited],
        holds,
        shows,
        places,
        seconds,
        customers,
    )


def _outcomes(commands: Sequence[PlaceHold], row: Any) -> list[HoldOutcome]:
    now: datetime = row["decided_at"]
    known, over, lost = (set(row[name] or ()) for name in ("known", "over", "lost"))
    gave = set(zip(row["gave_owner"] or (), row["gave_place"] or (), strict=True))
    outcomes: list[HoldOutcome] = []
    for c in commands:
        if c.answer is not None and c.answer.intent.key in known:
            outcomes.append(KeyKnown(c.answer.intent))
        elif c.hold_id in over:
            outcomes.append(HoldRefused(HoldRefusal.LIMIT_REACHED))
        elif c.hold_id in lost:
            taken = tuple(p for p in c.places if (c.hold_id, p) not in gave)
            outcomes.append(HoldRefused(HoldRefusal.PLACE_TAKEN, taken))
        else:
            outcomes.append(HoldPlaced(c.hold_id, now + timedelta(seconds=c.seconds)))
    return outcomes


def changes(commands: Sequence[PlaceHold], outcomes: Sequence[HoldOutcome]) -> list[Change]:
    """What a batch did to the live maps."""
    return [
        Change(c.show_id, c.places, ClaimState.HELD, outcome.until)
        for c, outcome in zip(commands, outcomes, strict=True)
        if isinstance(outcome, HoldPlaced)
    ]
