"""Several machines as `deploy/` sets them up, and one after the other dies.

nginx in front of two servers; two workers; PostgreSQL with a standby that has whatever is
acknowledged; a Valkey Cluster of three shards. Buyers buy through nginx at a steady rate while each
is killed in turn, and for each the longest time without a completed purchase is measured.
"""

import argparse
import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import uuid4

import asyncpg
from rich.console import Console

from bench.house import wait_until_ready
from bench.machine import facts
from chaos.books import compare, wait_for_quiet
from chaos.machine_house import Machines, open_machines
from tessera.kit.wire import Lost, Wire
from tessera.operations.rehearsal.buyer import Mix
from tessera.operations.rehearsal.run import Rehearsal, rehearse
from tessera.operations.rehearsal.score import Score

GAP_SECONDS_MAX = 10.0
"""The promise: sales go on within this time."""
WATCH_SECONDS_MIN = 2.0
POLL_SECONDS = 0.02
NOTICE_SECONDS = 2.0
"""What an operator's tool takes to be sure that a primary is dead."""
MIX = Mix(abandon=5, decline=3, fight=5)
GRACE_SECONDS = 60

LOOK_SECONDS = 0.1
JOBS_SECONDS_MAX = 120
JOBS = "SELECT entrypoint, status, count(*) AS n FROM pgqueuer GROUP BY 1, 2"

Strike = Callable[[Machines], Awaitable[None]]


class Storm(NamedTuple):
    """What buyers met, the longest gap of each strike, and what a guest who looked around met."""

    score: Score
    gaps: dict[str, float]
    failed: list[str]


async def kill_server(machines: Machines) -> None:
    """One of two server processes."""
    await asyncio.to_thread(machines.kill, "server 1")


async def kill_worker(machines: Machines) -> None:
    """One of two job workers."""
    await asyncio.to_thread(machines.kill, "worker 1")


async def kill_shard(machines: Machines) -> None:
    """The primary of one of three shards; its replica takes over by itself."""
    await asyncio.to_thread(machines.cluster.primaries()[0].kill)


async def kill_primary(machines: Machines) -> None:
    """The primary of PostgreSQL; two seconds later somebody promotes its standby."""
    await asyncio.to_thread(machines.pair[0].kill)
    await asyncio.sleep(NOTICE_SECONDS)
    await asyncio.to_thread(machines.fail_over)


async def kill_valkey(machines: Machines) -> None:
    """The whole of Valkey. It stays away."""
    await asyncio.to_thread(machines.cluster.stop)


async def start_without_valkey(machines: Machines) -> None:
    """A server process that has to start while there is no Valkey."""
    await asyncio.to_thread(machines.kill, "server 2")
    machines.run("server 2")


STRIKES: dict[str, Strike] = {
    "a server process": kill_server,
    "a worker": kill_worker,
    "a Valkey primary": kill_shard,
    "the PostgreSQL primary": kill_primary,
    "the whole of Valkey": kill_valkey,
    "a server process, Valkey gone": start_without_valkey,
}


async def repair(machines: Machines) -> None:
    """What an operator does between two strikes: start what was killed, make a new standby."""
    for name in ("server 1", "worker 1"):
        if machines.processes[name].poll() is not None:
            machines.run(name)
    machines.stand_by_again()
    # One at a time: nothing else is struck until what was has come back.
    for port in machines.ports.values():
        await asyncio.to_thread(wait_until_ready, f"http://127.0.0.1:{port}")


async def look_around(machines: Machines, failed: list[str]) -> None:
    """A guest who looks at what is on, again and again, until cancelled; what went wrong."""
    async with Wire(machines.settings.base_url) as wire:
        while True:
            try:
                # Each time another question: nothing that lies between us may remember the answer.
                answer = await wire.get(f"/api/v1/titles?q={uuid4().hex[:6]}")
                if answer.status != 200:
                    failed.append(str(answer.status))
            except Lost as error:
                failed.append(str(error))
            await asyncio.sleep(LOOK_SECONDS)


