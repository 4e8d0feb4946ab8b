"""The draws that one process knows: made once each, beside the event loop, and kept."""

import asyncio
import sys
from array import array
from collections import OrderedDict

from tessera.kit.errors import Unavailable
from tessera.waiting_room.draw import RANK_CODE, draw
from tessera.waiting_room.model import Lane, QueuePlace, Room

HERE_MAX = 2_000
"""Draws up to this size take a few milliseconds and are made in this process."""
KEPT_MAX = 64
DRAW_SECONDS_MAX = 120
MODULE = "tessera.waiting_room.draw"


class Draws:
    """Ranks by room and lane, at most `KEPT_MAX` of them."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[int, Lane], array[int]] = OrderedDict()
        self._drawing: dict[tuple[int, Lane], asyncio.Task[array[int]]] = {}

    async def rank(self, room: Room, place: QueuePlace) -> int | None:
        """The rank of a place: by draw for who came early, else its number. None before then."""
        early = room.lanes[place.lane].early
        if early is None:
            return None
        if place.n > early:
            return place.n
        return (await self.ranks(room, place.lane))[place.n - 1]

    async def ranks(self, room: Room, lane: Lane) -> "array[int]":
        """All ranks of a lane that has been drawn."""
        key = (room.id, lane)
        if (kept := self._kept.get(key)) is not None:
            return kept
        task = self._drawing.get(key)
        if task is None:
            task = asyncio.create_task(self._draw(room, lane))
            self._drawing[key] = task
            task.add_done_callback(lambda _: self._drawing.pop(key, None))
        return await asyncio.shield(task)

    async def _draw(self, room: Room, lane: Lane) -> "array[int]":
        early = room.lanes[lane].early
        assert room.seed is not None, "a draw waits for its seed"
        assert early is not None, "a draw waits for the opening"
        if early <= HERE_MAX:
            ranks = draw(room.seed, room_id=room.id, lane=lane, early=early)
        else:
            ranks = await _elsewhere(room.seed, room_id=room.id, lane=lane, early=early)
        self._kept[room.id, lane] = ranks
        while len(self._kept) > KEPT_MAX:
            self._kept.popitem(last=False)
        return ranks


async def _elsewhere(seed: bytes, *, room_id: int, lane: Lane, early: int) -> "array[int]":
    """Draw in a process of its own: sorting a million would hold up every buyer of this one."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        MODULE,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    asked = f"{seed.hex()} {room_id} {lane.value} {early}\n".encode()
    try:
        async with asyncio.timeout(DRAW_SECONDS_MAX):
            said, _ = await process.communicate(asked)
    except TimeoutError:
        process.kill()
        await process.wait()
        raise Unavailable("the draw takes too long", retry_after_seconds=5) from None
    ranks = array(RANK_CODE)
    if process.returncode or len(said) != early * ranks.itemsize:
        raise Unavailable("the draw could not be made", retry_after_seconds=5)
    ranks.frombytes(said)
    return ranks
