"""A live map: what one process believes of a show's places, one byte each.

It is a hint that heals itself: PostgreSQL decides. It answers seat-map reads, refuses hopeless
holds before they reach the database, and feeds the live stream with versioned deltas.
"""

import asyncio
import heapq
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
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
CODE_BITS = 3
CODE_MASK = (1 << CODE_BITS) - 1
JOURNAL_MAX = 8192
"""Changes kept for readers that resume; who is further behind gets a fresh snapshot."""


HINT_SECONDS = 0.2


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
        self._bell: asyncio.Event | None = None
        self._deadlines: list[tuple[float, tuple[int, ...]]] = []
        self._until: dict[int, float] = {}
        # The code of each change and its place in one number; the last one made `version`.
        self._journal: deque[int] = deque(maxlen=JOURNAL_MAX)
        self._touched: set[int] | None = None
        self._snapshot: tuple[int | None, bytes] = (None, b"")
        self._hints: dict[tuple[int, ...], tuple[int, ...]] = {}
        self._hints_until = 0.0

    @property
    def bell(self) -> asyncio.Event:
        """Rings once at the next change; made only where somebody waits for it."""
        if self._bell is None:
            self._bell = asyncio.Event()
        return self._bell

    def signs(self, now: float) -> str:
        """One sign a place: `.` free, `h` held, `p` pending, `s` sold, `x` blocked."""
        self.lapse(now)
        return self.shown_signs()

    def snapshot(self, now: float) -> bytes:
        """All of it as JSON. Thousands look between two changes, and get the same bytes."""
        self.lapse(now)
        version, body = self._snapshot
        if version != self.version:
            body = (
                f'{{"version":{self.version},"capacity":{self.capacity},'
                f'"available":{self.available},"states":"{self.shown_signs()}"}}'
            ).encode()
            self._snapshot = (self.version, body)
        return body

    def shown_signs(self) -> str:
        """The same as it was when somebody last looked at the deadlines."""
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
        known = tuple(place for place in places if 0 <= place < self.capacity)
        for place in known:
            self._set(place, code, until)
        self._watch(until, known)
        self._ring()

    def lapse(self, now: float) -> None:
        """Free what has passed its deadline; no sweep is needed for that."""
        if not self._deadlines or self._deadlines[0][0] > now:
            return
        while self._deadlines and self._deadlines[0][0] <= now:
            until, places = heapq.heappop(self._deadlines)
            for place in places:
                if self._until.get(place) == until:
                    self._set(place, FREE, None)
        self._ring()

    def hint(
        self, places: tuple[int, ...], now: float, find: Callable[[], tuple[int, ...]]
    ) -> tuple[int, ...]:
        """What `find` proposes in place of `places`. Thousands lose the same place within a
        moment and are told the same: a proposal is a hint, and good for a fifth of a second."""
        if now >= self._hints_until:
            self._hints.clear()
            self._hints_until = now + HINT_SECONDS
        found = self._hints.get(places)
        if found is None:
            found = self._hints[places] = find()
        return found

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
            self._set(place, truth[place], None)
        for place, until in deadline.items():
            if until is not None and place not in skip and self._until.get(place) != until:
                self._until[place] = until
                self._watch(until, (place,))
        if wrong:
            self._ring()
        return len(wrong)

    def since(self, version: int) -> list[Entry] | None:
        """What changed after `version`, or None where the journal does not reach back so far."""
        if version == self.version:
            return []
        oldest = self.version - len(self._journal)
        if not oldest <= version < self.version:
            return None
        # From the end: readers are seldom far behind, and the journal is long.
        changes = list(islice(reversed(self._journal), self.version - version))[::-1]
        return [
            Entry(number, change >> CODE_BITS, chr(SIGNS[change & CODE_MASK]))
            for number, change in enumerate(changes, start=version + 1)
        ]

    def _set(self, place: int, code: int, until: float | None) -> None:
        if self._touched is not None:
            self._touched.add(place)
        if until is None:
            self._until.pop(place, None)
        else:
            self._until[place] = until
        before = self.shown(place)
        if before == code:
            return
        self.states[place] = code
        self.available += (code == FREE) - (before == FREE)
        self.version += 1
        self._journal.append(place << CODE_BITS | code)

    def _watch(self, until: float | None, places: tuple[int, ...]) -> None:
        """Look at `places` again once their deadline has come."""
        if until is not None:
            heapq.heappush(self._deadlines, (until, places))

    def _ring(self) -> None:
        if self._bell is not None:
            self._bell.set()
            self._bell = None


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
