"""Purchases while a receiver of webhooks hangs: p99 of each step, with and without, in one run.

Buyers arrive at a steady rate, so that a slower server would show in the latencies and not in the
rate. Phases take turns, so that the machine's mood falls on all of them alike.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

import httpx
import msgspec

from bench.house import House
from tessera.operations.rehearsal.buyer import PURE
from tessera.operations.rehearsal.run import Rehearsal, rehearse
from tessera.operations.rehearsal.score import Report, Spread, spread

HANGS_SECONDS = 60.0
PURCHASES = 1_000
PER_SECOND = 60.0
PHASES = ("nobody is told", "one receiver hangs") * 2
DRAIN_SECONDS_MAX = 60.0


class Isolation(msgspec.Struct, frozen=True):
    """One phase: how long the steps of a purchase took, and how soon the quick receiver knew."""

    phase: str
    purchases: int
    milliseconds: dict[str, Spread]
    told: int
    told_after_milliseconds: Spread | None
    hanging_at_once: int
    errors: dict[str, int]

    def line(self) -> str:
        """The figures in one line."""
        steps = ", ".join(f"{name} {step.p99:.0f}" for name, step in self.milliseconds.items())
        told = self.told_after_milliseconds
        after = f"; {self.told} told, p99 after {told.p99:.0f} ms" if told else ""
        return f"{self.phase}: {self.purchases} purchases, p99 in ms: {steps}{after}"


class Receivers:
    """Two machines of an organizer: one answers, one takes a minute."""

    def __init__(self) -> None:
        self.delays: list[float] = []
        self.hanging = 0
        self.hanging_most = 0

    async def quick(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take a message and say so; note how old it is."""
        told = json.loads(await _body(reader))
        at = datetime.fromisoformat(told["timestamp"]).timestamp()
        self.delays.append(time.time() - at)
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
        await writer.drain()
        writer.close()

    async def slow(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take a message and keep silent until the sender has gone, a minute at most."""
        await _body(reader)
        self.hanging += 1
        self.hanging_most = max(self.hanging_most, self.hanging)
        try:
            await asyncio.wait_for(reader.read(), HANGS_SECONDS)
        except TimeoutError:
            pass
        finally:
            self.hanging -= 1
            writer.close()


async def _body(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    size = next(
        int(line.split(b":")[1])
        for line in head.split(b"\r\n")
        if line.lower().startswith(b"content-length:")
    )
    return await reader.readexactly(size)


@asynccontextmanager
async def listening(receivers: Receivers) -> AsyncIterator[list[str]]:
    """The addresses of both."""
    servers = [
        await asyncio.start_server(talk, "127.0.0.1", 0)
        for talk in (receivers.quick, receivers.slow)
    ]
    yield [f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/" for server in servers]
    for server in servers:
        server.close()


async def measure_isolation(house: House) -> list[Isolation]:
    """Every phase, in turn."""
    headers = {"Authorization": f"Bearer {house.token}"}
    found = []
    async with httpx.AsyncClient(base_url=f"{house.url}/api/v1", headers=headers) as owner:
        await play(house, seconds=5)
        for phase in PHASES:
            receivers = Receivers()
            async with listening(receivers) as urls:
                urls = urls if phase != PHASES[0] else []
                endpoints = [await _endpoint(owner, house, url) for url in urls]
                found.append(await _phase(house, phase, receivers, told=bool(urls)))
                for path in endpoints:
                    (await owner.delete(path)).raise_for_status()
    return found


async def _endpoint(owner: httpx.AsyncClient, house: House, url: str) -> str:
    path = f"/organizations/{house.organization_id}/webhook-endpoints"
    answer = await owner.post(path, json={"url": url, "types": ["order.paid"]})
    return f"/webhook-endpoints/{answer.raise_for_status().json()['id']}"


async def _phase(house: House, phase: str, receivers: Receivers, *, told: bool) -> Isolation:
    report = await play(house, seconds=PURCHASES / PER_SECOND)
    deadline = time.monotonic() + DRAIN_SECONDS_MAX
    waiting = told
    while waiting and time.monotonic() < deadline:
        waiting = len(receivers.delays) < report.purchases
        await asyncio.sleep(0.1)
    return Isolation(
        phase=phase,
        purchases=report.purchases,
        milliseconds=report.milliseconds,
        told=len(receivers.delays),
        told_after_milliseconds=spread(receivers.delays) if receivers.delays else None,
        hanging_at_once=receivers.hanging_most,
        errors=report.errors,
    )


async def play(house: House, *, seconds: float) -> Report:
    """Purchases at a steady rate."""
    return await rehearse(
        Rehearsal(
            url=house.url,
            shows=house.shows,
            seconds=seconds,
            concurrency=None,
            arrivals_per_second=PER_SECOND,
            mix=PURE,
            seed=time.time_ns(),
        )
    )
