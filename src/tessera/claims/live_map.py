"""A live map: what one process believes of a show's places, one byte each.

It is a hint that heals itself: PostgreSQL decides. It answers seat-map reads, refuses hopeless
holds before they reach the database, and feeds the live stream with versioned deltas.
"""

import asyncio
import heapq
from collections import deque
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tessera.claims.model import ClaimState

FREE = 0
PENCILLED = 5
"""Proposed to somebody a moment ago and still being decided: free to see, not to propose again."""
CODES: dict[ClaimState | None, int] = {
    None: FREE,
    ClaimState.HELD: 1,
    ClaimState.PENDING: 2,
    ClaimState.SOLD: 3,
    ClaimState.BLOCKED: 4,
}
SIGNS = b".hpsx"
_TO_SIGNS = SIGNS + SIGNS[FREE : FREE + 1] * (256 - len(SIGNS))
_RUBBED_OUT = bytes(FREE if code == PENCILLED else code for code in range(256))
JOURNAL_MAX = 8192
"""Changes kept for readers that resume; who is further behind gets a fresh snapshot."""


class Entry(NamedTuple):
    """One place changed: the map's version after it, the place, its new sign."""

    version: int
    place: int
    sign: str


class LiveMap:
    """States and deadlines of one show's places. Times are seconds of the database's clock."""

    def __init__(self, capacity: int, *, version: int = 0) -> None:
        self.capacity = capacity
        self.states = bytearray(capacity)
        self.available = capacity
        self.version = version
        self.used_at = 0.0
        self.bell = asyncio.Event()
        self._deadlines: list[tuple[float, int]] = []
        self._until: dict[int, float] = {}
        self._journal: deque[Entry] = deque(maxlen=JOURNAL_MAX)
        self._touched: set[int] | None = None

    def signs(self, now: float) -> str:
        """One sign a place: `.` free, `h` held, `p` pending, `s` sold, `x` blocked."""
        self.lapse(now)
        return self.states.translate(_TO_SIGNS).decode("ascii")

    def shown(self, place: int) -> int:
        """The state of a place as people see it; an index into `SIGNS`."""
        code = self.states[place]
        return FREE if code == PENCILLED else code

    def pencil(self, places: Iterable[int]) -> None:
        """Keep others of this process from being proposed what one buyer is being asked about."""
        for place in places:
            if self.states[place] == FREE:
                self.states[place] = PENCILLED

    def rub_out(self, places: Iterable[int]) -> None:
        """The decision is there; what was not taken can be proposed again."""
        for place in places:
            if self.states[place] == PENCILLED:
                self.states[place] = FREE

    def taken(self, places: Iterable[int], now: float) -> tuple[int, ...]:
        """Those of `places` that somebody has, as far as this process knows."""
        self.lapse(now)
        return tuple(place for place in places if self.shown(place) != FREE)

    def apply(
        self, places: Iterable[int], state: ClaimState | None, until: float | None = None
    ) -> None:
        """Note that `places` turned to `state`."""
        code = CODES[state]
        for place in places:
            if 0 <= place < self.capacity:
                self._set(place, code, until)
        self._ring()

    def lapse(self, now: float) -> None:
        """Free what has passed its deadline; no sweep is needed for that."""
        if not self._deadlines or self._deadlines[0][0] > now:
            return
        while self._deadlines and self._deadlines[0][0] <= now:
            until, place = heapq.heappop(self._deadlines)
            if self._until.get(place) == until:
                self._set(place, FREE, None)
        self._ring()

    def begin_read(self) -> None:
        """A read of the truth starts: remember what changes until it is back."""
        self._touched = set()

    def heal(
        self, places: Sequence[int], states: Sequence[str], untils: Sequence[float | None]
    ) -> int:
        """Take over the truth that was read; answers how many places were wrong.

        Places that changed while the read was under way are left to the next one.
        """
        skip, self._touched = self._touched or set(), None
        truth = bytearray(self.capacity)
        deadline: dict[int, float | None] = {}
        for place, state, until in zip(places, states, untils, strict=True):
            truth[place] = CODES[ClaimState(state)]
            deadline[place] = until
        seen = self.states.translate(_RUBBED_OUT)
        wrong = [place for place in _differences(seen, truth) if place not in skip]
        for place in wrong:
            self._set(place, truth[place], deadline.get(place))
        for place, until in deadline.items():
            if until is not None and place not in skip and self._until.get(place) != until:
                self._set_deadline(place, until)
        if wrong:
            self._ring()
        return len(wrong)

    def since(self, version: int) -> list[Entry] | None:
        """What changed after `version`, or None where the journal does not reach back so far."""
        if version == self.version:
            return []
        oldest = self._journal[0].version if self._journal else self.version + 1
        if not oldest - 1 <= version < self.version:
            return None
        return [entry for entry in self._journal if entry.version > version]

    def _set(self, place: int, code: int, until: float | None) -> None:
        if self._touched is not None:
            self._touched.add(place)
        before = self.shown(place)
        self._set_deadline(place, until)
        if before == code:
            return
        self.states[place] = code
        self.available += (code == FREE) - (before == FREE)
        self.version += 1
        self._journal.append(Entry(self.version, place, chr(SIGNS[code])))

    def _set_deadline(self, place: int, until: float | None) -> None:
        if until is None:
            self._until.pop(place, None)
            return
        self._until[place] = until
        heapq.heappush(self._deadlines, (until, place))

    def _ring(self) -> None:
        self.bell.set()
        self.bell = asyncio.Event()


def _differences(ours: bytearray, truth: bytearray) -> list[int]:
    """Places where two maps differ; equal stretches are skipped a kilobyte at a time."""
    step = 1024
    return [
        place
        for start in range(0, len(ours), step)
        if ours[start : start + step] != truth[start : start + step]
        for place in range(start, min(start + step, len(ours)))
        if ours[place] != truth[place]
    ]
