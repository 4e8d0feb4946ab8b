"""Which providers an organization offers, and the adapter of each account.

The hot path asks this on every order and payment, so an organization's choice is kept for a few
seconds (as `ShowShelf` keeps shows) and a purchase costs a look into a dictionary. Adapters live as
long as their keys: their breakers and connections outlast the seconds.
"""

import asyncio
import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import msgspec
import structlog

from tessera.kit import sql as named
from tessera.kit.breaker import Breaker
from tessera.kit.database import LOST
from tessera.kit.errors import NotFound, Unavailable
from tessera.kit.figures import TimesBy
from tessera.kit.vault import CannotOpen, Sealed, Vault
from tessera.payments.providers.catalogue import KINDS, Account
from tessera.payments.providers.guarded import Guarded
from tessera.payments.providers.port import Provider
from tessera.settings import Settings

log = structlog.get_logger()
sql = named.beside(__file__)

FRESH_SECONDS = 5.0
ORGANIZATIONS_MAX = 5000
ADAPTERS_MAX = 2000
CHECK_SECONDS = 15.0
CHECKS_AT_ONCE = 8
PLATFORM = 0
"""The account of providers that an organization uses without keys of its own."""


class Way(NamedTuple):
    """A provider of an organization with the adapter of its account."""

    name: str
    enabled: bool
    account: int
    adapter: Guarded


class _Kept(NamedTuple):
    read_at: float
    ways: tuple[Way, ...]