async def jobs_left(machines: Machines) -> list[str]:
    """Which jobs the workers have not done two minutes after the last of them was queued."""
    loop = asyncio.get_running_loop()
    until = loop.time() + JOBS_SECONDS_MAX
    connection = await asyncpg.connect(machines.settings.database_url)
    try:
        while loop.time() < until:
            if not (left := await connection.fetch(JOBS)):
                break
            await asyncio.sleep(0.5)
        return [f"{row['n']} jobs {row['entrypoint']} are {row['status']}" for row in left]
    finally:
        await connection.close()


async def strike_all(
    machines: Machines, score: Score, console: Console, *, seconds: float
) -> dict[str, float]:
    """Strike one after the other; the longest time without a purchase after each."""
    share = max(WATCH_SECONDS_MIN, seconds / len(STRIKES))
    gaps = {}
    for what, strike in STRIKES.items():
        watching = asyncio.create_task(longest_gap(score, share))
        await strike(machines)
        gaps[what] = round(await watching, 2)
        console.print(f"killed {what}: {gaps[what]} s without a purchase")
        await repair(machines)
    return gaps


async def longest_gap(score: Score, seconds: float) -> float:
    """The longest time in which nobody's purchase was completed, within so many seconds."""
    loop = asyncio.get_running_loop()
    began = last = loop.time()
    paid, longest = score.paid, 0.0
    # Who is in a gap when the time is over waits for its end, or for too long.
    while loop.time() - began < seconds or loop.time() - last > 1:
        await asyncio.sleep(POLL_SECONDS)
        now = loop.time()
        longest = max(longest, now - last)
        if score.paid > paid:
            paid, last = score.paid, now
        if now - last > 3 * GAP_SECONDS_MAX:
            break
    return longest


async def lost_orders(machines: Machines, score: Score) -> list[str]:
    """Orders that a buyer was told are paid, and that are not."""
    connection = await asyncpg.connect(machines.settings.database_url)
    try:
        rows = await connection.fetch(
            "SELECT id FROM orders WHERE id = ANY($1::uuid[]) AND paid_at IS NOT NULL",
            score.acknowledged,
        )
    finally:
        await connection.close()
    return sorted(set(score.acknowledged) - {str(row["id"]) for row in rows})


async def storm(machines: Machines, arguments: argparse.Namespace, console: Console) -> Storm:
    """Sell and strike; answers what came of it."""
    play = Rehearsal(
        url=machines.settings.base_url,
        shows=machines.shows,
        seconds=86_400,
        concurrency=None,
        arrivals_per_second=arguments.rate,
        mix=MIX,
        seed=arguments.seed,
    )
    begun: asyncio.Future[Score] = asyncio.get_running_loop().create_future()

    def note(score: Score, _: float) -> None:
        if not begun.done() and score.paid:
            begun.set_result(score)

    selling = asyncio.create_task(rehearse(play, note))
    score = await asyncio.wait_for(begun, 30)
    failed: list[str] = []
    looking = asyncio.create_task(look_around(machines, failed))
    gaps = await strike_all(machines, score, console, seconds=arguments.seconds)
    selling.cancel()
    looking.cancel()
    await asyncio.wait({selling, looking})
    return Storm(score, gaps, failed)


async def run_machines(arguments: argparse.Namespace, console: Console) -> dict[str, Any]:
    """A whole run."""
    async with open_machines(arguments.hall) as machines:
        score, gaps, failed = await storm(machines, arguments, console)
        quiet = await wait_for_quiet(machines)
        left = await jobs_left(machines)
        books, wrong = await compare(machines)
        lost = await lost_orders(machines, score)
        clean = await asyncio.to_thread(machines.audit, GRACE_SECONDS)
    wrong += [f"{len(lost)} acknowledged orders are lost, such as {lost[0]}"] if lost else []
    wrong += left
    wrong += [] if quiet else ["something is still on its way after three minutes"]
    wrong += [] if clean else ["the audit found a broken promise"]
    wrong += [f"{what}: {gap} s" for what, gap in gaps.items() if gap > arguments.gap]
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": facts(),
        "arrivals_per_second": arguments.rate,
        "seconds_without_a_purchase": gaps,
        "acknowledged": len(score.acknowledged),
        "endings": dict(score.endings),
        "refusals": dict(score.refusals),
        "lost_answers": sum(score.errors.values()),
        "looks_that_failed": dict(Counter(failed)),
        "books": books,
        "wrong": wrong,
    }
