"""Measure and write `bench/results/<date>-<revision>.json`, and a summary to the screen.

One run: fresh PostgreSQL (fsync on) and Valkey, the gateway, the job worker, the servers; an empty
authenticated POST first, then purchases at each concurrency, then the audit. The load generator
shares the cores, and every figure says how much processor time it took.
"""

import argparse
import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import msgspec
import uvloop
from rich.console import Console

from bench.chart import chart
from bench.contended import ROUNDS, measure_contest
from bench.curve import measure_curve
from bench.house import House, open_house
from bench.insight import TICKETS, measure_insight
from bench.live import measure_live
from bench.machine import facts
from bench.measure import (
    Figure,
    measure_holds,
    measure_look,
    measure_map,
    measure_ping,
    measure_purchases,
)
from bench.messages import READERS, measure_messages
from bench.queue import VISITORS, measure_queue
from bench.search import measure_search
from bench.sign_ins import hold_ratio, measure_sign_ins
from bench.webhooks import measure_isolation

AT_THE_GATEWAY = "tok_success"
CURVE = "curve"
DRAWING = Path(__file__).parents[1] / "docs" / "hot-path-curve.svg"
RESULTS = Path(__file__).parent / "results"


class Measurement(NamedTuple):
    """What is measured on a house, and how large a house it needs; None is what was asked for."""

    measure: Callable[[House, argparse.Namespace, Console], Awaitable[dict[str, object]]]
    workers: int | None = None
    job_workers: int = 1
    shows: int | None = None


async def purchases(
    house: House, arguments: argparse.Namespace, console: Console
) -> dict[str, object]:
    """Purchases at each concurrency, beside an empty authenticated POST."""
    ping = await measure_ping(house, concurrency=256, seconds=arguments.seconds / 2)
    console.print(f"empty authenticated POST: {ping.per_second:.0f}/s")
    figures: list[Figure] = []
    for concurrency in arguments.concurrency:
        figure = await measure_purchases(house, concurrency=concurrency, seconds=arguments.seconds)
        figures.append(figure)
        console.print(figure.line(ping))
    gateway = await measure_purchases(
        house,
        concurrency=arguments.concurrency[-1],
        seconds=arguments.seconds,
        method=AT_THE_GATEWAY,
    )
    console.print(f"paid at the gateway: {gateway.line(ping)}")
    calls = await one_call_each(house, arguments.seconds / 2)
    for name, figure in calls.items():
        console.print(f"{name}: {figure.per_second:.0f}/s")
    ratios = {
        "hold_to_empty_post": round(calls["hold"].per_second / calls["ping"].per_second, 3),
        "map_to_empty_get": round(calls["map"].per_second / calls["look"].per_second, 3),
    }
    console.print(str(ratios))
    return {
        "shows": len(house.shows),
        "places_a_show": house.capacity,
        "ping": msgspec.to_builtins(ping),
        "paid_at_the_gateway": msgspec.to_builtins(gateway),
        "calls": {name: msgspec.to_builtins(figure) for name, figure in calls.items()},
        **ratios,
        "purchases": [msgspec.to_builtins(figure) for figure in figures],
        "ratio_to_ping": [round(f.per_second / ping.per_second, 3) for f in figures],
    }


async def one_call_each(house: House, seconds: float) -> dict[str, Figure]:
    """What a hold and a look at the seat map do beside empty calls, all within a minute."""
    measured = {
        "look": measure_look,
        "map": measure_map,
        "ping": measure_ping,
        "hold": measure_holds,
    }
    return {
        name: await measure(house, concurrency=256, seconds=seconds)
        for name, measure in measured.items()
    }


async def webhooks(
    house: House, arguments: argparse.Namespace, console: Console
) -> dict[str, object]:
    """Purchases with and without a receiver of webhooks that hangs."""
    phases = await measure_isolation(house)
    for phase in phases:
        console.print(phase.line())
    return {"phases": [msgspec.to_builtins(phase) for phase in phases]}


async def messages(
    house: House, arguments: argparse.Namespace, console: Console
) -> dict[str, object]:
    """Purchases with and without a campaign of 100,000 readers under way."""
    phases, ratio = await measure_messages(house)
    for phase in phases:
        console.print(phase.line())
    console.print(f"beside a campaign, as a multiple of without: {ratio}")
    return {
        "readers": READERS,
        "ratio": ratio,
        "phases": [msgspec.to_builtins(phase) for phase in phases],
    }


async def sign_ins(
    house: House, arguments: argparse.Namespace, console: Console
) -> dict[str, object]:
    """Purchases with and without five hundred people who sign in at once."""
    phases = await measure_sign_ins(house)
    for phase in phases:
        console.print(phase.line())
    ratio = hold_ratio(phases)
    console.print(f"p99 of a hold is {ratio} times that of peace")
    return {
        "hold_p99_ratio": ratio,
        "phases": [msgspec.to_builtins(phase) for phase in phases],
    }


