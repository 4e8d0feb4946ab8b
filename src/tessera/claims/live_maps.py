"""The live maps of one process, kept true by three ways: its own desk, the other processes'
deltas over Valkey, and a read of the claims every few seconds while somebody looks."""

import asyncio
import time
from collections import Counter
from collections.abc import Collection, Iterable
from contextlib import suppress
from typing import Any
from uuid import uuid4

import msgspec
import structlog

from tessera.claims.live_map import LiveMap
from tessera.claims.model import Change, ClaimState
from tessera.kit import sql as named
from tessera.kit.database import LOST
from tessera.kit.errors import TesseraError, Unavailable
from tessera.kit.figures import Times
from tessera.kit.valkey import Valkey
from tessera.shows.read import ShowShelf

sql = named.beside(__file__)
log = structlog.get_logger()

CHANNEL = "tessera:live"
WATCHED_SECONDS = 30.0
KEPT_SECONDS = 300.0
READ_EVERY_SECONDS = 2.0
PUBLISH_SECONDS = 0.05
FREED = "freed"
OUTBOX_MAX = 50_000
"""Changes kept for telling while Valkey is slow; beyond that the others heal by reading."""
CLAIMS_READ_PER_SECOND = 10_000
"""Of all maps of a process together: large halls and many shows are read less often, so that
healing costs little whatever is on sale."""

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(list[Change]).decode


