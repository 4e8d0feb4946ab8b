"""Dashboards over ten million tickets: made by SQL in a fresh engine, rolled up, asked over HTTP.

Triggers are off while the tickets are made; claims, payments and the ledger are left out, for no
figure is read from them. So the auditor is not asked here (`make test` does that).
"""

import asyncio
import random
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from uuid import UUID

import aiohttp
import msgspec
from rich.console import Console

from bench.house import environment_of, settings_of, start, wait_until_ready
from tessera.accounts import sessions
from tessera.accounts.model import Role
from tessera.accounts.register import register
from tessera.cli.migrate import migrate
from tessera.engines.postgres import DATABASE, PostgresEngine
from tessera.engines.valkey import ValkeyEngine
from tessera.insights.marks import mark
from tessera.insights.roll_up import roll_up_changes, roll_up_some
from tessera.kit import sql as named
from tessera.main import open_services
from tessera.services import Services
from tessera.venues.enter import enter_seat_plan
from tessera.venues.plan.generate.cinema import Band, cinema

TICKETS = 10_000_000
PLACES, ORGANIZATIONS, VENUES, TITLES = 200, 20, 60, 800
ALMOST_SOLD = 1.04
"""More shows than tickets would fill: those to come are not sold out yet."""
SHOWS_A_LOT = 2_500
ROUNDS = 25
TOUCHED = 100
PLAN = cinema(rows=10, seats_per_row=20, aisles=(), bands=(Band("regular", "Regular", 10),))
SQL = named.beside(__file__, "insight.sql")


class Asked(msgspec.Struct, frozen=True):
    """One dashboard, asked `ROUNDS` times, in milliseconds until the last byte."""

    name: str
    p50: float
    p99: float
    most: float
    bytes: int

    def line(self) -> str:
        """The figures in one line."""
        return f"{self.name}: p50 {self.p50:.1f} ms, p99 {self.p99:.1f} ms, {self.bytes:,} bytes"


class InsightFigures(msgspec.Struct, frozen=True, kw_only=True):
    """What there was, what rolling it up took, what each dashboard took."""

    tickets: int
    orders: int
    shows: int
    rows_by_hours: int
    rows_by_days: int
    roll_up_bytes: int
    make_seconds: float
    roll_up_seconds: float
    tickets_rolled_up_a_second: int
    round_of_shows: int
    round_seconds: float
    dashboards: list[Asked]


async def measure_insight(console: Console, *, tickets: int = TICKETS) -> InsightFigures:
    """Fresh engines, the tickets, the roll-up, then every dashboard from a server of its own."""
    folder = Path(tempfile.mkdtemp(prefix="tessera-bench-"))
    folder.chmod(0o711)  # the servers run as another user under root
    # Nothing of what is made need survive: what is measured is read.
    postgres = PostgresEngine(folder / "postgres", folder / "run-pg", durable=False)
    valkey = ValkeyEngine(folder / "run-valkey")
    started: list[subprocess.Popen[bytes]] = []
    try:
        postgres.start()
        valkey.start()
        url = postgres.url(DATABASE)
        await asyncio.to_thread(migrate, url)
        settings = settings_of(folder, url, valkey.url)
        async with open_services(settings, name="bench") as services:
            shows = int(tickets / PLACES * ALMOST_SOLD)
            made = await _make(services, shows)
            console.print(f"made in {made:.0f} s")
            found = await _rolled(services, shows, made=made, console=console)
            token = await _admin(services)
            start(environment_of(settings, 1), "serve", started)
            await asyncio.to_thread(wait_until_ready, settings.base_url)
            asked = await _ask(settings.base_url, token, shows)
            return msgspec.structs.replace(found, dashboards=asked)
    finally:
        for process in started:
            process.terminate()
            process.wait(15)
        valkey.stop()
        postgres.stop()
        shutil.rmtree(folder, ignore_errors=True)


async def _make(services: Services, shows: int) -> float:
    began = time.perf_counter()
    numbers = {
        "organizations": ORGANIZATIONS,
        "venues": VENUES,
        "titles": TITLES,
        "shows": shows,
        "places": PLACES,
    }
    sell = SQL["sell"].format(**numbers)
    async with services.db.pool.acquire() as connection:
        await connection.execute(SQL["house"].format(**numbers), timeout=300)
        await connection.execute("SET session_replication_role = origin")
    async with services.db.transaction() as tx:
        await enter_seat_plan(tx, 1, PLAN)
    async with services.db.pool.acquire() as connection:
        await connection.execute(SQL["shows"].format(**numbers), timeout=300)
    lots = [(first, first + SHOWS_A_LOT - 1) for first in range(1, shows + 1, SHOWS_A_LOT)]

    async def work() -> None:
        async with services.db.pool.acquire() as connection:
            await connection.execute("SET session_replication_role = replica")
            while lots:
                await connection.execute(sell, *lots.pop(0), timeout=300)
            await connection.execute("SET session_replication_role = origin")

    await asyncio.gather(work(), work())
    await services.db.pool.execute("ANALYZE orders, order_lines, tickets", timeout=300)
    return time.perf_counter() - began


