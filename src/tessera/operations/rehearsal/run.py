"""Run a rehearsal: a closed loop with a concurrency, or an open one with an arrival rate."""

import asyncio
import time
from collections.abc import Callable

import msgspec

from tessera.kit.wire import Wire
from tessera.operations.rehearsal.buyer import Buyers, Mix
from tessera.operations.rehearsal.score import Report, Score

OPEN_LOOP_BUYERS_MAX = 20_000
"""Buyers at once in an open loop; more means that the server is far behind, and is counted."""


class Rehearsal(msgspec.Struct, frozen=True, kw_only=True):
    """What to play. Exactly one of `concurrency` and `arrivals_per_second` is set."""

    url: str
    shows: list[int]
    seconds: float = 20.0
    concurrency: int | None = 64
    arrivals_per_second: float | None = None
    warm_up_seconds: float = 0.0
    mix: Mix = Mix()
    seed: int = 0


Watch = Callable[[Score, float], None]


async def rehearse(play: Rehearsal, watch: Watch = lambda *_: None) -> Report:
    """Play it; `watch` is called about twice a second with the score and the seconds so far."""
    async with Wire(play.url) as wire:
        if play.warm_up_seconds:
            await _play(wire, play, play.warm_up_seconds, Score(), watch)
        score = Score()
        elapsed = await _play(wire, play, play.seconds, score, watch)
        return score.report(elapsed)


async def _play(wire: Wire, play: Rehearsal, seconds: float, score: Score, watch: Watch) -> float:
    buyers = Buyers(wire, score, play.shows, play.mix, seed=play.seed)
    began = time.monotonic()
    watcher = asyncio.create_task(_watch(score, began, watch))
    try:
        if play.arrivals_per_second is not None:
            await _open_loop(buyers, score, play.arrivals_per_second, began + seconds)
        else:
            assert play.concurrency is not None
            async with asyncio.TaskGroup() as group:
                for _ in range(play.concurrency):
                    group.create_task(_closed_loop(buyers, began + seconds))
    finally:
        watcher.cancel()
    return time.monotonic() - began


async def _closed_loop(buyers: Buyers, until: float) -> None:
    while time.monotonic() < until:
        await buyers.one()


async def _open_loop(buyers: Buyers, score: Score, per_second: float, until: float) -> None:
    running: set[asyncio.Task[None]] = set()
    due = time.monotonic()
    while (now := time.monotonic()) < until:
        while due <= now:
            due += 1 / per_second
            if len(running) >= OPEN_LOOP_BUYERS_MAX:
                score.errors["the server is too far behind"] += 1
                continue
            task = asyncio.create_task(buyers.one())
            running.add(task)
            task.add_done_callback(running.discard)
        await asyncio.sleep(max(0.0, due - time.monotonic()))
    if running:
        await asyncio.wait(set(running))


async def _watch(score: Score, began: float, watch: Watch) -> None:
    while True:
        await asyncio.sleep(0.5)
        watch(score, time.monotonic() - began)
