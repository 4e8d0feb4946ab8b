"""One figure: how many a second, how long each step took, and what it cost each tier."""

import asyncio
import time

import msgspec

from bench.house import House
from bench.processes import seconds
from tessera.kit.wire import Wire
from tessera.operations.rehearsal.buyer import PURE
from tessera.operations.rehearsal.run import Rehearsal, rehearse
from tessera.operations.rehearsal.score import Report, Spread, spread

WARM_UP_SECONDS = 3.0


class Figure(msgspec.Struct, frozen=True):
    """A rate with its circumstances; processor time in microseconds for each of them."""

    concurrency: int
    per_second: float
    count: int
    microseconds_each: dict[str, float]
    milliseconds: dict[str, Spread]
    refusals: dict[str, int]
    errors: dict[str, int]

    def line(self, ping: "Figure") -> str:
        """The figure in one line, with its ratio to an empty call of the same run."""
        tiers = ", ".join(f"{tier} {cost:.0f}" for tier, cost in self.microseconds_each.items())
        slowest = max((step.p99 for step in self.milliseconds.values()), default=0)
        return (
            f"{self.concurrency} buyers: {self.per_second:.0f} purchases/s, "
            f"{self.per_second / ping.per_second:.2f} of the empty POST, p99 {slowest:.0f} ms; "
            f"µs each: {tiers}"
        )


def costs(house: House) -> dict[str, float]:
    """Processor seconds of each tier so far."""
    return {
        tier: seconds(pid) if tier != "load" else time.process_time()
        for tier, pid in house.tiers.items()
    }


def each(before: dict[str, float], after: dict[str, float], count: int) -> dict[str, float]:
    """Microseconds of each tier for one of `count`."""
    return {tier: round(1e6 * (after[tier] - before[tier]) / max(1, count), 1) for tier in before}


async def measure_purchases(house: House, *, concurrency: int, seconds: float) -> Figure:
    """Everybody buys two places; the mix that the promise is about."""
    play = Rehearsal(
        url=house.url,
        shows=house.shows,
        seconds=WARM_UP_SECONDS,
        concurrency=concurrency,
        mix=PURE,
        seed=time.time_ns(),
    )
    await rehearse(play)
    before = costs(house)
    report: Report = await rehearse(msgspec.structs.replace(play, seconds=seconds))
    after = costs(house)
    return Figure(
        concurrency=concurrency,
        per_second=report.purchases_per_second,
        count=report.purchases,
        microseconds_each=each(before, after, report.purchases),
        milliseconds=report.milliseconds,
        refusals=report.refusals,
        errors=report.errors,
    )


async def measure_ping(house: House, *, concurrency: int, seconds: float) -> Figure:
    """An empty authenticated POST on the same server: the ceiling that HTTP leaves."""
    header = b"Authorization: Bearer %s\r\n" % house.token.encode()
    taken: list[float] = []

    async def caller(wire: Wire, until: float) -> None:
        while time.monotonic() < until:
            began = time.monotonic()
            answer = await wire.post("/api/v1/ping", b"{}", header)
            assert answer.status == 200, answer
            taken.append(time.monotonic() - began)

    async with Wire(house.url) as wire:
        before, began = costs(house), time.monotonic()
        async with asyncio.TaskGroup() as group:
            for _ in range(concurrency):
                group.create_task(caller(wire, began + seconds))
        elapsed, after = time.monotonic() - began, costs(house)
    return Figure(
        concurrency=concurrency,
        per_second=round(len(taken) / elapsed, 1),
        count=len(taken),
        microseconds_each=each(before, after, len(taken)),
        milliseconds={"ping": spread(taken)},
        refusals={},
        errors={},
    )
