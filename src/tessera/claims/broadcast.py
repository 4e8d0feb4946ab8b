"""Broadcasts: what changes on a live map, written once and sent to everybody who follows the show.

A show that is followed has one `Channel` in the process. It looks at the map at most five times a
second and turns what changed into one frame, as server-sent events have them (WHATWG HTML, 9.2).
Ten thousand readers wait for the same bell and send the same bytes. Who is behind gets the frames
since, and who is too far behind a snapshot, so a slow reader costs nobody else anything.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import msgspec
import structlog

from tessera.claims.live_map import LiveMap
from tessera.kit.errors import TesseraError

log = structlog.get_logger()

PAUSE_SECONDS = 0.2
"""Between two frames of a show: five a second at most."""
PING_SECONDS = 15.0
FRAMES_MAX = 64
"""Frames kept for readers who are still busy with an earlier one."""
STILL_HERE = b": still here\n\n"

Look = Callable[[], Awaitable[tuple[LiveMap, str]]]
"""The show's map as it is now, lapsed, and the show's status."""


class Channel:
    """One show as its readers see it: at one version and status, which move on for all of them."""

    def __init__(self, live: LiveMap, status: str) -> None:
        self.readers = 0
        self.ended = False
        self.status = status
        self.bell = asyncio.Event()
        """Rings once: at the next frame, the next status or sign of life. Then there is another."""
        self._frames: deque[tuple[int, bytes]] = deque(maxlen=FRAMES_MAX)
        self._snapshot: bytes | None = None
        self._take_over(live)

    def since(self, version: int | None) -> bytes:
        """What a reader at `version` has to be sent to be at `self.version`; empty where it is."""
        if version == self.version:
            return b""
        missed: list[bytes] = []
        for start, sent in reversed(self._frames):
            missed.append(sent)
            if start == version:
                return b"".join(reversed(missed))
        return self._from_journal(version) or self.snapshot()

    def snapshot(self) -> bytes:
        """The whole show, written when the first asks for it at this version."""
        if self._snapshot is None:
            facts = {
                "version": self.version,
                "states": self._signs,
                "available": self._available,
            }
            self._snapshot = frame("snapshot", facts, self.version)
        return self._snapshot

    def end(self) -> None:
        """Let every reader go."""
        self.ended = True
        self.bell.set()

    def look(self, live: LiveMap, status: str) -> None:
        """Take over what has changed, and wake everybody who follows."""
        self.status = status
        start, entries = self.version, None
        if live is self._live:
            entries = live.since(start)
        else:
            # The show has moved to another plan: nothing leads from the old map to this one.
            self._frames.clear()
        if live is not self._live or start != live.version:
            self._take_over(live)
            if entries:
                latest = {entry.place: entry.sign for entry in entries}
                self._frames.append((start, self._delta(start, latest)))
        bell, self.bell = self.bell, asyncio.Event()
        bell.set()

    async def change(self) -> None:
        """Wait until there is something to look at, or for as long as readers may hear nothing."""
        bell = self._live.bell  # before the look at the version: what comes between rings it
        if self.version == self._live.version:
            with suppress(TimeoutError):
                async with asyncio.timeout(PING_SECONDS):
                    await bell.wait()

    def _take_over(self, live: LiveMap) -> None:
        self._live = live
        self._signs, self._available = live.shown_signs(), live.available
        self.version, self._snapshot = live.version, None

    def _from_journal(self, version: int | None) -> bytes | None:
        """For who comes back after a pause: changes that the map still knows."""
        if version is None or version > self.version:
            return None
        entries = self._live.since(version)
        if entries is None:
            return None
        latest = {entry.place: entry.sign for entry in entries if entry.version <= self.version}
        return self._delta(version, latest)

    def _delta(self, start: int, latest: dict[int, str]) -> bytes:
        facts = {
            "from_version": start,
            "version": self.version,
            "changes": list(latest.items()),
            "available": self._available,
        }
        return frame("delta", facts, self.version)


class Broadcasts:
    """The channels of one process, each kept while somebody follows its show."""

    def __init__(self, readers_max: int) -> None:
        self._readers_max = readers_max
        self._channels: dict[int, Channel] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._ended = False
        self.readers = 0

    @property
    def full(self) -> bool:
        """Whether as many follow as this process can serve: the others poll."""
        return self._ended or self.readers >= self._readers_max

    def end(self) -> None:
        """This process stops: readers go, to come back to another one; newcomers are told to poll.

        A stream never ends by itself, and the server would wait for it until it is killed.
        """
        self._ended = True
        for channel in self._channels.values():
            channel.end()

    @asynccontextmanager
    async def follow(self, show_id: int, look: Look) -> AsyncIterator[Channel]:
        """The show's channel, for as long as the block lasts. Raises what `look` raises."""
        channel = self._channels.get(show_id)
        if channel is None:
            live, status = await look()
            channel = self._channels.setdefault(show_id, Channel(live, status))
            if not channel.readers:
                task = asyncio.create_task(self._drive(show_id, channel, look))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
        channel.readers += 1
        self.readers += 1
        try:
            yield channel
        finally:
            channel.readers -= 1
            self.readers -= 1

    async def _drive(self, show_id: int, channel: Channel, look: Look) -> None:
        """Look at the map when it has changed, while anybody follows."""
        try:
            while channel.readers:
                await channel.change()
                try:
                    channel.look(*await look())
                except TesseraError as error:
                    log.warning("broadcast_paused", show_id=show_id, error=str(error))
                await asyncio.sleep(PAUSE_SECONDS)
        finally:
            self._channels.pop(show_id, None)


async def frames(channel: Channel, resumed: int | None) -> AsyncIterator[bytes]:
    """What one reader is sent, from `resumed` on where the map still knows the way from there."""
    status, version = "", resumed
    while not channel.ended:
        told = b"" if status == channel.status else frame("status", {"status": channel.status})
        status, bell = channel.status, channel.bell
        sent = told + channel.since(version)
        version = channel.version
        yield sent or STILL_HERE
        await bell.wait()


def frame(event: str, facts: dict[str, Any], version: int | None = None) -> bytes:
    """One event as it goes over the wire; JSON has no line ends of its own."""
    number = b"" if version is None else b"id: %d\n" % version
    return b"%sevent: %s\ndata: %s\n\n" % (number, event.encode(), msgspec.json.encode(facts))
