"""Rate limits: named policies, counted in Valkey, in this process where Valkey is down.

The library `limits` counts with a sliding window: the last window weighs less the older it is, so
nobody gets twice the quota around its edge. Counting fails open to memory: then each process grants
the quota for itself, and nobody is kept from buying by a dead Valkey.
"""

import asyncio
import contextlib
import math
import time
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple

import structlog
from limits import RateLimitItemPerSecond
from limits.aio.storage import MemoryStorage, RedisClusterStorage, RedisStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter

from tessera.kit.valkey import DOWN

log = structlog.get_logger()

TIMEOUT_SECONDS = 1.0
PAUSE_SECONDS = 2.0
"""After a failure Valkey is left alone for this long, so that a dead one costs no request time."""
PREFIX = "tessera:limit"
SCHEMES = {"unix": "redis+unix", "rediss": "rediss"}
"""How the library names what is not a plain connection."""


class Policy(StrEnum):
    """What is limited, and whose quota it is."""

    ADDRESS = "address"
    """Requests that change something, by network address."""
    SIGN_IN_ADDRESS = "sign-in"
    """Tries to sign in or to prove a code, by network address."""
    MAIL = "mail"
    """Mails that a stranger can have sent, by receiver; never those about a purchase."""
    API_KEY = "api-key"
    """Requests of a program, by its key."""
    EXPENSIVE = "expensive"
    """Exports, pictures, statements: by account, by network address where nobody signed in."""
    SEARCH = "search"
    """Searches of the catalogue, by network address."""
    ARRIVALS = "arrivals"
    """People who queue from one network; who is beyond it waits in the slow lane."""


class Quota(NamedTuple):
    """So many in any window of so many seconds."""

    amount: int
    seconds: int


class Allowance(NamedTuple):
    """What came of counting one more: whether it is within the quota, and what is left of it."""

    policy: Policy
    quota: Quota
    granted: bool
    remaining: int
    reset_seconds: int

    def headers(self) -> list[tuple[bytes, bytes]]:
        """`RateLimit` fields as draft-ietf-httpapi-ratelimit-headers writes them."""
        name = self.policy.value
        quota = f'"{name}";q={self.quota.amount};w={self.quota.seconds}'
        left = f'"{name}";r={self.remaining};t={self.reset_seconds}'
        return [(b"ratelimit-policy", quota.encode()), (b"ratelimit", left.encode())]


class Limits:
    """Counts; made once in a process by `connect`."""

    def __init__(self, shared: Any, quotas: Mapping[Policy, Quota]) -> None:
        self._storage = shared
        self._shared = SlidingWindowCounterRateLimiter(shared)
        self._own = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._quotas = quotas
        self._items = {
            policy: RateLimitItemPerSecond(quota.amount, quota.seconds)
            for policy, quota in quotas.items()
        }
        self._paused_until = 0.0

    async def hit(
        self, policy: Policy, key: str, *, told: bool = True, quota: Quota | None = None
    ) -> Allowance:
        """Count one more of `key`; what is beyond the quota is not counted. `quota` is a key's own.

        Where it is granted and nobody is `told`, what is left is not asked for: one round trip
        instead of two, and the allowance says 0.
        """
        names = (policy.value, key)
        if time.monotonic() >= self._paused_until:
            try:
                async with asyncio.timeout(TIMEOUT_SECONDS):
                    return await self._hit(self._shared, policy, names, told=told, own=quota)
            except DOWN as error:
                self._paused_until = time.monotonic() + PAUSE_SECONDS
                log.warning("limits_in_memory", error=repr(error))
        return await self._hit(self._own, policy, names, told=told, own=quota)

    async def close(self) -> None:
        """Close the connections."""
        with contextlib.suppress(*DOWN):
            await self._storage.bridge.get_connection().aclose()

    async def _hit(
        self,
        counter: SlidingWindowCounterRateLimiter,
        policy: Policy,
        names: tuple[str, str],
        *,
        told: bool,
        own: Quota | None,
    ) -> Allowance:
        quota = own or self._quotas[policy]
        item = RateLimitItemPerSecond(*own) if own else self._items[policy]
        granted = await counter.hit(item, *names)
        if granted and not told:
            return Allowance(policy, quota, granted, 0, 0)
        stats = await counter.get_window_stats(item, *names)
        reset = max(1, math.ceil(stats.reset_time - time.time()))
        return Allowance(policy, quota, granted, stats.remaining, reset)


def connect(url: str, *, cluster: bool, quotas: Mapping[Policy, Quota]) -> Limits:
    """Limits counted at a `valkey://`, `redis://` or `unix://` address."""
    scheme, _, rest = url.partition("://")
    kind = "redis+cluster" if cluster else SCHEMES.get(scheme, "redis")
    storage: Any = RedisClusterStorage if cluster else RedisStorage
    options = {"ssl": True} if cluster and scheme == "rediss" else {}
    shared = storage(
        f"async+{kind}://{rest}",
        implementation="redispy",
        key_prefix=PREFIX,
        socket_connect_timeout=TIMEOUT_SECONDS,
        **options,
    )
    return Limits(shared, quotas)