async def live(house: House, arguments: argparse.Namespace, console: Console) -> dict[str, object]:
    """Ten thousand streams of one show on one process."""
    following = await measure_live(house)
    console.print(following.line())
    return {"following": msgspec.to_builtins(following)}


async def queue(house: House, arguments: argparse.Namespace, console: Console) -> dict[str, object]:
    """A million visitors: numbers, draw, tickets, admissions, arrivals and polls."""
    figures = await measure_queue(house, arguments.visitors)
    for step in figures.steps:
        console.print(step.line())
    for name, crowd in figures.crowds.items():
        console.print(crowd.line(name))
    console.print(f"memory {figures.memory_mib} MiB; polls every {figures.poll_seconds} s")
    steps = [msgspec.to_builtins(s) | {"per_second": round(s.per_second)} for s in figures.steps]
    return {
        "visitors": arguments.visitors,
        **msgspec.to_builtins(figures),
        "steps": steps,
        "per_second": {name: round(c.per_second) for name, c in figures.crowds.items()},
    }


async def contested(
    house: House, arguments: argparse.Namespace, console: Console
) -> dict[str, object]:
    """Five thousand buyers for fifty places."""
    rounds = await measure_contest(house)
    for one in rounds:
        console.print(one.line())
    return {"rounds": [msgspec.to_builtins(one) for one in rounds]}


async def search(arguments: argparse.Namespace, console: Console) -> dict[str, object]:
    """A hundred thousand titles, a million shows, every kind of question."""
    figures = await measure_search()
    for question in figures.questions:
        console.print(question.line())
    found: dict[str, object] = msgspec.to_builtins(figures)
    return found


async def insight(arguments: argparse.Namespace, console: Console) -> dict[str, object]:
    """Every dashboard over ten million tickets, and what rolling them up takes."""
    figures = await measure_insight(console, tickets=arguments.tickets)
    for asked in figures.dashboards:
        console.print(asked.line())
    found: dict[str, object] = msgspec.to_builtins(figures)
    return found


ALONE = {"search": search, "insight": insight}
"""Measured on engines of their own, without a house that sells."""
MEASUREMENTS = {
    "purchases": Measurement(purchases),
    "webhooks": Measurement(webhooks),
    "messages": Measurement(messages, job_workers=2),
    "sign-ins": Measurement(sign_ins),
    "queue": Measurement(queue, shows=1),
    "live": Measurement(live, workers=1, shows=1),
    "contested": Measurement(contested, workers=2, shows=ROUNDS),
}


async def curve(arguments: argparse.Namespace, console: Console) -> dict[str, object]:
    """The cost of a purchase in many houses, with its drawing for the documents."""
    points = await measure_curve(
        console.print, workers=arguments.workers, seconds=arguments.seconds
    )
    DRAWING.write_text(chart(points))
    clean = all(point.kept for point in points)
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": facts(),
        "workers": arguments.workers,
        "points": [msgspec.to_builtins(point) for point in points],
        "audit": "clean" if clean else "broken",
    }


async def run(arguments: argparse.Namespace, console: Console) -> dict[str, object]:
    """One measurement on a house of its own, audited afterwards."""
    if arguments.what == CURVE:
        return await curve(arguments, console)
    about = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "machine": facts()}
    if arguments.what in ALONE:
        return {**about, **await ALONE[arguments.what](arguments, console)}
    chosen = MEASUREMENTS[arguments.what]
    workers, shows = chosen.workers or arguments.workers, chosen.shows or arguments.shows
    async with open_house(workers=workers, shows=shows, job_workers=chosen.job_workers) as house:
        found = await chosen.measure(house, arguments, console)
        clean = await asyncio.to_thread(house.audit)
    audit = "clean" if clean else "broken"
    console.print(f"audit: {audit}")
    return {**about, "workers": workers, **found, "audit": audit}


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument(
        "what", choices=[*MEASUREMENTS, CURVE, *ALONE], nargs="?", default="purchases"
    )
    parser.add_argument("--seconds", type=float, default=15.0)
    parser.add_argument("--concurrency", type=int, nargs="+", default=[16, 64, 256])
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--shows", type=int, default=20)
    parser.add_argument("--visitors", type=int, default=VISITORS)
    parser.add_argument("--tickets", type=int, default=TICKETS)
    parser.add_argument("--no-save", action="store_true")
    arguments = parser.parse_args()
    console = Console()
    results = uvloop.run(run(arguments, console))
    if not arguments.no_save:
        RESULTS.mkdir(exist_ok=True)
        name = datetime.now(UTC).strftime("%Y-%m-%d-%H%M")
        name += f"-{arguments.what}" if arguments.what != "purchases" else ""
        (RESULTS / f"{name}.json").write_text(json.dumps(results, indent=2) + "\n")
        console.print(f"written to bench/results/{name}.json")
    if results.get("audit", "clean") != "clean":
        sys.exit(1)


if __name__ == "__main__":
    main()
