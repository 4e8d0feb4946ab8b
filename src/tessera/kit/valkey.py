"""Valkey (or Redis): carries only what may be lost. Every use here fails open.

With Valkey down, publishing does nothing and listening tries again; selling goes on
(domain.md: PostgreSQL decides).
"""

import asyncio
import contextlib
from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Any
from urllib.parse import unquote, urlsplit

import structlog
from redis.asyncio import Redis, RedisCluster
from redis.asyncio.cluster import ClusterNode
from redis.exceptions import RedisClusterException, RedisError

from tessera.kit.figures import Times
from tessera.kit.shards import ShardEar, Shards

log = structlog.get_logger()

RETRY_SECONDS = 1.0
TIMEOUT_SECONDS = 1.0
PAUSE_SECONDS = 2.0
"""After a failure, calls are skipped for this long, so that a dead Valkey costs no request time."""


DOWN = (RedisError, RedisClusterException, OSError, TimeoutError, AttributeError)
"""What calls raise while Valkey, or a shard of it, is away. The library's cluster client closes the
lines of all when one of them is lost; who was connecting just then meets a None."""


class Valkey:
    """A small face over the client; works on a single server and on a cluster.

    In a cluster channels are sharded: a message goes to the shard of its channel and no other, so
    what is told apart should have a channel of its own there.
    """

    def __init__(self, client: Any, shards: Shards | None = None) -> None:
        self._client = client
        self._shards = shards
        self.sharded = shards is not None
        self._paused_until = 0.0
        self.calls = Times()
        self.failures = 0

    async def publish(self, messages: Mapping[str, bytes]) -> None:
        """Tell all listeners of each channel; lost where Valkey is down (fails open)."""
        if self._shards is not None:
            # Each by itself: what is lost of one shard is not lost of the others.
            await asyncio.gather(*(self._shards.tell(*told) for told in messages.items()))
            return
        for channel, message in messages.items():
            await self._try(partial(self._client.publish, channel, message))

    async def add(self, key: str, amount: int, *, seconds: int) -> None:
        """Add to what is counted under `key`, forgotten `seconds` after the last time; lost where
        Valkey is down (fails open)."""
        await self._try(lambda: self._added(key, amount, seconds))

    async def read(self, key: str) -> int:
        """What is counted under `key`; 0 where nothing is, or Valkey is down."""
        return int(await self._try(lambda: self._client.get(key)) or 0)

    async def ping(self) -> bool:
        """Whether Valkey answers."""
        return bool(await self._try(self._client.ping))

    async def listen(
        self, channels: Callable[[], Collection[str]], hear: Callable[[bytes], None]
    ) -> None:
        """Call `hear` with every message, reconnecting for ever.

        A single server is asked for `channels()` once, a cluster for what they are at each moment.
        """
        if self._shards is not None:
            await ShardEar(self._shards, channels, hear).listen()
        while True:
            try:
                async with self._client.pubsub() as subscription:
                    await subscription.subscribe(*channels())
                    while True:
                        message = await subscription.get_message(
                            ignore_subscribe_messages=True, timeout=30.0
                        )
                        if message is not None:
                            hear(message["data"])
            except DOWN as error:
                log.warning("valkey_lost", error=str(error))
                await asyncio.sleep(RETRY_SECONDS)

    async def close(self) -> None:
        """Close the connections."""
        if self._shards is not None:
            await self._shards.close()
        with contextlib.suppress(RedisError, OSError):
            await self._client.aclose()

    async def _added(self, key: str, amount: int, seconds: int) -> None:
        await self._client.incrby(key, amount)
        await self._client.expire(key, seconds)

    async def _try(self, call: Callable[[], Any]) -> Any:
        now = asyncio.get_running_loop().time()
        if now < self._paused_until:
            return None
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                answer = await call()
        except DOWN as error:
            self._paused_until = now + PAUSE_SECONDS
            self.failures += 1
            log.warning("valkey_down", error=str(error))
            return None
        self.calls.note(asyncio.get_running_loop().time() - now)
        return answer


def connect(url: str, *, cluster: bool = False) -> Valkey:
    """A client for `valkey://`, `redis://` or `unix://` addresses.

    Of a cluster the address names some hosts: `valkey://user:password@a:1,b:2`.
    """
    if not cluster:
        address = url.replace("valkey://", "redis://", 1)
        return Valkey(Redis.from_url(address, socket_connect_timeout=TIMEOUT_SECONDS))
    parts = urlsplit(url)
    who, _, named = parts.netloc.rpartition("@")
    user, _, password = who.partition(":")
    hosts = [urlsplit(f"//{place}") for place in named.split(",")]
    places = [(host.hostname or "", host.port or 6379) for host in hosts]
    options: dict[str, Any] = {
        "username": unquote(user) or None,
        "password": unquote(password) or None,
        "ssl": parts.scheme == "rediss",
        "socket_connect_timeout": TIMEOUT_SECONDS,
    }
    nodes = [ClusterNode(*place) for place in places]
    return Valkey(RedisCluster(startup_nodes=nodes, **options), Shards(places, options))
