"""One figure: how many a second, how long each step took, and what it cost each tier."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from uuid import uuid4

import msgspec

from bench.house import House
from bench.processes import seconds
from tessera.kit.wire import Answer, Wire
from tessera.operations.rehearsal.buyer import PURE
from tessera.operations.rehearsal.run import Rehearsal, rehearse
from tessera.operations.rehearsal.score import Report, Spread, spread
from tessera.payments.providers.mock import INSTANT

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


async def measure_purchases(
    house: House,
    *,
    concurrency: int,
    seconds: float,
    warm_up_seconds: float = WARM_UP_SECONDS,
    method: str = INSTANT,
) -> Figure:
    """Everybody buys two places; the mix that the promise is about. `method` is what they pay
    with: `INSTANT` succeeds in the server, any other at the gateway."""
    play = Rehearsal(
        url=house.url,
        shows=house.shows,
        seconds=warm_up_seconds,
        concurrency=concurrency,
        mix=msgspec.structs.replace(PURE, methods=(method,)),
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
    return await measure_calls(
        house,
        "ping",
        lambda wire: wire.post("/api/v1/ping", b"{}", header),
        concurrency=concurrency,
        seconds=seconds,
    )


async def measure_look(house: House, *, concurrency: int, seconds: float) -> Figure:
    """An empty GET."""
    return await measure_calls(
        house,
        "look",
        lambda wire: wire.get("/api/v1/ping"),
        concurrency=concurrency,
        seconds=seconds,
    )


async def measure_map(house: House, *, concurrency: int, seconds: float) -> Figure:
    """The seat map of one show, which nobody buys at the same time."""
    path = f"/api/v1/shows/{house.shows[0]}/seats"
    return await measure_calls(
        house, "map", lambda wire: wire.get(path), concurrency=concurrency, seconds=seconds
    )


async def measure_holds(house: House, *, concurrency: int, seconds: float) -> Figure:
    """Holds of two free places, by who made the empty POST, each with a key."""
    header = b"Authorization: Bearer %s\r\n" % house.token.encode()
    pairs = await _free_pairs(house)

    def hold(wire: Wire) -> Awaitable[Answer]:
        show, place = next(pairs)
        key = b"Idempotency-Key: %s\r\n" % uuid4().hex.encode()
        body = b'{"places":[%d,%d]}' % (place, place + 1)
        return wire.post(f"/api/v1/shows/{show}/holds", body, header + key)

    return await measure_calls(house, "hold", hold, concurrency=concurrency, seconds=seconds)


async def _free_pairs(house: House) -> Iterator[tuple[int, int]]:
    """A show and the first of two neighbours that are free in it, each pair once."""
    free: list[list[tuple[int, int]]] = []
    async with Wire(house.url) as wire:
        for show in house.shows:
            answer = await wire.get(f"/api/v1/shows/{show}/seats")
            states: str = msgspec.json.decode(answer.body)["states"]
            pairs = range(0, len(states) - 1, 2)
            free.append([(show, place) for place in pairs if states[place : place + 2] == ".."])
    return (pair for row in zip(*free, strict=False) for pair in row)


async def measure_calls(
    house: House,
    name: str,
    call: Callable[[Wire], Awaitable[Answer]],
    *,
    concurrency: int,
    seconds: float,
) -> Figure:
    """One call again and again; each has to succeed."""
    taken: list[float] = []

    async def caller(wire: Wire, until: float) -> None:
        while time.monotonic() < until:
            began = time.monotonic()
            answer = await call(wire)
            assert answer.status in (200, 201), answer
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
        milliseconds={name: spread(taken)},
        refusals={},
        errors={},
    )
