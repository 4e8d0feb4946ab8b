"""Rate limits: counted for all processes together, and still there when Valkey is not."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from tessera.kit.limits import Allowance, Limits, Policy, Quota, connect

QUOTAS = {Policy.ADDRESS: Quota(5, 60), Policy.MAIL: Quota(2, 1)}
Count = Callable[[str], Limits]
NOBODY = "valkey://127.0.0.1:1/0"


@pytest.fixture
async def counted() -> AsyncIterator[Callable[[str], Limits]]:
    """Makes what one process counts with."""
    made: list[Limits] = []

    def make(url: str) -> Limits:
        made.append(connect(url, cluster=False, quotas=QUOTAS))
        return made[-1]

    yield make
    for limits in made:
        await limits.close()


async def hits(*limits: Limits, times: int, key: str = "192.0.2.1") -> list[Allowance]:
    """So many at once, in turn at each process."""
    return await asyncio.gather(
        *(limits[n % len(limits)].hit(Policy.ADDRESS, key) for n in range(times))
    )


async def test_processes_share_one_quota(counted: Count, valkey_url: str) -> None:
    """Forty at once at two processes: exactly five are granted, others' keys are untouched."""
    found = await hits(counted(valkey_url), counted(valkey_url), times=40)

    other = await hits(counted(valkey_url), times=1, key="192.0.2.2")

    assert sum(one.granted for one in found) == 5
    assert other[0].granted


@pytest.mark.parametrize("url", [NOBODY, "unix:///nowhere/at/all.sock"])
async def test_limits_hold_in_memory_without_valkey(counted: Count, url: str) -> None:
    """Fails open to a quota of this process, quickly and without an error."""
    async with asyncio.timeout(5):
        found = await hits(counted(url), times=8)

    assert sum(one.granted for one in found) == 5


async def test_quota_comes_back_with_its_window(counted: Count, valkey_url: str) -> None:
    """Refused now, granted when the time that was told has passed."""
    limits = counted(valkey_url)
    found = [await limits.hit(Policy.MAIL, "ann") for _ in range(3)]

    async with asyncio.timeout(10):
        while not (await limits.hit(Policy.MAIL, "ann")).granted:
            await asyncio.sleep(0.2)

    assert [one.granted for one in found] == [True, True, False]


async def test_fields_say_quota_and_what_is_left(counted: Count, valkey_url: str) -> None:
    """As the draft of the IETF writes them."""
    [allowance] = await hits(counted(valkey_url), times=1)

    told = dict(allowance.headers())

    assert told[b"ratelimit-policy"] == b'"address";q=5;w=60'
    assert told[b"ratelimit"].startswith(b'"address";r=4;t=')
