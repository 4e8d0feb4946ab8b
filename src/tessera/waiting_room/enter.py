"""Go in: from a place that is called to a turn."""

from datetime import UTC, datetime

from tessera.kit.errors import Refused
from tessera.kit.ids import new_id
from tessera.waiting_room.model import (
    Admit,
    Admitted,
    Phase,
    QueuePlace,
    Room,
    RoomRefusal,
    Turn,
    TurnOver,
)
from tessera.waiting_room.rooms import Rooms
from tessera.waiting_room.rules import wait_seconds


async def enter(rooms: Rooms, room: Room, place: QueuePlace) -> Turn:
    """The turn of a place: the same one however often it is asked for.

    Raises `Refused`: the room is closed, it is not their turn, or their turn is over.
    """
    if room.phase is Phase.CLOSED:
        raise Refused(RoomRefusal.ROOM_CLOSED)
    rank = await rooms.draws.rank(room, place)
    if rank is None:
        raise Refused(RoomRefusal.NOT_YOUR_TURN, opens_at=room.opens_at)
    # Who is far away is told so without asking the database.
    if rank <= room.lanes[place.lane].serving:
        outcome = await rooms.desk.admissions.submit(Admit(place, rank, new_id()))
        if isinstance(outcome, Admitted):
            return turn_of(place, outcome)
        if isinstance(outcome, TurnOver):
            raise Refused(RoomRefusal.TURN_OVER)
    wait = wait_seconds(room, place.lane, rank)
    raise Refused(
        RoomRefusal.NOT_YOUR_TURN,
        rank=rank,
        serving=room.lanes[place.lane].serving,
        retry_after_seconds=min(60, max(2, wait or 2)),
    )


def turn_of(place: QueuePlace, admitted: Admitted) -> Turn:
    """What the admission says; the seconds are rounded down, as the database decides finer."""
    until = int(admitted.until.astimezone(UTC).timestamp())
    return Turn(admitted.admission_id, place.room_id, place.lane, place.n, until, place.who)


def instant(seconds: int) -> datetime:
    """Unix seconds as an instant."""
    return datetime.fromtimestamp(seconds, UTC)