async def _rolled(
    services: Services, shows: int, *, made: float, console: Console
) -> InsightFigures:
    db, began = services.db, time.perf_counter()
    await roll_up_changes(db, rest=0)
    while await _batch(services):
        continue
    took = time.perf_counter() - began
    console.print(f"rolled up in {took:.0f} s")
    again = time.perf_counter()
    async with db.transaction() as tx:
        await mark(tx, random.Random(7).sample(range(1, shows), TOUCHED))
    touched = await roll_up_changes(db, rest=0)
    round_seconds = time.perf_counter() - again
    await db.pool.execute("VACUUM ANALYZE insight_hours", timeout=300)
    await db.pool.execute("VACUUM ANALYZE insight_days", timeout=300)
    row = await db.pool.fetchrow(
        """SELECT (SELECT sum(tickets) FROM insight_hours WHERE scope = 'platform') AS tickets,
            (SELECT sum(orders) FROM insight_hours WHERE scope = 'platform') AS orders,
            (SELECT count(*) FROM insight_hours) AS hours,
            (SELECT count(*) FROM insight_days) AS days,
            pg_total_relation_size('insight_hours') + pg_total_relation_size('insight_days')
                + pg_total_relation_size('insight_shows') AS size""",
        timeout=300,
    )
    return InsightFigures(
        tickets=row["tickets"],
        orders=row["orders"],
        shows=shows,
        rows_by_hours=row["hours"],
        rows_by_days=row["days"],
        roll_up_bytes=row["size"],
        make_seconds=round(made, 1),
        roll_up_seconds=round(took, 1),
        tickets_rolled_up_a_second=round(row["tickets"] / took),
        round_of_shows=touched,
        round_seconds=round(round_seconds, 3),
        dashboards=[],
    )


async def _batch(services: Services) -> int:
    async with services.db.transaction() as tx:
        return await roll_up_some(tx)


async def _admin(services: Services) -> str:
    now = services.clock()
    async with services.db.transaction() as tx:
        admin: UUID = await register(
            tx,
            services.passwords,
            email="admin@bench.test",
            password="measuring-only",
            name="Admin",
            role=Role.ADMIN,
        )
        pair = await sessions.open_bearer(
            tx, admin, now=now, access_seconds=3600, refresh_seconds=3600, proved_at=now
        )
    return pair.access_token


def dashboards(chance: random.Random, shows: int) -> dict[str, str]:
    """One address of each kind, of something drawn by chance."""
    house = chance.randrange(ORGANIZATIONS) + 1
    venue = chance.choice([n for n in range(1, VENUES + 1) if 1 + n % ORGANIZATIONS == house])
    title = chance.choice([n for n in range(1, TITLES + 1) if 1 + n % ORGANIZATIONS == house])
    show = chance.randrange(shows // 10, shows - 10)
    api, of = "/api/v1", f"organizations/{house}/insight"
    found = {
        f"{name}, {days} days": f"{api}/{path}?period={days}"
        for days in (7, 30, 90)
        for name, path in (
            ("platform", "admin/insight"),
            ("organization", of),
            ("venue", f"{of}/venues/{venue}"),
            ("title", f"{of}/titles/{title}"),
            ("title of all", f"admin/insight/titles/{title}"),
        )
    }
    year = "?since=2026-01-01&until=2026-11-20"
    return {
        **found,
        "platform, 324 days": f"{api}/admin/insight{year}",
        "organization, 324 days": f"{api}/{of}{year}",
        "show": f"{api}/shows/{show}/insight",
        "page of the platform, 30 days": "/admin/insight",
        "page of an organization, 90 days": f"/organizer/{of}?period=90",
        "page of a show": f"/organizer/shows/{show}/insight",
    }


async def _ask(url: str, token: str, shows: int) -> list[Asked]:
    chance = random.Random(7)
    times: dict[str, list[float]] = {}
    sizes: dict[str, int] = {}
    headers = {"Authorization": f"Bearer {token}"}
    async with aiohttp.ClientSession(url, headers=headers) as client:
        for number in range(ROUNDS + 3):
            for name, path in dashboards(chance, shows).items():
                began = time.perf_counter()
                async with client.get(path) as answer:
                    body = await answer.read()
                took = (time.perf_counter() - began) * 1000
                assert answer.status == 200, (path, answer.status, body[:300])
                sizes[name] = len(body)
                if number >= 3:  # the first ones compile statements
                    times.setdefault(name, []).append(took)
    return [_asked(name, sorted(took), sizes[name]) for name, took in times.items()]


def _asked(name: str, took: list[float], size: int) -> Asked:
    p99 = took[min(len(took) - 1, round(len(took) * 0.99))]
    return Asked(name, round(took[len(took) // 2], 2), round(p99, 2), round(took[-1], 2), size)
