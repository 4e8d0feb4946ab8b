"""Telling and listening in a Valkey Cluster: each channel at the shard it belongs to at the moment.

The client's own cluster subscriptions end with the node they were made at, and one lost line of its
closes all others. So the few things that live maps need are done here with a plain client a node:
the map of who serves what is read again every two seconds, and whoever takes a shard over is told
and listened to next. What is said in between is lost, as always with Valkey.
"""

import asyncio
import contextlib
from collections.abc import Callable, Collection, Mapping
from typing import Any

import structlog
from redis.asyncio import Redis
from redis.crc import key_slot
from redis.exceptions import RedisError

log = structlog.get_logger()

LOOK_SECONDS = 0.2
"""How soon a new wish is listened to."""
MAP_SECONDS = 2.0
"""How often the cluster is asked who serves what."""
TELL_SECONDS = 1.0
RETRY_SECONDS = 0.5
LOST = (RedisError, OSError, TimeoutError)

Place = tuple[str, int]


class Shards:
    """The nodes of a cluster as this process sees them; `places` are those to ask first."""

    def __init__(self, places: Collection[Place], options: Mapping[str, Any]) -> None:
        self._first = tuple(places)
        self._options = options
        self._ranges: list[tuple[int, int, Place]] = []
        self._clients: dict[Place, Redis] = {}
        self._looked_at = -MAP_SECONDS
        self._looking = asyncio.Lock()

    async def place_of(self, channel: str) -> Place | None:
        """Who serves a channel; None where nobody does or nobody can be asked."""
        await self._look()
        slot = key_slot(channel.encode())
        return next((place for low, high, place in self._ranges if low <= slot <= high), None)

    def client(self, place: Place) -> Any:
        """The client of one node, for calls."""
        if place not in self._clients:
            self._clients[place] = self.own_client(place)
        return self._clients[place]

    def own_client(self, place: Place) -> Redis:
        """A client of one node, to be closed by who asked."""
        return Redis(host=place[0], port=place[1], **self._options)

    async def tell(self, channel: str, message: bytes) -> None:
        """Tell who listens to a channel; lost where its shard is away."""
        try:
            async with asyncio.timeout(TELL_SECONDS):
                place = await self.place_of(channel)
                if place is not None:
                    await self.client(place).spublish(channel, message)
        except LOST as error:
            log.warning("valkey_shard_down", channel=channel, error=repr(error))

    async def close(self) -> None:
        """Close the clients of all nodes."""
        for client in self._clients.values():
            with contextlib.suppress(*LOST):
                await client.aclose()

    async def _look(self) -> None:
        """Read the map anew where it is old; one at a time, however many wait for it."""
        loop = asyncio.get_running_loop()
        async with self._looking:
            if loop.time() - self._looked_at < MAP_SECONDS:
                return
            self._looked_at = loop.time()
            known = {place for *_, place in self._ranges}
            for place in (*known, *self._first):
                try:
                    async with asyncio.timeout(TELL_SECONDS / 2):
                        rows = await self.client(place).execute_command("CLUSTER", "SLOTS")
                except LOST:
                    continue
                self._ranges = [(low, high, _place(node)) for low, high, node, *_ in rows]
                return
            log.warning("valkey_map_unknown")


def _place(node: Any) -> Place:
    host, port, *_ = node
    return (host.decode() if isinstance(host, bytes) else host, int(port))


class ShardEar:
    """Hears the channels that `wanted` names at each moment."""

    def __init__(
        self,
        shards: Shards,
        wanted: Callable[[], Collection[str]],
        hear: Callable[[bytes], None],
    ) -> None:
        self._shards = shards
        self._wanted = wanted
        self._hear = hear
        self._wishes: dict[Place, set[str]] = {}

    async def listen(self) -> None:
        """Listen until cancelled."""
        ears: dict[Place, asyncio.Task[None]] = {}
        try:
            while True:
                self._wishes = await self._by_place()
                for place in self._wishes:
                    if place not in ears or ears[place].done():
                        ears[place] = asyncio.create_task(self._hear_at(place))
                await asyncio.sleep(LOOK_SECONDS)
        finally:
            for ear in ears.values():
                ear.cancel()
            await asyncio.gather(*ears.values(), return_exceptions=True)

    async def _by_place(self) -> dict[Place, set[str]]:
        places: dict[Place, set[str]] = {}
        for channel in tuple(self._wanted()):
            place = await self._shards.place_of(channel)
            if place is not None:
                places.setdefault(place, set()).add(channel)
        return places

    async def _hear_at(self, place: Place) -> None:
        """Hear what is wished for at one node, until it goes away or nothing is."""
        try:
            async with self._shards.own_client(place) as client, client.pubsub() as subscription:
                heard: set[str] = set()
                while wishes := self._wishes.get(place):
                    # One at a time: each is of a slot of its own.
                    for channel in wishes - heard:
                        await subscription.ssubscribe(channel)
                    for channel in heard - wishes:
                        await subscription.sunsubscribe(channel)
                    heard = set(wishes)
                    await self._until_next_look(subscription)
        except LOST as error:
            log.warning("valkey_shard_lost", place=place, error=repr(error))
            await asyncio.sleep(RETRY_SECONDS)

    async def _until_next_look(self, subscription: Any) -> None:
        loop = asyncio.get_running_loop()
        until = loop.time() + LOOK_SECONDS
        while (left := until - loop.time()) > 0:
            message = await subscription.get_message(ignore_subscribe_messages=True, timeout=left)
            if message is not None:
                self._hear(message["data"])
