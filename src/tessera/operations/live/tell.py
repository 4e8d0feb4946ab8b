"""Tell what this process did in the last seconds: one small row in PostgreSQL.

Not in Valkey: whoever looks at this page looks because something is wrong, and a lost Valkey is
one of those things. While PostgreSQL is away nothing is sold; what was counted meanwhile is told
afterwards.
"""

import asyncio
import socket
from collections import Counter
from datetime import timedelta

import asyncpg
import msgspec
import structlog

from tessera.kit import sql as named
from tessera.kit.database import LOST
from tessera.operations.live.model import DEEDS, SHOWS_MAX, SLOT_SECONDS, STEPS, Told
from tessera.services import Services

log = structlog.get_logger()
sql = named.beside(__file__)

SLOT = timedelta(seconds=SLOT_SECONDS)


class Teller:
    """Remembers how far this process has told."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._steps: dict[str, list[int]] = {}
        self._refusals: Counter[str] = Counter()
        self._process = f"{socket.gethostname()}/{services.seat.name}"

    async def tell(self) -> bool:
        """Tell what has happened since the last time; whether there was room for it now."""
        steps, refusals = self._counted()
        shows = dict(self._services.maps.told)
        told = Told(
            shows=_by_show(shows),
            steps=_since(steps, self._steps),
            refusals=dict(refusals - self._refusals),
            streams=self._services.broadcasts.readers,
        )
        if not told.empty:
            body = msgspec.json.encode(told).decode()
            pool = self._services.db.pool
            if await pool.fetchval(sql["tell"], SLOT, self._process, body) is None:
                return False  # this slot has a row already: the next one tells all of it
            await pool.execute(sql["forget"])
        self._steps, self._refusals = steps, refusals
        for key, count in shows.items():
            self._services.maps.told[key] -= count
            if not self._services.maps.told[key]:
                del self._services.maps.told[key]
        return True

    def _counted(self) -> tuple[dict[str, list[int]], Counter[str]]:
        tallies = self._services.tallies
        steps: dict[str, list[int]] = {}
        routes = {route: step for step, route in STEPS.items()}
        for (method, route, _), times in tallies.requests.items():
            if method == "POST" and (step := routes.get(route)):
                kept = steps.setdefault(step, [0] * len(times.counts))
                steps[step] = [a + b for a, b in zip(kept, times.counts, strict=True)]
        refusals: Counter[str] = Counter()
        for (code, _), count in tallies.refusals.items():
            refusals[code] += count
        return steps, refusals


def _by_show(told: dict[tuple[int, str], int]) -> dict[str, dict[str, int]]:
    shows: dict[int, dict[str, int]] = {}
    for (show_id, state), count in told.items():
        if deed := DEEDS.get(state):
            shows.setdefault(show_id, {})[deed] = count
    busiest = sorted(shows.items(), key=lambda item: -sum(item[1].values()))
    found = {str(show_id): deeds for show_id, deeds in busiest[:SHOWS_MAX]}
    others: Counter[str] = Counter()
    for _, deeds in busiest[SHOWS_MAX:]:
        others.update(deeds)
    return found | {"": dict(others)} if others else found


def _since(now: dict[str, list[int]], before: dict[str, list[int]]) -> dict[str, list[int]]:
    found = {}
    for step, counts in now.items():
        old = before.get(step, [0] * len(counts))
        new = [a - b for a, b in zip(counts, old, strict=True)]
        if any(new):
            found[step] = new
    return found


async def tell_forever(services: Services) -> None:
    """Tell every few seconds, for ever."""
    teller = Teller(services)
    while True:
        await asyncio.sleep(SLOT_SECONDS)
        try:
            await teller.tell()
        except (*LOST, asyncpg.PostgresError) as error:
            log.warning("sale_not_told", error=repr(error))
