"""What the organizer sees of a room: how it stands, and how it went."""

from datetime import timedelta
from typing import Any

import msgspec

from tessera.kit import sql as named
from tessera.kit.clock import Instant
from tessera.waiting_room.model import Room

sql = named.beside(__file__)

SPANS = {
    "10m": (timedelta(seconds=10), timedelta(minutes=10)),
    "1h": (timedelta(minutes=1), timedelta(hours=1)),
    "6h": (timedelta(minutes=5), timedelta(hours=6)),
    "24h": (timedelta(minutes=20), timedelta(hours=24)),
}
"""What can be looked at: the length of a slot, and of the whole."""


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """How the room stood at the end of a slot. Sums are from the beginning."""

    at: Instant
    arrived: int
    called: int
    admitted: int
    bought: int
    inside: int
    free: int
    hold_ms: float | None
    pace: int

    @property
    def waiting(self) -> int:
        """Who had come and was not called."""
        return self.arrived - self.called


class Now(msgspec.Struct, frozen=True, kw_only=True):
    """How the sale stands at this moment."""

    inside: int
    free: int
    left_per_minute: int
    hold_ms: float | None


async def moments_of(connection: Any, room_id: int, span: str) -> list[Moment]:
    """The course of a room, at most some hundred moments."""
    slot, whole = SPANS[span]
    rows = await connection.fetch(sql["ticks"], room_id, slot, whole)
    return [Moment(**dict(row)) for row in rows]


async def now_of(connection: Any, room: Room) -> Now:
    """Who is inside, what is free, how quick the sale is."""
    nothing = timedelta(0)
    row = await connection.fetchrow(sql["load"], room.id, nothing, nothing)
    return Now(
        inside=row["inside"],
        free=row["free"],
        left_per_minute=row["left_per_minute"],
        hold_ms=row["hold_ms"],
    )
