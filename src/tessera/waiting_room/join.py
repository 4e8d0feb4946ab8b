"""Take a place in the queue, or find the one that is there."""

from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import uuid4

from tessera.kit import sql as named
from tessera.kit.database import Database
from tessera.kit.errors import Refused
from tessera.waiting_room.desk import RoomsDesk
from tessera.waiting_room.model import Lane, Phase, QueuePlace, Room, RoomRefusal, TakeNumber

sql = named.beside(__file__)


class Asking(NamedTuple):
    """Who asks for a place: with the ticket they have, in which lane, and as whom (0: nobody)."""

    ticket: QueuePlace | None
    lane: Lane
    who: int
    at: int
    anew: bool
    """Whether they want another place where the turn of their ticket is over."""


async def join(db: Database, desk: RoomsDesk, *, room: Room, asking: Asking) -> QueuePlace:
    """The place of who asks. A ticket keeps its place through reloads, tabs and lost connections.

    Raises `Refused`: the room takes nobody yet, or no more.
    """
    kept = asking.ticket if asking.ticket and asking.ticket.room_id == room.id else None
    if (
        kept is not None
        and kept.who == asking.who
        and not (asking.anew and await had_turn(db, kept))
    ):
        return kept
    refuse_closed(room)
    if not asking.who:
        return await _new_place(desk, room, asking)
    return await _own_place(db, desk, room=room, asking=asking)


async def had_turn(db: Database, place: QueuePlace) -> bool:
    """Whether the turn of a place is over."""
    row = await db.pool.fetchrow(sql["had_turn"], place.room_id, place.lane, place.n)
    return row is not None and bool(row["over"])


def refuse_closed(room: Room) -> None:
    """Raises `Refused` where nobody can queue."""
    if room.phase is Phase.PLANNED:
        raise Refused(RoomRefusal.ROOM_NOT_OPEN, gathers_at=room.gathers_at)
    if room.phase is Phase.CLOSED:
        raise Refused(RoomRefusal.ROOM_CLOSED)


async def _new_place(desk: RoomsDesk, room: Room, asking: Asking) -> QueuePlace:
    n = await desk.numbers.submit(TakeNumber(room.id, asking.lane))
    if n is None:
        raise Refused(RoomRefusal.ROOM_NOT_OPEN)
    return QueuePlace(room.id, asking.lane, n, uuid4(), asking.at, asking.who)


async def _own_place(db: Database, desk: RoomsDesk, *, room: Room, asking: Asking) -> QueuePlace:
    """The one place of an account or an access code, wherever they ask from."""
    row = await db.pool.fetchrow(sql["place_of"], room.id, asking.who)
    known = _place(room, asking, row) if row else None
    over = known is not None and asking.anew and await had_turn(db, known)
    if known is not None and not over:
        return known
    new = await _new_place(desk, room, asking)
    row = await db.pool.fetchrow(
        sql["keep_place"], room.id, asking.who, new.lane, new.n, new.visitor, over
    )
    assert row is not None, "an insert that returns has a row"
    return _place(room, asking, row)


def _place(room: Room, asking: Asking, row: Mapping[str, Any]) -> QueuePlace:
    return QueuePlace(room.id, Lane(row["lane"]), row["n"], row["visitor"], asking.at, asking.who)
