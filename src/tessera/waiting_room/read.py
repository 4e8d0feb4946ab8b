"""Read waiting rooms; `RoomShelf` keeps those that are being asked about."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec

from tessera.kit import sql as named
from tessera.kit.database import LOST
from tessera.kit.errors import NotFound, Unavailable
from tessera.waiting_room.model import Lane, LaneState, Room

sql = named.beside(__file__)

FRESH_SECONDS = 1.0
KEPT_MAX = 1_000
_PLAIN = [f.name for f in msgspec.structs.fields(Room) if f.name not in ("show_ids", "lanes")]


async def read_rooms(connection: Any, room_ids: Sequence[int]) -> list[Room]:
    """The rooms that exist, by id. `connection` is a Tx or a pool."""
    return [_room(row) for row in await connection.fetch(sql["room"], list(room_ids))]


async def read_room(connection: Any, room_id: int) -> Room:
    """One room. Raises `NotFound`."""
    rooms = await read_rooms(connection, [room_id])
    if not rooms:
        raise NotFound("waiting room")
    return rooms[0]


async def rooms_of(connection: Any, organization_id: int) -> list[Room]:
    """The rooms of an organization, those that are over last."""
    rows = await connection.fetch(sql["of_organization"], organization_id)
    ids = [row["id"] for row in rows]
    rooms = {room.id: room for room in await read_rooms(connection, ids)}
    return [rooms[room_id] for room_id in ids]


def _room(row: Any) -> Room:
    counters = zip(row["lanes"], row["arrived"], row["early"], row["serving"], strict=True)
    lanes = {Lane(lane): LaneState(*state) for lane, *state in counters}
    plain = {name: row[name] for name in _PLAIN}
    return msgspec.convert(
        plain | {"show_ids": tuple(row["show_ids"]), "lanes": lanes}, Room, strict=False
    )


class _Kept(NamedTuple):
    read_at: float
    room: Room


class RoomShelf:
    """Rooms by id, at most a second old; one read at a time for each, however many ask."""

    def __init__(self, pool: Any) -> None:
        self._pool = pool
        self._kept: OrderedDict[int, _Kept] = OrderedDict()
        self._reading: dict[int, asyncio.Task[Room]] = {}

    async def get(self, room_id: int) -> Room:
        """A room. Raises `NotFound`, or `Unavailable` without a database."""
        kept = self._kept.get(room_id)
        if kept is not None and time.monotonic() - kept.read_at < FRESH_SECONDS:
            return kept.room
        task = self._reading.get(room_id)
        if task is None:
            task = asyncio.create_task(self._read(room_id))
            self._reading[room_id] = task
            task.add_done_callback(lambda _: self._reading.pop(room_id, None))
        return await asyncio.shield(task)

    def forget(self, room_id: int) -> None:
        """Read this room anew at the next question."""
        self._kept.pop(room_id, None)

    async def _read(self, room_id: int) -> Room:
        try:
            room = await read_room(self._pool, room_id)
        except LOST as error:
            raise Unavailable("the database cannot be reached", retry_after_seconds=2) from error
        self._kept[room_id] = _Kept(time.monotonic(), room)
        self._kept.move_to_end(room_id)
        while len(self._kept) > KEPT_MAX:
            self._kept.popitem(last=False)
        return room
