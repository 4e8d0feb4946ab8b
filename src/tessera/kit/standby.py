"""Whether a standby has seen everything that we have been told of, so that it may answer for us."""

import asyncio

import structlog
from sqlalchemy.exc import SQLAlchemyError

from tessera.kit.database import LOST, Database
from tessera.kit.errors import Unavailable

log = structlog.get_logger()

BEAT_SECONDS = 0.5
BEHIND_SECONDS_MAX = 2.0
"""A standby that is further behind answers nobody."""
LOOK_SECONDS = 0.01
RETRY_SECONDS = 1.0
TROUBLE = (*LOST, SQLAlchemyError, Unavailable)

WRITTEN = "SELECT pg_current_wal_lsn()::text"
SEEN = """
-- A standby that was promoted has seen everything.
SELECT NOT pg_is_in_recovery() OR pg_last_wal_replay_lsn() >= $1::text::pg_lsn
"""


class Standby:
    """A second database that follows the first.

    Twice a second, and at once when something has changed, it is asked whether it has seen what the
    primary had written by then; until it has, it does not answer for it.
    """

    def __init__(self, primary: Database, copy: Database) -> None:
        self.copy = copy
        self._primary = primary
        self._changes = 0
        self._seen = -1
        self._changed = asyncio.Event()

    @property
    def is_even(self) -> bool:
        """Whether it has seen every change that we know of, and was near lately."""
        return self._seen == self._changes

    def note_change(self) -> None:
        """Something has been committed that it may not have seen yet."""
        self._changes += 1
        self._changed.set()

    async def watch(self) -> None:
        """Look after it, for ever."""
        while True:
            changes = self._changes
            self._changed.clear()
            try:
                await self._catch_up()
                self._seen = changes
            except TROUBLE as error:
                self._seen = -1
                log.warning("standby_behind", error=repr(error))
                await asyncio.sleep(RETRY_SECONDS)
                continue
            await self._until_next_look()

    async def _catch_up(self) -> None:
        async with asyncio.timeout(BEHIND_SECONDS_MAX):
            written = await self._primary.pool.fetchval(WRITTEN)
            # It tells nobody when it has seen something: it has to be asked.
            while not await self.copy.pool.fetchval(SEEN, written):  # noqa: ASYNC110
                await asyncio.sleep(LOOK_SECONDS)

    async def _until_next_look(self) -> None:
        try:
            async with asyncio.timeout(BEAT_SECONDS):
                await self._changed.wait()
        except TimeoutError:
            return
