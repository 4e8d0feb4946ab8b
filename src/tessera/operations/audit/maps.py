"""P6 in what a server shows: every live map adds up to the capacity of its show."""

import asyncio
from collections import Counter
from collections.abc import Mapping

import aiohttp
import msgspec

from tessera.kit.errors import Unavailable

AT_ONCE_MAX = 8
ANSWER_SECONDS_MAX = 30
SIGNS = frozenset(".hpsx")


class LiveMap(msgspec.Struct, frozen=True):
    """`GET /api/v1/shows/{id}/seats`: one sign a place."""

    capacity: int
    available: int
    states: str


async def compare_maps(server: str, capacities: Mapping[int, int]) -> list[str]:
    """What is wrong with the maps of these shows, a sentence each. Raises `Unavailable`."""
    gate = asyncio.Semaphore(AT_ONCE_MAX)
    timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS_MAX)
    async with aiohttp.ClientSession(server.rstrip("/") + "/", timeout=timeout) as session:

        async def faults(show_id: int, capacity: int) -> list[str]:
            async with gate, session.get(f"api/v1/shows/{show_id}/seats") as answer:
                if answer.status == 404:  # cancelled or unpublished since
                    return []
                answer.raise_for_status()
                live = msgspec.json.decode(await answer.read(), type=LiveMap)
            return [f"live map of show {show_id}: {fault}" for fault in faults_of(live, capacity)]

        try:
            found = await asyncio.gather(*(faults(*item) for item in capacities.items()))
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Unavailable(f"{server} did not show its maps: {error}") from error
    return [fault for faults_here in found for fault in faults_here]


def faults_of(live: LiveMap, capacity: int) -> list[str]:
    """Where a map does not add up."""
    counts = Counter(live.states)
    faults = []
    if not len(live.states) == live.capacity == capacity:
        faults.append(f"{len(live.states)} signs and capacity {live.capacity}, not {capacity}")
    if live.available != counts["."]:
        faults.append(f"says {live.available} are free and shows {counts['.']}")
    if odd := counts.keys() - SIGNS:
        faults.append(f"shows signs that mean nothing: {''.join(sorted(odd))}")
    return faults
