"""The waiting rooms as one process serves them: what is read, counted, signed and drawn there."""

import asyncio
import time
from collections import Counter
from typing import Any

from tessera.kit.batcher import BatchLimits
from tessera.kit.valkey import Valkey
from tessera.waiting_room.codes import AccessCodes
from tessera.waiting_room.desk import RoomsDesk
from tessera.waiting_room.draws import Draws
from tessera.waiting_room.puzzle import Puzzles
from tessera.waiting_room.read import RoomShelf
from tessera.waiting_room.rules import KNOCKS_SECONDS
from tessera.waiting_room.status import Documents
from tessera.waiting_room.tick import Knocks
from tessera.waiting_room.tokens import place_tokens, turn_tokens

TELL_SECONDS = 1.0
KEPT_SECONDS = 3 * KNOCKS_SECONDS
AT_SHOWS, ARRIVALS, DOUBTFUL = COUNTED = ("shows", "arrivals", "doubtful")
"""What is counted, in the order of `Knocks`."""


class Rooms:
    """Made once in a process, by `main.py`."""

    def __init__(
        self,
        pool: Any,
        valkey: Valkey,
        secret: str,
        *,
        limits: BatchLimits,
        polls_per_second: int,
    ) -> None:
        self._valkey = valkey
        self.shelf = RoomShelf(pool)
        self.desk = RoomsDesk(pool, limits)
        self.draws = Draws()
        self.places = place_tokens(secret)
        self.turns = turn_tokens(secret)
        self.puzzles = Puzzles(secret)
        self.codes = AccessCodes(secret)
        self.show_codes = AccessCodes(secret, purpose="show-code")
        self.documents = Documents(self.places.public_text(), polls_per_second=polls_per_second)
        self._counts: Counter[tuple[int, str]] = Counter()

    def count(self, room_id: int, what: str) -> None:
        """One more came. These counts may be lost: without Valkey a room does not switch itself on
        or ask for work, and the sale goes on (fails open)."""
        self._counts[room_id, what] += 1

    async def tell_forever(self) -> None:
        """Hand on what this process counted, so that the controller sees all processes' sum."""
        while True:
            await asyncio.sleep(TELL_SECONDS)
            await self.tell()

    async def tell(self) -> None:
        """The same once."""
        counts, self._counts = self._counts, Counter()
        for (room_id, what), amount in counts.items():
            await self._valkey.add(_key(room_id, what, _window()), amount, seconds=KEPT_SECONDS)

    async def knocks(self, room_id: int) -> Knocks:
        """What all processes counted in the fuller of the last two windows, so that a crowd is seen
        before its window has ended."""
        return Knocks(*[await self._counted(room_id, what) for what in COUNTED])

    async def _counted(self, room_id: int, what: str) -> int:
        windows = (_window(), _window() - 1)
        return max([await self._valkey.read(_key(room_id, what, window)) for window in windows])


def _window() -> int:
    return int(time.time()) // KNOCKS_SECONDS


def _key(room_id: int, what: str, window: int) -> str:
    # The braces keep a room's counters on one shard of a cluster.
    return f"tessera:{{room:{room_id}}}:{what}:{window}"
