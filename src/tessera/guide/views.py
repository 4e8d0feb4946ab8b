"""Views counted cheaply: added up in each process, written together every few seconds.

Nothing is kept of who is not signed in, not even for a moment: a number grows. Scores halve in a
week, so that what was looked at lately counts more. A process that dies loses some seconds.
"""

import asyncio
from collections import Counter
from typing import Any, Literal
from uuid import UUID

import structlog

from tessera.kit import sql as named
from tessera.kit.database import LOST

sql = named.beside(__file__)
log = structlog.get_logger()

WRITE_SECONDS = 5.0
WAITING_MAX = 10_000
"""Entries that were looked at between two writes; beyond it nothing more is counted until then."""
KEPT_MAX = 50
"""What is remembered of somebody who is signed in."""
Kind = Literal["restaurant", "streaming"]


class Views:
    """What was looked at, and has not been written yet."""

    def __init__(self, pool: Any) -> None:
        self._pool = pool
        self._seen: Counter[tuple[str, int]] = Counter()
        self._persons: set[tuple[UUID, str, int]] = set()

    def note(self, kind: Kind, item_id: int, account_id: UUID | None) -> None:
        """Somebody has looked at an entry."""
        if (kind, item_id) in self._seen or len(self._seen) < WAITING_MAX:
            self._seen[kind, item_id] += 1
        if account_id is not None and len(self._persons) < WAITING_MAX:
            self._persons.add((account_id, kind, item_id))

    async def write(self) -> None:
        """Add what has come together to the database."""
        seen, persons = self._seen, self._persons
        self._seen, self._persons = Counter(), set()
        if seen:
            items = sorted(seen)
            kinds, ids = [kind for kind, _ in items], [item_id for _, item_id in items]
            await self._pool.execute(sql["add"], kinds, ids, [float(seen[item]) for item in items])
        if persons:
            rows = sorted(persons)
            columns = [list(column) for column in zip(*rows, strict=True)]
            await self._pool.execute(sql["remember"], *columns)
            await self._pool.execute(sql["forget"], list({row[0] for row in rows}), KEPT_MAX)

    async def write_forever(self) -> None:
        """Every few seconds; what came together is lost while the database is away."""
        try:
            while True:
                await asyncio.sleep(WRITE_SECONDS)
                try:
                    await self.write()
                except LOST as error:
                    log.warning("views_not_written", error=repr(error))
        finally:
            await self.write()
