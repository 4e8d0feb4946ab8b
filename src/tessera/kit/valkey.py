"""Valkey (or Redis): carries only what may be lost. Every use here fails open.

With Valkey down, publishing does nothing and listening tries again; selling goes on
(domain.md: PostgreSQL decides).
"""

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any

import structlog
from redis.asyncio import Redis, RedisCluster
from redis.exceptions import RedisError

log = structlog.get_logger()

RETRY_SECONDS = 1.0
TIMEOUT_SECONDS = 1.0
PAUSE_SECONDS = 2.0
"""After a failure, calls are skipped for this long, so that a dead Valkey costs no request time."""


class Valkey:
    """A small face over the client; works on a single server and on a cluster."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._paused_until = 0.0

    async def publish(self, channel: str, message: bytes) -> None:
        """Tell all listeners; lost where Valkey is down (fails open)."""
        await self._try(lambda: self._client.publish(channel, message))

    async def ping(self) -> bool:
        """Whether Valkey answers."""
        return bool(await self._try(self._client.ping))

    async def listen(self, channel: str, hear: Callable[[bytes], None]) -> None:
        """Call `hear` with every message on `channel`, reconnecting for ever."""
        while True:
            try:
                async with self._client.pubsub() as subscription:
                    await subscription.subscribe(channel)
                    while True:
                        message = await subscription.get_message(
                            ignore_subscribe_messages=True, timeout=30.0
                        )
                        if message is not None:
                            hear(message["data"])
            except (RedisError, OSError, TimeoutError) as error:
                log.warning("valkey_lost", error=str(error))
                await asyncio.sleep(RETRY_SECONDS)

    async def close(self) -> None:
        """Close the connections."""
        with contextlib.suppress(RedisError, OSError):
            await self._client.aclose()

    async def _try(self, call: Callable[[], Any]) -> Any:
        now = asyncio.get_running_loop().time()
        if now < self._paused_until:
            return None
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                return await call()
        except (RedisError, OSError, TimeoutError) as error:
            self._paused_until = now + PAUSE_SECONDS
            log.warning("valkey_down", error=str(error))
            return None


def connect(url: str, *, cluster: bool = False) -> Valkey:
    """A client for `valkey://`, `redis://` or `unix://` addresses."""
    address = url.replace("valkey://", "redis://", 1)
    options: dict[str, Any] = {"socket_connect_timeout": TIMEOUT_SECONDS}
    if cluster:
        return Valkey(RedisCluster.from_url(address, **options))
    return Valkey(Redis.from_url(address, **options))
