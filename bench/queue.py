"""A million visitors on one node: numbers, tickets, draw and admissions, and the polls of all.

Nothing is left out: numbers come from PostgreSQL (fsync on), every ticket is signed and verified
(Ed25519), the draw orders all of them, and every admission is a row. What a thousand people inside
would take minutes for is ended at once, so that the next can come in. Then real HTTP: arrivals at
the server, and the polled document through nginx with the configuration that is deployed.
"""

import asyncio
import os
import resource
import tempfile
import time
from collections.abc import AsyncIterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import asyncpg
import msgspec

from bench.crowd import Crowd, drive
from bench.house import House
from bench.ports import free_port
from tessera.engines.nginx import NginxEngine, find_nginx
from tessera.kit.ids import new_id
from tessera.main import open_services
from tessera.services import Services
from tessera.settings import load
from tessera.waiting_room.model import Admit, Admitted, Lane, Phase, QueuePlace, Room, TakeNumber
from tessera.waiting_room.set_up import NewRoom, set_up
from tessera.waiting_room.tokens import place_tokens
from tessera.waiting_room.turn_phase import turn_phase

VISITORS = 1_000_000
AT_ONCE = 20_000
"""Visitors in flight at a time; the desk's queue has a bound."""
INSIDE = 50_000
CROWD_SECONDS = 10.0
CONNECTIONS = 64
TEMPLATE = Path(__file__).parent.parent / "deploy" / "nginx" / "nginx.conf.template"
END_TURNS = """UPDATE admissions SET ended_at = now(), ended_by = 'left'
WHERE room_id = $1 AND ended_at IS NULL"""
CALL = "UPDATE waiting_lanes SET serving = $2 WHERE room_id = $1 AND lane = 'main'"


class Step(msgspec.Struct, frozen=True):
    """One thing done for everybody."""

    name: str
    visitors: int
    seconds: float
    statements: int = 0

    @property
    def per_second(self) -> float:
        """Visitors a second."""
        return self.visitors / self.seconds

    def line(self) -> str:
        """The figures in one line."""
        said = f"{self.name}: {self.visitors:,} in {self.seconds:.1f} s, {self.per_second:,.0f}/s"
        return f"{said}, {self.statements:,} statements" if self.statements else said


class QueueFigures(msgspec.Struct, frozen=True):
    """All that was measured."""

    steps: list[Step]
    crowds: dict[str, Crowd]
    memory_mib: float
    """The most that the process held that took numbers, drew and admitted."""
    admitted_twice: int
    poll_seconds: float | None
    """How often a million can ask, by what nginx answered here."""


async def measure_queue(house: House, visitors: int = VISITORS) -> QueueFigures:
    """Every step, in the order in which a visitor meets them."""
    settings = load({k: v for k, v in house.environment.items() if k.startswith("TESSERA_")})
    steps: list[Step] = []
    async with open_services(settings, name="bench-queue") as services:
        room = await make_room(services, house, Phase.GATHERING)
        steps.append(await take_numbers(services, room, visitors))
        room = await turn(services, room, Phase.OPEN)
        began = time.perf_counter()
        ranks = await services.rooms.draws.ranks(room, Lane.MAIN)
        steps.append(Step("drawn", len(ranks), time.perf_counter() - began))
        steps += await sign_and_verify(settings.secret, room.id, visitors)
        admitted, step = await admit_all(services, room, list(ranks))
        steps.append(step)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        await turn(services, room, Phase.CLOSED)
        other = await make_room(services, house, Phase.OPEN)
    crowds = await crowds_of(house, other.id)
    polls = crowds.get("polls through nginx")
    return QueueFigures(
        steps,
        crowds,
        round(memory, 1),
        admitted - visitors,
        round(1_000_000 / polls.per_second, 1) if polls else None,
    )


async def make_room(services: Services, house: House, phase: Phase) -> Room:
    """A room before one show."""
    opens = services.clock() + timedelta(hours=1)
    new = NewRoom(name="A million", show_ids=(house.shows[0],), opens_at=opens, inside_max=INSIDE)
    async with services.db.transaction() as tx:
        room = await set_up(tx, services.vault, house.organization_id, new=new)
    return await turn(services, room, phase)


async def turn(services: Services, room: Room, phase: Phase) -> Room:
    """Turn the room."""
    async with services.db.transaction() as tx:
        return await turn_phase(tx, services.vault, room.id, becomes=phase)