class Providers:
    """The providers of every organization. `shared` are those of the platform, by name; `clock`
    answers the monotonic seconds that their circuit breakers rest by."""

    def __init__(
        self,
        pool: Any,
        vault: Vault,
        settings: Settings,
        *,
        shared: Mapping[str, Provider],
        clock: Callable[[], float] = time.monotonic,
        calls: TimesBy[tuple[str, ...]] | None = None,
    ) -> None:
        self._calls = calls
        self._clock = clock
        self._pool = pool
        self._vault = vault
        self._settings = settings
        self._shared = {
            # They bound their own calls: an asyncio timer for each would cost the hot path.
            name: Guarded(provider, seconds_max=None, breaker=Breaker(clock=clock), calls=calls)
            for name, provider in shared.items()
        }
        self._default = tuple(
            Way(name, True, PLATFORM, self._shared[name])
            for name in settings.payment_providers
            if name in self._shared
        )
        self._kept: OrderedDict[int, _Kept] = OrderedDict()
        self._reading: dict[int, asyncio.Task[tuple[Way, ...]]] = {}
        self._adapters: OrderedDict[tuple[int, str], tuple[bytes, Guarded]] = OrderedDict()
        self._retired: set[asyncio.Task[None]] = set()

    async def offered(self, organization_id: int, currency: str) -> list[str]:
        """How an order in `currency` may be paid now: enabled, able, and not away."""
        return [
            way.name
            for way in await self.ways(organization_id)
            if way.enabled and way.adapter.usable and way.adapter.takes(currency)
        ]

    async def chosen(self, organization_id: int, name: str) -> Guarded | None:
        """The adapter that `name` means for a new attempt, or None where it is not offered. One
        that is away for the moment is answered all the same: look at `usable`."""
        if name == "free":
            return self._shared["free"]
        for way in await self.ways(organization_id):
            if way.name == name and way.enabled:
                return way.adapter
        return None

    async def of(self, organization_id: int, name: str) -> Guarded:
        """The adapter for what is under way already, enabled or not. Raises `NotFound`."""
        for way in await self.ways(organization_id):
            if way.name == name:
                return way.adapter
        if adapter := self._shared.get(name):
            return adapter
        raise NotFound("provider")

    async def account(self, organization_id: int, name: str) -> Guarded:
        """The adapter of one account itself, enabled or not: the platform's (0), or an
        organization's own. Raises `NotFound` where there is none."""
        if organization_id == PLATFORM:
            if name != "free" and (adapter := self._shared.get(name)):
                return adapter
            raise NotFound("provider")
        for way in await self.ways(organization_id):
            if way.name == name and way.account == organization_id:
                return way.adapter
        raise NotFound("provider")

    async def accounts(self) -> list[tuple[str, int]]:
        """Every account that may hold money: the platform's, and those with keys, as provider and
        organization (0 for the platform)."""
        found = [(name, PLATFORM) for name in self._shared if name != "free"]
        after: tuple[int, str] = (0, "")
        while True:
            rows = await self._pool.fetch(sql["keyed"], *after, ORGANIZATIONS_MAX)
            found += [(row["provider"], row["organization_id"]) for row in rows]
            if len(rows) < ORGANIZATIONS_MAX:
                return found
            after = (rows[-1]["organization_id"], rows[-1]["provider"])

    async def ways(self, organization_id: int) -> tuple[Way, ...]:
        """The organization's providers in its order; the platform's where it has chosen none."""
        kept = self._kept.get(organization_id)
        if kept is not None and time.monotonic() - kept.read_at < FRESH_SECONDS:
            return kept.ways
        task = self._reading.get(organization_id)
        if task is None:
            task = asyncio.create_task(self._read(organization_id))
            self._reading[organization_id] = task
            task.add_done_callback(lambda _: self._reading.pop(organization_id, None))
        return await asyncio.shield(task)

    def forget(self, organization_id: int) -> None:
        """Read this organization anew at the next question."""
        self._kept.pop(organization_id, None)

    async def watch(self) -> None:
        """Look after the health of every adapter in use, forever."""
        while True:
            await asyncio.sleep(CHECK_SECONDS)
            await self.check()

    async def check(self) -> None:
        """One look at every adapter in use, a few at a time."""
        room = asyncio.Semaphore(CHECKS_AT_ONCE)

        async def look(adapter: Guarded) -> None:
            async with room:
                before = adapter.health_seen.fine
                health = await adapter.health()
            if health.fine is not before:
                log.warning("provider_health", provider=adapter.name, fine=health.fine)

        adapters = [*self._shared.values(), *(kept for _, kept in self._adapters.values())]
        await asyncio.gather(*(look(adapter) for adapter in adapters))

    async def close(self) -> None:
        """Give every connection back."""
        for adapter in (*self._shared.values(), *(kept for _, kept in self._adapters.values())):
            await adapter.close()
        for task in tuple(self._retired):
            task.cancel()
        await asyncio.gather(*self._retired, return_exceptions=True)

    async def _read(self, organization_id: int) -> tuple[Way, ...]:
        try:
            rows = await self._pool.fetch(sql["providers"], organization_id)
        except LOST as error:
            raise Unavailable("the database cannot be reached", retry_after_seconds=2) from error
        found = [way for row in rows if (way := self._way(organization_id, row))]
        ways = tuple(found) if rows else self._default
        self._kept[organization_id] = _Kept(time.monotonic(), ways)
        self._kept.move_to_end(organization_id)
        while len(self._kept) > ORGANIZATIONS_MAX:
            self._kept.popitem(last=False)
        return ways

    def _way(self, organization_id: int, row: Any) -> Way | None:
        name = row["provider"]
        if row["sealed"] is None:
            shared = self._shared.get(name)
            # Production has no test provider, whatever a row says.
            enabled = row["enabled"] and name in self._settings.payment_providers
            return Way(name, enabled, PLATFORM, shared) if shared else None
        if name not in KINDS:
            return None
        adapter = self._adapter(organization_id, name, Sealed(row["key_id"], row["sealed"]))
        return Way(name, row["enabled"], organization_id, adapter) if adapter else None

    def _adapter(self, organization_id: int, name: str, sealed: Sealed) -> Guarded | None:
        try:
            plain = self._vault.open(sealed, context=context_of(organization_id, name))
        except CannotOpen as error:
            log.warning("provider_keys_lost", organization=organization_id, error=str(error))
            return None
        print_ = hashlib.sha256(plain).digest()
        known = self._adapters.get((organization_id, name))
        if known is not None and known[0] == print_:
            self._adapters.move_to_end((organization_id, name))
            return known[1]
        account = Account(organization_id, msgspec.json.decode(plain, type=dict[str, str]))
        seconds_max = self._settings.provider_timeout_seconds
        made = KINDS[name].make(self._settings, account)
        breaker = Breaker(clock=self._clock)
        adapter = Guarded(made, seconds_max=seconds_max, breaker=breaker, calls=self._calls)
        self._adapters[organization_id, name] = (print_, adapter)
        if known is not None:
            self._retire(known[1])
        while len(self._adapters) > ADAPTERS_MAX:
            self._retire(self._adapters.popitem(last=False)[1][1])
        return adapter

    def _retire(self, adapter: Guarded) -> None:
        """Close it once the calls that it has under way are over."""

        async def later() -> None:
            try:
                await asyncio.sleep(2 * self._settings.provider_timeout_seconds)
            finally:
                await adapter.close()

        task = asyncio.create_task(later())
        self._retired.add(task)
        task.add_done_callback(self._retired.discard)


def context_of(organization_id: int, name: str) -> str:
    """What keys are sealed for: they open nowhere else."""
    return f"organization_providers/{organization_id}/{name}"
