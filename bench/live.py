"""Ten thousand people who follow one show: how soon a change reaches them, and what they cost.

One server process. The readers live in a process of their own and note when each change arrived;
both read the same monotonic clock. A change is a hold: it counts from the moment it was asked for.
"""

import asyncio
import itertools
import re
import time
from array import array
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import Manager, get_context
from threading import Event
from typing import Any
from urllib.parse import urlsplit

import httpx
import msgspec
import uvloop

from bench.house import House
from bench.processes import memory_of
from tessera.operations.rehearsal.score import Spread, spread

READERS = 10_000
OPENING_AT_ONCE = 200
CHANGES_PER_SECOND = 4.0
SECONDS = 20.0
SETTLE_SECONDS = 3.0
ALL_THERE_SECONDS_MAX = 120.0
CHANGED = re.compile(rb'\[(\d+),"h"\]')


class Following(msgspec.Struct, frozen=True):
    """What came of it. `reached` of `readers * changes` arrivals were seen."""

    readers: int
    changes: int
    reached: int
    milliseconds: Spread
    server_mib_before: float
    server_mib: float
    poll_told: int
    """Readers beyond the bound of a process, who were told to poll."""

    def line(self) -> str:
        """The figures in one line."""
        late = self.milliseconds
        return (
            f"{self.readers} streams: {self.changes} changes reached {self.reached} of "
            f"{self.readers * self.changes}, p50 {late.p50:.0f} ms, p99 {late.p99:.0f} ms, "
            f"highest {late.highest:.0f} ms; "
            f"server {self.server_mib_before:.0f} -> {self.server_mib:.0f} MiB"
        )


class Reader(asyncio.Protocol):
    """One stream; `seen` is shared by all and says what a frame is about."""

    def __init__(self, request: bytes, arrivals: dict[int, "array[float]"]) -> None:
        self._request = request
        self._arrivals = arrivals
        self.answered = asyncio.Event()
        self.told_to_poll = False

    def connection_made(self, transport: Any) -> None:
        """Ask."""
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        """Note what has arrived; frames of a few bytes are not cut in two."""
        if not self.answered.is_set():
            self.told_to_poll = b"event: poll" in data
            if self.told_to_poll or b"event: snapshot" in data:
                self.answered.set()
        now = time.monotonic()
        for place in places_in(data):
            self._arrivals.setdefault(place, array("d")).append(now)


_known: dict[bytes, list[int]] = {}


def places_in(data: bytes) -> list[int]:
    """The places that a frame says are held; looked for once in all equal frames."""
    found = _known.get(data)
    if found is None:
        if len(_known) > 1000:
            _known.clear()
        delta = b"event: delta" in data
        found = _known[data] = [int(p) for p in CHANGED.findall(data)] if delta else []
    return found


async def measure_live(house: House, readers: int = READERS) -> Following:
    """Open the streams, change the show for a while, close them."""
    before = memory_of(house.tiers["server"])
    with Manager() as manager, ProcessPoolExecutor(1, mp_context=get_context("spawn")) as aside:
        ready, done = manager.Event(), manager.Event()
        loop = asyncio.get_running_loop()
        path = f"/api/v1/shows/{house.shows[0]}/live"
        following = loop.run_in_executor(
            aside,
            partial(follow, url=house.url, path=path, readers=readers, ready=ready, done=done),
        )
        await asyncio.to_thread(ready.wait, ALL_THERE_SECONDS_MAX)
        asked = await _change(house)
        during = memory_of(house.tiers["server"])
        await asyncio.sleep(SETTLE_SECONDS)
        done.set()
        arrivals, told_to_poll = await following
    late = [
        at - asked[place] for place, times in arrivals.items() for at in times if place in asked
    ]
    return Following(
        readers=readers,
        changes=len(asked),
        reached=len(late),
        milliseconds=spread(late),
        server_mib_before=round(before, 1),
        server_mib=round(during, 1),
        poll_told=told_to_poll,
    )


async def _change(house: House) -> dict[int, float]:
    """Hold one place after the other; when each was asked for."""
    asked: dict[int, float] = {}
    path = f"{house.url}/api/v1/shows/{house.shows[0]}/holds"
    until = time.monotonic() + SECONDS
    async with httpx.AsyncClient(timeout=30) as client:
        for place in itertools.count():
            began = time.monotonic()
            if began >= until:
                return asked
            asked[place] = began
            (await client.post(path, json={"places": [place]})).raise_for_status()
            await asyncio.sleep(max(0.0, began + 1 / CHANGES_PER_SECOND - time.monotonic()))
    return asked


def follow(
    *, url: str, path: str, readers: int, ready: Event, done: Event
) -> tuple[dict[int, "array[float]"], int]:
    """The readers' process: when each place was seen by whom, and how many were sent away."""
    return uvloop.run(_follow(url=url, path=path, readers=readers, ready=ready, done=done))


async def _follow(
    *, url: str, path: str, readers: int, ready: Event, done: Event
) -> tuple[dict[int, "array[float]"], int]:
    arrivals: dict[int, array[float]] = {}
    where = urlsplit(url)
    host, port = where.hostname or "", where.port or 80
    request = f"GET {path} HTTP/1.1\r\nHost: {where.netloc}\r\n\r\n".encode()
    loop = asyncio.get_running_loop()
    all_of_them: list[Reader] = []
    while len(all_of_them) < readers:
        some = min(OPENING_AT_ONCE, readers - len(all_of_them))
        opened = await asyncio.gather(
            *(
                loop.create_connection(lambda: Reader(request, arrivals), host, port)
                for _ in range(some)
            )
        )
        all_of_them += [reader for _, reader in opened]
    async with asyncio.timeout(ALL_THERE_SECONDS_MAX):
        for reader in all_of_them:
            await reader.answered.wait()
    ready.set()
    await asyncio.to_thread(done.wait, SECONDS * 3)
    return arrivals, sum(reader.told_to_poll for reader in all_of_them)