async def take_numbers(services: Services, room: Room, visitors: int) -> Step:
    """Everybody takes a number, one by one, as far as the desk knows."""
    desk, want = services.rooms.desk, TakeNumber(room.id, Lane.MAIN)
    began = time.perf_counter()
    for first in range(0, visitors, AT_ONCE):
        size = min(AT_ONCE, visitors - first)
        numbers = await asyncio.gather(*(desk.numbers.submit(want) for _ in range(size)))
        assert sorted(n for n in numbers if n) == list(range(first + 1, first + size + 1))
    seconds = time.perf_counter() - began
    return Step("numbers taken", visitors, seconds, desk.numbers.batches)


async def sign_and_verify(secret: str, room_id: int, visitors: int) -> list[Step]:
    """Every ticket signed, then every one verified, on all cores."""
    cores = os.cpu_count() or 1
    shares = [(secret, room_id, n, visitors, cores) for n in range(1, cores + 1)]
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor(cores, mp_context=get_context("spawn")) as pool:
        await asyncio.gather(
            *(loop.run_in_executor(pool, sign, (secret, 1, 1, 1, 1)) for _ in shares)
        )
        began = time.perf_counter()
        signed = await asyncio.gather(*(loop.run_in_executor(pool, sign, s) for s in shares))
        between = time.perf_counter()
        right = await asyncio.gather(
            *(loop.run_in_executor(pool, check, secret, tickets) for tickets in signed)
        )
        ended = time.perf_counter()
    assert sum(right) == visitors, "every ticket is verified"
    return [
        Step("tickets signed", visitors, between - began),
        Step("tickets verified", visitors, ended - between),
    ]


def sign(share: tuple[str, int, int, int, int]) -> list[str]:
    """The tickets of every n-th visitor."""
    secret, room_id, first, visitors, step = share
    tokens = place_tokens(secret)
    numbers = range(first, visitors + 1, step)
    return [tokens.seal(QueuePlace(room_id, Lane.MAIN, n, UUID(int=n), 0)) for n in numbers]


def check(secret: str, tickets: list[str]) -> int:
    """How many of these hold."""
    tokens = place_tokens(secret)
    return sum(tokens.open(ticket) is not None for ticket in tickets)


async def admit_all(services: Services, room: Room, ranks: list[int]) -> tuple[int, Step]:
    """Everybody is called and goes in, as many at a time as there is room inside."""
    desk = services.rooms.desk
    by_rank = [0] * len(ranks)
    for n, rank in enumerate(ranks, start=1):
        by_rank[rank - 1] = n
    owner = await asyncpg.connect(services.settings.database_url)
    seconds = 0.0
    try:
        for first in range(0, len(ranks), INSIDE):
            ready = by_rank[first : first + INSIDE]
            await owner.execute(CALL, room.id, first + len(ready))
            began = time.perf_counter()
            for at in range(0, len(ready), AT_ONCE // 4):
                part = ready[at : at + AT_ONCE // 4]
                asked = [
                    Admit(QueuePlace(room.id, Lane.MAIN, n, uuid4(), 0), first + at + i, new_id())
                    for i, n in enumerate(part, start=1)
                ]
                came = await asyncio.gather(*(desk.admissions.submit(each) for each in asked))
                assert all(isinstance(one, Admitted) for one in came)
            seconds += time.perf_counter() - began
            await owner.execute(END_TURNS, room.id)
        count: int = await owner.fetchval("SELECT count(*) FROM admissions")
    finally:
        await owner.close()
    return count, Step("admitted", len(ranks), seconds, desk.admissions.batches)


async def crowds_of(house: House, room_id: int) -> dict[str, Crowd]:
    """Arrivals and polls over real HTTP; the polls through nginx too, where it is installed."""
    path = f"/api/v1/waiting-rooms/{room_id}"
    post = ("POST", f"{path}/places", b"{}")
    poll = ("GET", path, b"")
    ask = partial(drive, connections=CONNECTIONS, seconds=CROWD_SECONDS)
    crowds = {
        "arrivals": await ask(house.url, post),
        "polls at the server": await ask(house.url, poll),
    }
    if find_nginx() is not None:
        async with in_front_of(house) as url:
            crowds["polls through nginx"] = await ask(url, poll)
    return crowds


@asynccontextmanager
async def in_front_of(house: House) -> AsyncIterator[str]:
    """nginx as it is deployed, before the house's server."""
    with tempfile.TemporaryDirectory(prefix="tessera-nginx-") as folder:
        Path(folder).chmod(0o755)
        port = urlsplit(house.url).port or 80
        nginx = NginxEngine(TEMPLATE, Path(folder) / "run", port=free_port(), ports=[port])
        nginx.start()
        try:
            yield nginx.url
        finally:
            nginx.stop()
