"""Valkey as a cluster: channels and counters at their shards, also after a primary has died."""

import asyncio
from contextlib import suppress

import pytest

from tessera.engines.valkey_cluster import ValkeyCluster
from tessera.kit import limits, valkey
from tessera.kit.limits import Policy, Quota
from tests.fixtures.machines import eventually

pytestmark = pytest.mark.xdist_group("machines")

CHANNELS = [f"show:{n}" for n in range(12)]


class Listener:
    """Somebody who tells on every channel, and hears what comes of it."""

    def __init__(self, url: str) -> None:
        self.teller = valkey.connect(url, cluster=True)
        self.ear = valkey.connect(url, cluster=True)
        self.heard: set[bytes] = set()
        self._listening = asyncio.create_task(self.ear.listen(lambda: CHANNELS, self.heard.add))
        self._told = 0

    async def hears_all(self) -> bool:
        """Tell once more; whether anything came on every channel so far."""
        self._told += 1
        await self.teller.publish({c: f"{c} {self._told}".encode() for c in CHANNELS})
        return {message.partition(b" ")[0].decode() for message in self.heard} == set(CHANNELS)

    async def close(self) -> None:
        """Stop listening and telling."""
        self._listening.cancel()
        with suppress(asyncio.CancelledError):
            await self._listening
        await self.teller.close()
        await self.ear.close()


async def test_every_channel_is_heard_before_and_after_a_primary_has_died(
    valkey_cluster: ValkeyCluster,
) -> None:
    """Twelve channels lie on three shards. One primary dies; within ten seconds all are heard."""
    listener = Listener(valkey_cluster.url)
    await eventually(listener.hears_all)

    await asyncio.to_thread(valkey_cluster.primaries()[0].kill)
    listener.heard.clear()
    seconds = await eventually(listener.hears_all)

    await listener.close()
    assert seconds < 10


async def test_limits_are_counted_in_a_cluster_and_in_memory_without_it(
    valkey_cluster: ValkeyCluster,
) -> None:
    """Two processes share a quota; with every node gone each grants it for itself."""
    quotas = {Policy.ADDRESS: Quota(5, 3600)}
    both = [limits.connect(valkey_cluster.url, cluster=True, quotas=quotas) for _ in range(2)]

    shared = [await one.hit(Policy.ADDRESS, "192.0.2.1") for one in both for _ in range(5)]
    await asyncio.to_thread(valkey_cluster.stop)
    async with asyncio.timeout(10):
        alone = [await one.hit(Policy.ADDRESS, "192.0.2.2") for one in both for _ in range(6)]

    for one in both:
        await one.close()
    assert sum(hit.granted for hit in shared) == 5
    assert sum(hit.granted for hit in alone) == 10
