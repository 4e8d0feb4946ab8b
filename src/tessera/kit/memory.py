"""Remember what was read until somebody says that it has changed; read once however many ask."""

import asyncio
import time
from collections import Counter, OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Any, NamedTuple, TypeVar

T = TypeVar("T")
Key = tuple[Hashable, ...]
"""What is read and what it depends on; the first part names the kind, for the figures."""


class _Kept(NamedTuple):
    until: float
    value: Any


class Memory:
    """Values by key, each at most so many seconds old.

    `forget` ends all of it, what is being read at that moment included: who asks afterwards gets a
    read that began afterwards, and a value that was on its way is given to those who waited for it
    and not kept.
    """

    def __init__(self, *, entries_max: int) -> None:
        self._entries_max = entries_max
        self._kept: OrderedDict[Key, _Kept] = OrderedDict()
        self._reading: dict[Key, asyncio.Task[Any]] = {}
        self.counts: Counter[tuple[str, str]] = Counter()

    def forget(self) -> None:
        """Nothing that was read so far counts any more."""
        self._kept.clear()
        self._reading.clear()

    async def get(self, key: Key, read: Callable[[], Awaitable[T]], *, seconds: float) -> T:
        """The value of `key`, as it was at most `seconds` ago. Raises what `read` raises."""
        kept = self._kept.get(key)
        if kept is not None and time.monotonic() < kept.until:
            self._count(key, "remembered")
            found: T = kept.value
            return found
        task = self._reading.get(key)
        if task is None:
            self._count(key, "read")
            task = asyncio.create_task(self._read(key, read, seconds))
            self._reading[key] = task
        else:
            self._count(key, "joined")
        value: T = await asyncio.shield(task)
        return value

    async def _read(self, key: Key, read: Callable[[], Awaitable[T]], seconds: float) -> T:
        began = time.monotonic()
        task = asyncio.current_task()
        try:
            value = await read()
            if self._reading.get(key) is task:
                self._keep(key, _Kept(began + seconds, value))
            return value
        finally:
            if self._reading.get(key) is task:
                del self._reading[key]

    def _keep(self, key: Key, kept: _Kept) -> None:
        self._kept[key] = kept
        self._kept.move_to_end(key)
        while len(self._kept) > self._entries_max:
            self._kept.popitem(last=False)

    def _count(self, key: Key, how: str) -> None:
        self.counts[str(key[0]), how] += 1
