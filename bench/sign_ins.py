"""Holds while five hundred people sign in at the same moment: p99 with and without, in one run.

Buyers arrive at a steady rate. Those who sign in bring the right password, at the cost of a real
hash, and whoever is told to come again later does, as a browser or program would. The crowd's own
part is as cheap as it can be made, because its phones are not on the machine that sells.
"""

import asyncio
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from urllib.parse import urlsplit

import asyncpg
import msgspec

from bench.house import House
from tessera.accounts.passwords import Passwords
from tessera.kit.ids import new_id
from tessera.operations.rehearsal.buyer import PURE
from tessera.operations.rehearsal.run import Rehearsal, rehearse
from tessera.operations.rehearsal.score import Report, Spread, spread

PEOPLE = 500
PASSWORD = "measured words only"
PER_SECOND = 40.0
SECONDS = 20.0
WARM_UP_SECONDS = 5.0
PHASES = ("nobody signs in", "five hundred sign in at once") * 2
REQUEST = (
    b"POST /api/v1/auth/login HTTP/1.1\r\nhost: bench.test\r\ncontent-type: application/json\r\n"
    b"content-length: %d\r\n\r\n%b"
)
MAKE = """
INSERT INTO accounts (id, email, name, password_hash, role, status, locale, created_at)
SELECT unnest($1::uuid[]), unnest($2::text[]), 'Somebody', $3, 'customer', 'active', 'en', now()
"""


Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Crowd(msgspec.Struct, frozen=True):
    """One phase: how long the steps of a purchase took, and what became of the sign-ins."""

    phase: str
    purchases: int
    milliseconds: dict[str, Spread]
    errors: dict[str, int]
    signed_in: int
    refusals: dict[str, int]
    """Answers that were no session: 503 comes with a time to come again."""
    waited_milliseconds: Spread | None
    """From the first knock to the session."""

    def line(self) -> str:
        """The figures in one line."""
        steps = ", ".join(f"{name} {step.p99:.0f}" for name, step in self.milliseconds.items())
        waited = self.waited_milliseconds
        after = f"; {self.signed_in} signed in, p99 after {waited.p99:.0f} ms" if waited else ""
        return f"{self.phase}: {self.purchases} purchases, p99 in ms: {steps}{after}"


async def measure_sign_ins(house: House) -> list[Crowd]:
    """Every phase, in turn."""
    emails = await _make_people(house)
    await _play(house, WARM_UP_SECONDS)
    return [await _phase(house, phase, emails if phase != PHASES[0] else []) for phase in PHASES]


def hold_ratio(phases: list[Crowd]) -> float:
    """The p99 of holds in the crowd over the p99 in peace; each the better of its two phases."""
    peace, crowd = (
        min(phase.milliseconds["hold"].p99 for phase in phases if phase.phase == name)
        for name in PHASES[:2]
    )
    return round(crowd / peace, 2)


async def _make_people(house: House) -> list[str]:
    """Accounts that share one hash: making each would take as long as the measurement."""
    password_hash = await Passwords().hash(PASSWORD)
    emails = [f"somebody-{n}@bench.test" for n in range(PEOPLE)]
    connection = await asyncpg.connect(house.environment["TESSERA_DATABASE_URL"])
    try:
        await connection.execute(MAKE, [new_id() for _ in emails], emails, password_hash)
    finally:
        await connection.close()
    return emails


async def _phase(house: House, phase: str, emails: list[str]) -> Crowd:
    playing = asyncio.create_task(_play(house, SECONDS))
    # The crowd meets buyers who are there already, and does not wait in their loop.
    await asyncio.sleep(1)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as elsewhere:
        knocked = asyncio.get_running_loop().run_in_executor(elsewhere, knock, house.url, emails)
        waited, refusals = await knocked
    report = await playing
    return Crowd(
        phase=phase,
        purchases=report.purchases,
        milliseconds=report.milliseconds,
        errors=report.errors,
        signed_in=len(waited),
        refusals=dict(refusals),
        waited_milliseconds=spread(waited) if waited else None,
    )


def knock(url: str, emails: list[str]) -> tuple[list[float], Counter[str]]:
    """Everybody at once, from a process of their own: seconds until each is in, and refusals."""
    return asyncio.run(_knock(url, emails))


async def _knock(url: str, emails: list[str]) -> tuple[list[float], Counter[str]]:
    refusals: Counter[str] = Counter()
    where = urlsplit(url)
    lines = [await asyncio.open_connection(where.hostname, where.port) for _ in emails]
    crowd = zip(emails, lines, strict=True)
    waited = await asyncio.gather(*(_sign_in(line, email, refusals) for email, line in crowd))
    for _, writer in lines:
        writer.close()
    return waited, refusals


async def _sign_in(line: Line, email: str, refusals: Counter[str]) -> float:
    """Seconds until this person is in."""
    reader, writer = line
    body = msgspec.json.encode({"email": email, "password": PASSWORD})
    request = REQUEST % (len(body), body)
    began = time.monotonic()
    while True:
        writer.write(request)
        status, retry_seconds = await _answer(reader)
        if status == 200:
            return time.monotonic() - began
        refusals[str(status)] += 1
        await asyncio.sleep(retry_seconds)


async def _answer(reader: asyncio.StreamReader) -> tuple[int, float]:
    """The status, and after how many seconds to come again."""
    head = await reader.readuntil(b"\r\n\r\n")
    status = int(head[9:12])
    fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:] if b": " in line)
    await reader.readexactly(int(fields[b"content-length"]))
    return status, float(fields.get(b"retry-after", 1))


async def _play(house: House, seconds: float) -> Report:
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
