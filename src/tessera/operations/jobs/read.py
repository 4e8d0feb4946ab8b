"""Look at the jobs: how many, which, one. Every query is bounded."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from tessera.kit.database import Tx
from tessera.kit.errors import NotFound
from tessera.kit.jobs import Queue
from tessera.kit.sql import beside
from tessera.operations.jobs.model import (
    Counts,
    Job,
    JobEvent,
    JobState,
    KindFigures,
    ListedJob,
    Period,
    QueueFigures,
    Stretch,
    Summary,
)
from tessera.operations.jobs.rules import health_of, shown_payload
from tessera.operations.kinds import BY_NAME, KINDS, kinds_of
from tessera.webhooks.read import read_tally

SQL = beside(__file__)

COUNTED_MAX = 50_000
"""More jobs than these of one state are not counted one by one."""
STRETCHES = {Period.HOUR: (60, timedelta(minutes=1)), Period.DAY: (48, timedelta(minutes=30))}
STATUS_OF: Mapping[JobState, tuple[str, bool | None]] = {
    JobState.WAITING: ("queued", False),
    JobState.SCHEDULED: ("queued", True),
    JobState.RUNNING: ("picked", None),
    JobState.FAILED: ("failed", None),
}


async def summarize(tx: Tx) -> Summary:
    """Counts by queue, kind and state, with what is paused and how it goes."""
    rows = await tx.fetch(SQL["counts"], COUNTED_MAX)
    found: dict[str, dict[str, int]] = {kind.name: {} for kind in KINDS}
    for row in rows:
        found.setdefault(row["entrypoint"], {})[row["state"]] = row["jobs"]
    for row in await tx.fetch(SQL["done"]):
        found.setdefault(row["entrypoint"], {})["done"] = row["jobs"]
    by_kind = {name: Counts(**counts) for name, counts in found.items()}
    waiting = {r["entrypoint"]: r["oldest"] for r in rows if r["state"] == JobState.WAITING}
    paused = await paused_queues(tx)
    queues = tuple(
        _figures(queue, by_kind, waiting, paused_at=paused.get(queue)) for queue in Queue
    )
    everything = sum(by_kind.values(), Counts())
    return Summary(
        at=await tx.raw.fetchval("SELECT now()"),
        health=health_of(everything),
        counts=everything,
        queues=queues,
        bounded=any(everything.of(state) >= COUNTED_MAX for state in STATUS_OF),
        webhooks=await read_tally(tx),
    )


def _figures(
    queue: Queue,
    by_kind: Mapping[str, Counts],
    waiting: Mapping[str, datetime],
    *,
    paused_at: datetime | None,
) -> QueueFigures:
    kinds = tuple(KindFigures(k.name, k.what, by_kind[k.name]) for k in kinds_of(queue))
    oldest = [waiting[kind.name] for kind in kinds if kind.name in waiting]
    total = sum((kind.counts for kind in kinds), Counts())
    return QueueFigures(queue, paused_at, total, min(oldest, default=None), kinds)


async def paused_queues(tx: Tx) -> dict[Queue, datetime]:
    """The queues that somebody paused, and since when."""
    rows = await tx.fetch(SQL["paused"])
    return {Queue(row["name"]): row["paused_at"] for row in rows if row["name"] in set(Queue)}


async def is_paused(pool: Any, queue: Queue) -> bool:
    """Whether somebody paused this queue; what every worker asks every few seconds."""
    return bool(await pool.fetchval(SQL["is_paused"], queue.value))


async def list_jobs(
    tx: Tx, state: JobState, *, kinds: Collection[str], after: int, limit: int
) -> list[ListedJob]:
    """Jobs of one state, the newest first; those after the cursor `after`, where it is not 0."""
    if state is JobState.DONE:
        rows = await tx.fetch(SQL["done_jobs"], list(kinds), after, limit)
    else:
        status, later = STATUS_OF[state]
        rows = await tx.fetch(SQL["live_jobs"], status, later, list(kinds), after, limit)
    return [
        ListedJob(
            id=row["id"],
            kind=row["entrypoint"],
            state=state,
            created_at=row["created"],
            changed_at=row["changed"],
            due_at=row["due"],
            tries=row["attempts"],
            error=row["error"] or None,
            cursor=row["cursor"],
        )
        for row in rows
    ]


def chosen_kinds(queue: Queue | None, kind: str | None) -> list[str]:
    """The kinds of a list: one, those of a queue, or all. Raises `NotFound`."""
    if kind is not None:
        if kind not in BY_NAME:
            raise NotFound("kind of job")
        return [kind]
    return [each.name for each in (kinds_of(queue) if queue is not None else KINDS)]


async def read_job(tx: Tx, job_id: int) -> Job:
    """One job with its history, also when it is done or removed. Raises `NotFound`."""
    row = await tx.fetch_one(SQL["job"], job_id)
    events = await tx.fetch(SQL["history"], job_id)
    known = row or (events[-1] if events else None)
    if known is None:
        raise NotFound("job")
    kind = BY_NAME.get(known["entrypoint"])
    return Job(
        id=job_id,
        kind=known["entrypoint"],
        queue=kind.queue if kind else None,
        what=kind.what if kind else "",
        state=_state(row) if row else _last_state(events[-1]["status"]),
        priority=known["priority"],
        tries=row["attempts"] if row else sum(e["status"] == "picked" for e in events),
        tries_max=kind.tries if kind else None,
        payload=shown_payload(row["payload"] or b"") if row else None,
        created_at=row["created"] if row else events[0]["created"],
        due_at=row["execute_after"] if row else None,
        heartbeat_at=row["heartbeat"] if row and row["status"] == "picked" else None,
        history=tuple(_event(event) for event in events),
    )


def _state(row: Any) -> JobState:
    wanted = (row["status"], row["later"] if row["status"] == "queued" else None)
    return next(state for state, status in STATUS_OF.items() if status == wanted)


def _last_state(status: str) -> JobState | None:
    return JobState.DONE if status == "successful" else None


def _event(row: Any) -> JobEvent:
    error = ": ".join(part for part in (row["type"], row["message"]) if part)
    return JobEvent(row["created"], row["status"], error or None, row["trace"])


async def throughput(tx: Tx, period: Period, kinds: Collection[str]) -> list[Stretch]:
    """What was done, stretch by stretch, the oldest first; stretches without any included."""
    count, length = STRETCHES[period]
    last = await tx.raw.fetchval("SELECT date_bin($1::interval, now(), 'epoch')", length)
    first = last - (count - 1) * length
    rows = await tx.fetch(SQL["throughput"], length, first, list(kinds))
    found = {row["starts_at"]: (row["done"], row["failed"]) for row in rows}
    starts = [first + number * length for number in range(count)]
    return [Stretch(at, *found.get(at, (0, 0))) for at in starts]
