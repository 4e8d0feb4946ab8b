"""What everybody may read: remembered until it changes, and read from a standby where there is one.

The database tells of each change in the transaction that makes it (`tell_of_change`, migration
0020), so what was remembered ends with the commit, on every process. While a process cannot hear,
it remembers nothing and asks the primary. Whoever may change such things is not served from here at
all: they read from the primary, and so see what they have just written.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import TypeVar

from sqlalchemy.exc import SQLAlchemyError

from tessera.kit.database import LOST, Database, Tx
from tessera.kit.errors import Unavailable
from tessera.kit.listening import Ear
from tessera.kit.memory import Key, Memory
from tessera.kit.standby import Standby

T = TypeVar("T")
Read = Callable[[Tx], Awaitable[T]]

CHANNEL = "tessera_public"
SECONDS_MAX = 10.0
"""Bounds what passing time changes (a show that begins), and a notice lost without a trace."""
ENTRIES_MAX = 2000
STANDBY_LOST = (*LOST, SQLAlchemyError, Unavailable)
"""A standby also ends reads that stand in the way of what it has to replay."""


class PublicReads:
    """`told` hears of each change, as `show:12,13` or `title:*`, or `*` for anything at all."""

    def __init__(
        self, db: Database, standby: Standby | None, *, told: Callable[[str], None]
    ) -> None:
        self._db = db
        self._standby = standby
        self._told = told
        self._ear = Ear(db.lines, CHANNEL, hear=self._hear, deafened=lambda: self._hear("*"))
        self.memory = Memory(entries_max=ENTRIES_MAX)

    async def watch(self) -> None:
        """Listen for changes and look after the standby, for ever."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._ear.listen())
            if self._standby is not None:
                tasks.create_task(self._standby.watch())
                tasks.create_task(self._standby.copy.lines.watch())

    async def close(self) -> None:
        """Give the standby its connections back."""
        if self._standby is not None:
            await self._standby.copy.close()

    @property
    def remembers(self) -> bool:
        """Whether changes are heard, so that remembering is safe."""
        return self._ear.hears

    async def read(
        self, key: Key, read: Read[T], *, fresh: bool = False, seconds: float = SECONDS_MAX
    ) -> T:
        """What `read` finds, from memory or a standby unless it has to be `fresh`.

        `key` names everything that it depends on. What comes back is shared: nobody changes it.
        """
        if fresh:
            return await self._from(self._db.transaction(), read)
        if not self.remembers:
            return await self._deaf(read)
        return await self.memory.get(key, lambda: self._read(read), seconds=seconds)

    async def _deaf(self, read: Read[T]) -> T:
        """From the primary; while that is away, nothing can change that a standby had not seen."""
        try:
            return await self._from(self._db.transaction(), read)
        except Unavailable:
            if self._standby is None:
                raise
            return await self._from(self._standby.copy.transaction(), read)

    async def _read(self, read: Read[T]) -> T:
        standby = self._standby
        if standby is not None and standby.is_even:
            try:
                found = await self._from(standby.copy.transaction(), read)
            except STANDBY_LOST:
                self.memory.counts["standby", "failed"] += 1
            else:
                self.memory.counts["standby", "read"] += 1
                return found
        return await self._from(self._db.transaction(), read)

    @staticmethod
    async def _from(opening: AbstractAsyncContextManager[Tx], read: Read[T]) -> T:
        async with opening as tx:
            return await read(tx)

    def _hear(self, what: str) -> None:
        if self._standby is not None:
            self._standby.note_change()
        self.memory.forget()
        self._told(what)