class LiveMaps:
    """Maps by show, loaded when first asked for and dropped when nobody looks any more."""

    def __init__(self, pool: Any, shows: ShowShelf, valkey: Valkey, *, offset: float = 0.0) -> None:
        self._pool = pool
        self._shows = shows
        self._valkey = valkey
        self._origin = uuid4().bytes
        self._offset = offset
        self._maps: dict[int, LiveMap] = {}
        self._loading: dict[int, asyncio.Task[LiveMap]] = {}
        self._read_after: dict[int, float] = {}
        self._outbox: list[Change] = []
        self._told = asyncio.Event()
        self.full: set[int] = set()
        self.heals = Times()
        """How long it took to read the claims of a show anew."""
        self.told: Counter[tuple[int, str]] = Counter()
        """What this process changed, by show and state; whoever sums it takes it away."""

    @property
    def count(self) -> int:
        """How many shows have a map in this process."""
        return len(self._maps)

    def now(self) -> float:
        """Seconds of the database's clock, as far as this process knows it."""
        return time.time() + self._offset

    async def get(self, show_id: int) -> LiveMap:
        """The live map of a show. Raises `NotFound`, or `Unavailable` without a database."""
        live = self._maps.get(show_id)
        if live is None:
            task = self._loading.get(show_id)
            if task is None:
                task = asyncio.create_task(self._load(show_id))
                self._loading[show_id] = task
                task.add_done_callback(lambda _: self._loading.pop(show_id, None))
            live = await asyncio.shield(task)
        live.used_at = time.monotonic()
        return live

    def taken(self, show_id: int, places: Iterable[int]) -> tuple[int, ...]:
        """Those of `places` that somebody has, as far as this process knows."""
        live = self._maps.get(show_id)
        return () if live is None else live.taken(places, self.now())

    def tell(self, changes: Iterable[Change]) -> None:
        """Note what this process changed; the others hear of it in a moment.

        Nobody who buys waits for that. Where Valkey is down the others heal alone.
        """
        changes = [change for change in changes if change.places]
        if not changes:
            return
        for change in changes:
            self.told[change.show_id, change.state.value if change.state else FREED] += 1
        self._apply(changes)
        if len(self._outbox) < OUTBOX_MAX:
            self._outbox += changes
            self._told.set()

    async def run(self) -> None:
        """Listen and heal until cancelled; the life of the maps."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._valkey.listen(self._channels, self._hear))
            tasks.create_task(self._heal_forever())

    async def publish_forever(self) -> None:
        """Tell the other processes what this one changed, many changes in one message."""
        while True:
            await self._told.wait()
            self._told.clear()
            outbox, self._outbox = self._outbox, []
            await self._valkey.publish(self._by_channel(outbox))
            await asyncio.sleep(PUBLISH_SECONDS)

    def _channels(self) -> Collection[str]:
        """One for all on a single server; in a cluster one a show, spread over the shards."""
        if self._valkey.sharded:
            return [f"{CHANNEL}:{show_id}" for show_id in self._maps]
        return (CHANNEL,)

    def _by_channel(self, outbox: list[Change]) -> dict[str, bytes]:
        if not self._valkey.sharded:
            return {CHANNEL: self._origin + _encode(outbox)}
        shows: dict[int, list[Change]] = {}
        for change in outbox:
            shows.setdefault(change.show_id, []).append(change)
        return {
            f"{CHANNEL}:{show_id}": self._origin + _encode(changes)
            for show_id, changes in shows.items()
        }

    def _hear(self, message: bytes) -> None:
        if not message.startswith(self._origin):
            with suppress(msgspec.DecodeError):
                self._apply(_decode(message[len(self._origin) :]))

    def _apply(self, changes: Iterable[Change]) -> None:
        for change in changes:
            live = self._maps.get(change.show_id)
            if live is None:
                continue
            if max(change.places) >= live.capacity:
                # The show has moved to another plan: read it anew.
                del self._maps[change.show_id]
                continue
            until = change.until.timestamp() if change.until else None
            live.apply(change.places, change.state, until)
            if change.state is ClaimState.SOLD and live.available == 0:
                self.full.add(change.show_id)

    async def _load(self, show_id: int) -> LiveMap:
        for_sale = await self._shows.get(show_id)
        # A version that starts with the clock makes another process's versions unlikely here.
        live = LiveMap(for_sale.plan.capacity, version=time.time_ns() // 1_000_000)
        self._maps[show_id] = live
        try:
            await self._read(show_id, live)
        except BaseException:
            del self._maps[show_id]
            raise
        return live

    async def _read(self, show_id: int, live: LiveMap) -> None:
        live.begin_read()
        began = time.monotonic()
        try:
            row = await self._pool.fetchrow(sql["claims_of_show"], show_id)
        except LOST as error:
            raise Unavailable("the database cannot be reached", retry_after_seconds=2) from error
        places = row["places"] or ()
        for_sale = await self._shows.get(show_id)
        if for_sale.plan.capacity != live.capacity or max(places, default=0) >= live.capacity:
            # The show has moved to another plan: who asks next gets a map of that.
            self._maps.pop(show_id, None)
            return
        self._offset = row["now"].timestamp() - time.time()
        untils = [until and until.timestamp() for until in row["untils"] or ()]
        live.heal(places, row["states"] or (), untils)
        live.lapse(self.now())
        if live.available == 0:
            # Whoever saw the last place go may have died before it said so.
            self.full.add(show_id)
        self.heals.note(time.monotonic() - began)
        rows = len(places) * len(self._maps)
        pause = max(READ_EVERY_SECONDS, rows / CLAIMS_READ_PER_SECOND)
        self._read_after[show_id] = time.monotonic() + pause

    async def _heal_forever(self) -> None:
        while True:
            await asyncio.sleep(READ_EVERY_SECONDS / 4)
            now = time.monotonic()
            for show_id, live in list(self._maps.items()):
                idle = now - live.used_at
                if idle > KEPT_SECONDS:
                    del self._maps[show_id]
                    self._read_after.pop(show_id, None)
                elif idle < WATCHED_SECONDS and now >= self._read_after.get(show_id, 0):
                    try:
                        await self._read(show_id, live)
                    except TesseraError as error:
                        log.warning("live_map_not_read", show_id=show_id, error=str(error))
                        await asyncio.sleep(READ_EVERY_SECONDS)
