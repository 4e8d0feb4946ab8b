"""How often shows were looked at and places were held: counted in each process, written together.

No statement of a sale knows of it. A process counts in memory and writes every few seconds, so one
that is killed loses these seconds: views and holds are told as what they are, close to the truth.
Nothing is kept of who it was.
"""

import asyncio
import re
from collections import Counter
from typing import Any

import structlog

from tessera.kit.database import LOST

log = structlog.get_logger()

WRITE_SECONDS = 5.0
SHOWS_MAX = 20_000
"""Shows that were looked at between two writes; beyond it nothing more is counted until then."""
MACHINES = re.compile(
    r"bot|crawl|spider|slurp|preview|monitor|curl|wget|python|go-http", re.IGNORECASE
)
"""Readers that say themselves that nobody looks (and link previews); others cannot be told."""
WRITE = """INSERT INTO insight_seen (show_id, at, viewed, held)
SELECT n.show_id, tessera_now(), n.viewed, n.held
FROM unnest($1::bigint[], $2::integer[], $3::integer[]) AS n (show_id, viewed, held)"""


class Visits:
    """What was counted and has not been written yet. `held` is added to by the desk of holds."""

    def __init__(self, pool: Any) -> None:
        self._pool = pool
        self.viewed: Counter[int] = Counter()
        self.held: Counter[int] = Counter()

    def view(self, show_id: int, reader: str) -> None:
        """Somebody opened a show's page; `reader` is what the browser calls itself."""
        known = show_id in self.viewed or len(self.viewed) < SHOWS_MAX
        if known and reader and not MACHINES.search(reader):
            self.viewed[show_id] += 1

    async def write(self) -> None:
        """Write what has come together."""
        # The desk has the counter itself: it is emptied, never another one put in its place.
        viewed, held = Counter(self.viewed), Counter(self.held)
        self.viewed.clear()
        self.held.clear()
        shows = sorted(viewed.keys() | held.keys())
        if shows:
            await self._pool.execute(
                WRITE, shows, [viewed[show] for show in shows], [held[show] for show in shows]
            )

    async def write_forever(self) -> None:
        """Every few seconds; what came together is lost while the database is away."""
        try:
            while True:
                await asyncio.sleep(WRITE_SECONDS)
                try:
                    await self.write()
                except LOST as error:
                    log.warning("visits_not_written", error=repr(error))
        finally:
            await self.write()
