"""A crowd that asks the same thing again and again, on connections that stay open.

A whole HTTP client would cost more than what is measured; this one sends bytes that were made once
and counts complete answers. Errors are counted by their status.
"""

import asyncio
import re
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from typing import Any
from urllib.parse import urlsplit

import msgspec
import uvloop

from tessera.operations.rehearsal.score import Spread, spread

LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
SAMPLE_EVERY = 10
Question = tuple[str, str, bytes]
"""Method, path, body."""


class Crowd(msgspec.Struct, frozen=True):
    """What was answered."""

    connections: int
    answers: int
    seconds: float
    statuses: dict[str, int]
    milliseconds: Spread

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return self.answers / self.seconds

    def line(self, name: str) -> str:
        """The figures in one line."""
        late = self.milliseconds
        return f"{name}: {self.per_second:,.0f}/s, p50 {late.p50:.1f} ms, p99 {late.p99:.1f} ms"


class Asker(asyncio.Protocol):
    """One connection: the next question as soon as the answer is complete."""

    def __init__(self, request: bytes, counts: Counter[str], took: list[float]) -> None:
        self._request = request
        self._counts = counts
        self._took = took
        self._buffer = b""
        self._asked = 0.0
        self.transport: Any = None

    def connection_made(self, transport: Any) -> None:
        """Ask."""
        self.transport = transport
        self._ask()

    def data_received(self, data: bytes) -> None:
        """Count complete answers."""
        self._buffer += data
        head = self._buffer.find(b"\r\n\r\n")
        if head < 0:
            return
        found = LENGTH.search(self._buffer, 0, head)
        if len(self._buffer) < head + 4 + (int(found[1]) if found else 0):
            return
        self._counts[self._buffer[9:12].decode()] += 1
        self._took.append(time.perf_counter() - self._asked)
        self._buffer = b""
        self._ask()

    def _ask(self) -> None:
        self._asked = time.perf_counter()
        if not self.transport.is_closing():
            self.transport.write(self._request)


async def drive(url: str, what: Question, *, connections: int, seconds: float) -> Crowd:
    """Ask `what` for so long, from a process of its own."""
    asking = partial(_drive, url, what, connections=connections, seconds=seconds)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as elsewhere:
        return await asyncio.get_running_loop().run_in_executor(elsewhere, asking)


def _drive(url: str, what: Question, *, connections: int, seconds: float) -> Crowd:
    return uvloop.run(_asked(url, what, connections=connections, seconds=seconds))


async def _asked(url: str, what: Question, *, connections: int, seconds: float) -> Crowd:
    parts, (method, path, body) = urlsplit(url), what
    head = f"{method} {path} HTTP/1.1\r\nHost: {parts.netloc}\r\nUser-Agent: crowd\r\n"
    if body:
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    request = head.encode() + b"\r\n" + body
    counts: Counter[str] = Counter()
    took: list[float] = []
    loop = asyncio.get_running_loop()
    askers = [
        await loop.create_connection(
            lambda: Asker(request, counts, took), parts.hostname or "", parts.port or 80
        )
        for _ in range(connections)
    ]
    began = time.perf_counter()
    before = sum(counts.values())
    await asyncio.sleep(seconds)
    lasted = time.perf_counter() - began
    answers = sum(counts.values()) - before
    for transport, _ in askers:
        transport.close()
    return Crowd(connections, answers, lasted, dict(counts), spread(took[::SAMPLE_EVERY]))
