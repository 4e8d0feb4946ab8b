"""Passwords: argon2id, off the event loop, a bounded number at a time.

A burst of sign-ins must not starve the people who are buying. Hashing runs aside
(`tessera.accounts.hashing`), behind everybody else's work; only a few at a time, and only so many
may wait: more are told when to come again.
"""

import asyncio
import math
import random
import secrets
import time
from base64 import b64encode
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

import msgspec
from argon2 import PasswordHasher

from tessera.accounts.hashing import Aside, Hasher, Here
from tessera.kit.errors import Unavailable
from tessera.kit.figures import Times

Outcome = TypeVar("Outcome")

SECONDS_EACH = 0.12
"""About what one hash takes, until this process knows better."""
WAIT_SECONDS_MAX = 10.0
"""Nobody waits longer for a lane; a machine that is busy selling hashes slowly."""
RETRY_SECONDS_MAX = 30
HEAVY_KIB_PASSES = 16_384
"""Memory times passes; below, a hash takes a few milliseconds."""


class PasswordCost(msgspec.Struct, frozen=True):
    """What a hash costs. OWASP's first choice, one pass more: 100 to 120 ms on a small server."""

    memory_kib: int = 47_104
    passes: int = 2
    at_once: int = 1
    waiting_max: int = 40

    @property
    def is_heavy(self) -> bool:
        """Whether a hash takes long enough to be worth a process of its own."""
        return self.memory_kib * self.passes >= HEAVY_KIB_PASSES


class Turn:
    """Somebody's turn in a lane: hashes and compares without waiting for it again."""

    def __init__(self, made: Hasher, threads: ThreadPoolExecutor, nobodys: str) -> None:
        self._made = made
        self._threads = threads
        self._nobodys = nobodys

    async def hash(self, password: str) -> str:
        """The hash to store. Raises `Unavailable` where nothing hashes."""
        return await self._aside(lambda: self._made.hash(password))

    async def verify(self, password: str, password_hash: str | None) -> bool:
        """Whether `password` is the one that was hashed; False, after the same time, for None.

        Raises `Unavailable` where nothing hashes.
        """
        against = password_hash or self._nobodys
        same = await self._aside(lambda: self._made.verify(password, against))
        return same and bool(password_hash)

    async def _aside(self, work: Callable[[], Outcome]) -> Outcome:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        except ConnectionError:
            raise Unavailable(
                "no process to hash in stays alive", retry_after_seconds=RETRY_SECONDS_MAX
            ) from None


class Passwords:
    """Hashes and verifies; `cost` is the same for all hashes made from now on.

    Servers hash `aside`, in processes of their own, which have to be closed. Those with the same
    folder for `locks` take turns: `cost.at_once` are made at the same time on the machine, not in
    each of them.
    """

    def __init__(
        self, cost: PasswordCost | None = None, *, aside: bool = False, locks: Path | None = None
    ) -> None:
        self.cost = cost or PasswordCost()
        self._hasher = PasswordHasher(
            time_cost=self.cost.passes, memory_cost=self.cost.memory_kib, parallelism=1
        )
        self._made: Hasher = Aside(self._hasher, locks) if aside else Here(self._hasher)
        self._threads = ThreadPoolExecutor(self.cost.at_once, thread_name_prefix="hashing")
        self._lanes = asyncio.Semaphore(self.cost.at_once)
        self._inside = 0
        self.waited = Times()
        self.took = Times()
        self.sent_away = 0
        self._seconds_each = SECONDS_EACH
        self._nobodys = _nobodys(self.cost)

    @property
    def inside(self) -> int:
        """How many wait or hash."""
        return self._inside

    def close(self) -> None:
        """End what hashes; nothing may be asked afterwards."""
        self._made.close()
        self._threads.shutdown()

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[Turn]:
        """Wait for a lane and keep it for the block.

        A crowd is sent away at this door, before anything that costs, and whoever waits here asks
        nothing of the database meanwhile. Raises `Unavailable` when too many wait, or for too long.
        """
        if self._inside >= self.cost.at_once + self.cost.waiting_max:
            raise self._too_many()
        self._inside += 1
        came = time.monotonic()
        try:
            async with asyncio.timeout(WAIT_SECONDS_MAX) as waiting, self._lanes:
                waiting.reschedule(None)
                began = time.monotonic()
                self.waited.note(began - came)
                yield Turn(self._made, self._threads, self._nobodys)
                # What a turn takes on this machine now: a mean that forgets.
                seconds = time.monotonic() - began
                self._seconds_each += (seconds - self._seconds_each) / 8
                self.took.note(seconds)
        except TimeoutError:
            if waiting.expired():
                raise self._too_many() from None
            raise
        finally:
            self._inside -= 1

    async def hash(self, password: str) -> str:
        """The hash to store. Raises `Unavailable` as `turn` does."""
        async with self.turn() as turn:
            return await turn.hash(password)

    async def verify(self, password: str, password_hash: str | None) -> bool:
        """As `Turn.verify`, in a turn of its own. Raises `Unavailable` as `turn` does."""
        async with self.turn() as turn:
            return await turn.verify(password, password_hash)

    def is_outdated(self, password_hash: str) -> bool:
        """Whether the hash was made at another cost, so that it is made anew at the next chance."""
        return self._hasher.check_needs_rehash(password_hash)

    def _too_many(self) -> Unavailable:
        """When to come again: after those who wait now, and not all at the same moment."""
        self.sent_away += 1
        seconds = math.ceil(self._inside * self._seconds_each / self.cost.at_once)
        seconds = min(max(seconds, 1), RETRY_SECONDS_MAX)
        spread = random.randrange(seconds + 1)  # noqa: S311 - nothing secret
        return Unavailable("too many passwords wait", retry_after_seconds=seconds + spread)


def _nobodys(cost: PasswordCost) -> str:
    """A hash that no password has, compared where there is no account; made without hashing."""
    salt, value = (b64encode(secrets.token_bytes(n)).decode().rstrip("=") for n in (16, 32))
    return f"$argon2id$v=19$m={cost.memory_kib},t={cost.passes},p=1${salt}${value}"
