"""Figures that are the same whichever process is asked: of the queues and the waiting rooms."""

import asyncio
from collections.abc import Sequence
from typing import Any

from tessera.kit.database import LOST
from tessera.kit.errors import TesseraError
from tessera.operations.figures.collect import gauge
from tessera.operations.figures.model import Family
from tessera.operations.jobs.model import Summary
from tessera.operations.jobs.read import summarize
from tessera.services import Services
from tessera.waiting_room.standings import Standing, standings

SECONDS_MAX = 2.0
"""A scrape goes on without these where the database does not answer."""
STATES = ("waiting", "scheduled", "running", "failed")


async def common(services: Services) -> list[Family]:
    """Whether the engines answer, and what the database knows of queues and rooms."""
    cache = await services.valkey.ping()
    found = await _read(services)
    up = {"postgresql": float(found is not None), "valkey": float(cache)}
    told = [gauge("tessera_up", "Whether it answers this machine.", up, by=("engine",))]
    if found is not None:
        summary, rooms = found
        told += [*_jobs(summary), *_rooms(rooms)]
    return told


async def _read(services: Services) -> tuple[Summary, list[Standing]] | None:
    try:
        async with asyncio.timeout(SECONDS_MAX), services.db.transaction() as tx:
            return await summarize(tx), await standings(tx.raw)
    except (TesseraError, *LOST):
        return None


def _jobs(summary: Summary) -> Sequence[Family]:
    jobs: dict[Any, float] = {}
    ages: dict[Any, float] = {}
    paused: dict[Any, float] = {}
    for each in summary.queues:
        name = each.name.value
        jobs |= {(name, state): getattr(each.counts, state) for state in STATES}
        oldest = each.oldest_waiting_at
        ages[name] = max(0.0, (summary.at - oldest).total_seconds()) if oldest else 0.0
        paused[name] = float(each.paused_at is not None)
    hooks = {"waiting": summary.webhooks.waiting, "disabled": summary.webhooks.disabled}
    return [
        gauge("tessera_jobs", "Jobs in the queues.", jobs, by=("queue", "state")),
        gauge("tessera_job_age_seconds", "The oldest job that waits.", ages, by=("queue",)),
        gauge("tessera_queue_paused", "Whether somebody paused it.", paused, by=("queue",)),
        gauge("tessera_webhooks", "Messages waiting, endpoints disabled.", hooks, by=("state",)),
    ]


def _rooms(rooms: Sequence[Standing]) -> Sequence[Family]:
    phases: dict[Any, float] = {"gathering": 0, "open": 0, "paused": 0}
    for room in rooms:
        phases[room.phase] = phases.get(room.phase, 0) + 1
    people: dict[Any, float] = {
        "arrived": sum(room.arrived for room in rooms),
        "waiting": sum(room.waiting for room in rooms),
        "inside": sum(room.inside for room in rooms),
        "admitted": sum(room.admitted for room in rooms),
    }
    pace: dict[Any, float] = {(): sum(room.pace for room in rooms if room.phase == "open")}
    return [
        gauge("tessera_waiting_rooms", "Rooms that are not over.", phases, by=("phase",)),
        gauge("tessera_waiting_room_people", "In all of them.", people, by=("state",)),
        gauge("tessera_waiting_room_pace_per_minute", "Called in, together.", pace),
    ]
