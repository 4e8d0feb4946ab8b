"""Several machines as `deploy/` sets them up, and one after the other dies.

nginx in front of two servers; two workers; PostgreSQL with a standby that has whatever is
acknowledged; a Valkey Cluster of three shards. Buyers buy through nginx at a steady rate while each
is killed in turn, and for each the longest time without a completed purchase is measured.
"""

import argparse
import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import asyncpg
from rich.console import Console

from bench.machine import facts
from chaos.books import compare, wait_for_quiet
from chaos.machine_house import Machines, open_machines
from tessera.operations.rehearsal.buyer import Mix
from tessera.operations.rehearsal.run import Rehearsal, rehearse
from tessera.operations.rehearsal.score import Score

GAP_SECONDS_MAX = 10.0
"""The promise: sales go on within this time."""
WATCH_SECONDS_MIN = 3.0
POLL_SECONDS = 0.02
NOTICE_SECONDS = 2.0
"""What an operator's tool takes to be sure that a primary is dead."""
MIX = Mix(abandon=5, decline=3, fight=5)
GRACE_SECONDS = 60

Strike = Callable[[Machines], Awaitable[None]]


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


STRIKES: dict[str, Strike] = {
    "a server process": kill_server,
    "a worker": kill_worker,
    "a Valkey primary": kill_shard,
    "the PostgreSQL primary": kill_primary,
    "the whole of Valkey": kill_valkey,
}


async def repair(machines: Machines) -> None:
    """What an operator does between two strikes: start what was killed, make a new standby."""
    for name in ("server 1", "worker 1"):
        if machines.processes[name].poll() is not None:
            machines.run(name)
    machines.stand_by_again()


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


async def storm(
    machines: Machines, arguments: argparse.Namespace, console: Console
) -> tuple[Score, dict[str, float]]:
    """Sell and strike; answers the score and the gaps."""
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
    gaps = await strike_all(machines, score, console, seconds=arguments.seconds)
    selling.cancel()
    await asyncio.wait({selling})
    return score, gaps


async def run_machines(arguments: argparse.Namespace, console: Console) -> dict[str, Any]:
    """A whole run."""
    async with open_machines() as machines:
        score, gaps = await storm(machines, arguments, console)
        quiet = await wait_for_quiet(machines)
        books, wrong = await compare(machines)
        lost = await lost_orders(machines, score)
        clean = await asyncio.to_thread(machines.audit, GRACE_SECONDS)
    wrong += [f"{len(lost)} acknowledged orders are lost, such as {lost[0]}"] if lost else []
    wrong += [] if quiet else ["something is still on its way after three minutes"]
    wrong += [] if clean else ["the audit found a broken promise"]
    wrong += [f"{what}: {gap} s" for what, gap in gaps.items() if gap > GAP_SECONDS_MAX]
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": facts(),
        "arrivals_per_second": arguments.rate,
        "seconds_without_a_purchase": gaps,
        "acknowledged": len(score.acknowledged),
        "endings": dict(score.endings),
        "refusals": dict(score.refusals),
        "lost_answers": sum(score.errors.values()),
        "books": books,
        "wrong": wrong,
    }
