"""What a process remembers of offers, so that an order without any pays nothing for them.

Which houses have offers that hold without being asked for, which have some that go with a
restaurant, and whether any offer at all binds an order to a way to pay. It is read anew when the
database tells of a change and every two seconds; what is two seconds old decides only whether an
order looks at offers, and the offers themselves are read and locked in the order's own transaction.
"""

import asyncio
import time
from typing import Any
from uuid import UUID

from tessera.kit import sql as named
from tessera.kit.database import LOST
from tessera.kit.errors import Unavailable
from tessera.offers.read import PLATFORM

sql = named.beside(__file__)

FRESH_SECONDS = 2.0


class OfferShelf:
    """One process's knowledge of offers."""

    def __init__(self, pool: Any) -> None:
        self._pool = pool
        self._organizations: frozenset[int] = frozenset()
        self._combining: frozenset[int] = frozenset()
        self._bound = False
        self._tables = False
        self._until = 0.0
        self._reading = asyncio.Lock()

    async def concern(self, organization_id: int) -> bool:
        """Whether an order at this house has to look at offers nobody asked for."""
        if time.monotonic() >= self._until:
            await self._read()
        known = self._organizations
        return bool(known) and (organization_id in known or PLATFORM in known)

    async def combine(self, organization_id: int) -> bool:
        """Whether there are offers for a show and a restaurant at this house."""
        if time.monotonic() >= self._until:
            await self._read()
        known = self._combining
        return bool(known) and (organization_id in known or PLATFORM in known)

    async def tables(self) -> bool:
        """Whether any order may go with a restaurant."""
        if time.monotonic() >= self._until:
            await self._read()
        return self._tables

    async def allows(self, order_id: UUID, provider: str) -> bool:
        """Whether an order may be paid by `provider`, as far as its offers go."""
        bound = await self.providers(order_id)
        return bound is None or provider in bound or provider == "free"

    async def providers(self, order_id: UUID) -> frozenset[str] | None:
        """By whom alone an order may be paid, or None where no offer of it says so."""
        if time.monotonic() >= self._until:
            await self._read()
        if not self._bound:
            return None
        found = await self._pool.fetchval(sql["providers_of_order"], order_id)
        return frozenset(found) if found else None

    def hear(self, what: str) -> None:
        """Something has changed: `offer:12`, or anything at all (`*`)."""
        if what == "*" or what.startswith("offer:"):
            self.forget()

    def forget(self) -> None:
        """Read anew at the next question."""
        self._until = 0.0

    async def _read(self) -> None:
        async with self._reading:
            if time.monotonic() < self._until:
                return
            until = time.monotonic() + FRESH_SECONDS
            self._until = until
            try:
                row = await self._pool.fetchrow(sql["concerned"])
            except LOST as error:
                self._until = 0.0
                raise Unavailable(
                    "the database cannot be reached", retry_after_seconds=2
                ) from error
            self._organizations = frozenset(row["organizations"])
            self._combining = frozenset(row["combining"])
            self._bound = row["bound"]
            self._tables = row["tables"]
