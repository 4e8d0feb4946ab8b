"""Buyers at a steady rate while everything breaks; then the books are compared and audited.

Exit code 0 only where the gateway's own books, our ledger, orders, claims and tickets agree to the
last minor unit, the audit is clean, and nobody who paid is without ticket or refund. The seed that
is printed replays the faults.
"""

import argparse
import asyncio
import json
import random
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console

from bench.machine import facts
from chaos.books import compare, wait_for_quiet
from chaos.faults import Fault, break_things
from chaos.house import HALLS, House, open_house
from chaos.machines import GAP_SECONDS_MAX, run_machines
from tessera.operations.rehearsal.buyer import Mix
from tessera.operations.rehearsal.run import Rehearsal, rehearse
from tessera.operations.rehearsal.score import Report

RESULTS = Path(__file__).parent / "results"
GRACE_SECONDS = 60
METHODS = (
    "tok_success",
    "tok_success",
    "tok_slow",
    "tok_slow_decline",
    "tok_lost",
    "tok_success+webhook_twice",
    "tok_success+delay_2",
)
MIX = Mix(abandon=10, decline=5, fight=10, cancel=8, methods=METHODS)


async def storm(house: House, arguments: argparse.Namespace, console: Console) -> dict[str, Any]:
    """Sell and break for so long; answers how often what was struck, and what buyers met."""
    loop = asyncio.get_running_loop()
    until = loop.time() + arguments.seconds

    def say(fault: Fault) -> None:
        left = until - loop.time()
        console.print(f"{left:6.0f} s left: {fault.what} {fault.whom} for {fault.seconds} s")

    play = Rehearsal(
        url=house.settings.base_url,
        shows=house.shows,
        seconds=arguments.seconds,
        concurrency=None,
        arrivals_per_second=arguments.rate,
        mix=MIX,
        seed=arguments.seed,
    )
    selling = asyncio.create_task(rehearse(play))
    struck = await break_things(house, arguments.seed, until=until, say=say)
    report: Report = await selling
    return {
        "faults": sum(struck.values()),
        "struck": dict(sorted(struck.items())),
        "purchases_told": report.purchases,
        "endings": dict(report.endings),
        "lost_answers": sum(report.errors.values()),
    }


async def run(arguments: argparse.Namespace, console: Console) -> dict[str, Any]:
    """A whole run."""
    console.print(f"seed {arguments.seed}: `make chaos SEED={arguments.seed}` replays the faults")
    async with open_house(arguments.hall) as house:
        told = await storm(house, arguments, console)
        quiet = await wait_for_quiet(house)
        books, wrong = await compare(house)
        clean = await asyncio.to_thread(house.audit, GRACE_SECONDS)
    if not quiet:
        wrong.append("something is still on its way after three minutes")
    if not clean:
        wrong.append("the audit found a broken promise")
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": facts(),
        "seed": arguments.seed,
        "seconds": arguments.seconds,
        "arrivals_per_second": arguments.rate,
        **told,
        "books": books,
        "wrong": wrong,
    }


STORMS = {"everything": run, "machines": run_machines}


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="make chaos")
    parser.add_argument("what", choices=[*STORMS], nargs="?", default="everything")
    parser.add_argument("--seconds", type=float, default=1200.0)
    parser.add_argument("--rate", type=float, default=20.0, help="buyers a second")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--hall", choices=[*HALLS], default="arena", help="where the shows are")
    parser.add_argument(
        "--gap", type=float, default=GAP_SECONDS_MAX, help="longest without a sale (machines)"
    )
    parser.add_argument("--save", action="store_true", help="write chaos/results/")
    arguments = parser.parse_args()
    console = Console()
    results = asyncio.run(STORMS[arguments.what](arguments, console))
    console.print_json(json.dumps(results))
    if arguments.save:
        RESULTS.mkdir(exist_ok=True)
        name = datetime.now(UTC).strftime("%Y-%m-%d-%H%M")
        name += f"-{arguments.what}" if arguments.what != "everything" else ""
        (RESULTS / f"{name}.json").write_text(json.dumps(results, indent=2) + "\n")
    if results["wrong"]:
        sys.exit(1)


if __name__ == "__main__":
    main()
