"""Passwords: argon2id, off the event loop, a bounded number at a time.

A burst of sign-ins must not starve the people who are buying. Hashing runs in threads of its own
(argon2 releases the interpreter lock) that step back behind everybody else's work; only a few at a
time, and only so many may wait: more are told when to come again.
"""

import asyncio
import math
import os
import random
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import TypeVar

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from tessera.kit.errors import Unavailable

Outcome = TypeVar("Outcome")

SECONDS_EACH = 0.12
"""About what one hash takes, until this process knows better."""
WAIT_SECONDS_MAX = 10.0
"""Nobody waits longer for a lane; a machine that is busy selling hashes slowly."""
RETRY_SECONDS_MAX = 30
NICENESS = 15
"""How far the hashing threads step back (`nice`)."""


class PasswordCost(msgspec.Struct, frozen=True):
    """What a hash costs. OWASP's first choice, one pass more: 100 to 120 ms on a small server."""

    memory_kib: int = 47_104
    passes: int = 2
    at_once: int = 1
    waiting_max: int = 40


class Passwords:
    """Hashes and verifies; `cost` is the same for all hashes made from now on."""

    def __init__(self, cost: PasswordCost | None = None) -> None:
        self.cost = cost or PasswordCost()
        self._hasher = PasswordHasher(
            time_cost=self.cost.passes, memory_cost=self.cost.memory_kib, parallelism=1
        )
        self._threads = ThreadPoolExecutor(
            self.cost.at_once, thread_name_prefix="hashing", initializer=_step_back
        )
        self._lanes = asyncio.Semaphore(self.cost.at_once)
        self._waiting = self._inside = 0
        self._seconds_each = SECONDS_EACH
        self._dummy = self._hasher.hash("somebody's", salt=bytes(16))
        """Verified where there is no account, so that the answer takes as long."""

    async def hash(self, password: str) -> str:
        """The hash to store. Raises `Unavailable` when too many wait."""
        return await self._aside(lambda: self._hasher.hash(password))

    async def verify(self, password: str, password_hash: str | None) -> bool:
        """Whether `password` is the one that was hashed; False, after the same time, for None.

        Raises `Unavailable` when too many wait.
        """
        same = await self._aside(lambda: self._same(password, password_hash or self._dummy))
        return same and bool(password_hash)

    def is_outdated(self, password_hash: str) -> bool:
        """Whether the hash was made at another cost, so that it is made anew at the next chance."""
        return self._hasher.check_needs_rehash(password_hash)

    def _same(self, password: str, password_hash: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False

    @contextmanager
    def admitted(self) -> Iterator[None]:
        """Be let in at the door, before anything that costs: a crowd is sent away there, without a
        look into the database. Raises `Unavailable` when too many are inside."""
        if max(self._inside, self._waiting) >= self.cost.at_once + self.cost.waiting_max:
            raise self._too_many()
        self._inside += 1
        try:
            yield
        finally:
            self._inside -= 1

    async def _aside(self, work: Callable[[], Outcome]) -> Outcome:
        if self._waiting >= self.cost.at_once + self.cost.waiting_max:
            raise self._too_many()
        self._waiting += 1
        try:
            async with asyncio.timeout(WAIT_SECONDS_MAX) as waiting:
                await self._lanes.acquire()
                # Whose turn has come is not sent away any more.
                waiting.reschedule(None)
        except TimeoutError:
            raise self._too_many() from None
        finally:
            self._waiting -= 1
        return await self._in_lane(work)

    async def _in_lane(self, work: Callable[[], Outcome]) -> Outcome:
        self._waiting += 1
        began = time.monotonic()
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._lanes.release()
            self._waiting -= 1
            # What a hash takes on this machine now: a mean that forgets.
            self._seconds_each += (time.monotonic() - began - self._seconds_each) / 8

    def _too_many(self) -> Unavailable:
        """When to come again: after those who wait now, and not all at the same moment."""
        ahead = max(self._inside, self._waiting)
        seconds = math.ceil(ahead * self._seconds_each / self.cost.at_once)
        seconds = min(max(seconds, 1), RETRY_SECONDS_MAX)
        spread = random.randrange(seconds + 1)  # noqa: S311 - nothing secret
        return Unavailable("too many passwords wait", retry_after_seconds=seconds + spread)


def _step_back() -> None:
    """Let everybody else's work go first; on Linux a thread has a niceness of its own."""
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
