"""The queues of one worker, each run by a PGQueuer manager of its own.

A manager has its own budget of jobs under way and its own batches, so jobs of one queue never
wait for those of another. All of them poll: PGQueuer's notifications would wake every manager for
every settled batch, and a NOTIFY takes a lock of the whole database at its commit
(docs/decisions/0016-queues-side-by-side.md).
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any

import structlog
from pgqueuer import PgQueuer
from pgqueuer.db import AsyncpgPoolDriver
from pgqueuer.errors import RetryRequested
from pgqueuer.executors import DatabaseRetryEntrypointExecutor
from pgqueuer.models import Job as QueuedJob
from pgqueuer.types import QueueExecutionMode

from tessera.kit.causes import begin_job
from tessera.kit.database import LOST
from tessera.kit.jobs import FIRST_PAUSE_SECONDS, JobKind, Queue
from tessera.kit.tracing import span
from tessera.operations.jobs.read import is_paused
from tessera.operations.kinds import KINDS, kinds_of
from tessera.services import Workshop

log = structlog.get_logger()

POLL_SECONDS = 0.5
"""How long a job may wait before an idle worker sees it."""
GRACE_SECONDS = 5.0
"""How long a worker that was told to stop lets its jobs finish; then they go back."""
RESTART_SECONDS = 1.0
PAUSE_LOOK_SECONDS = 2.0
"""How often a worker looks whether somebody paused or resumed its queue."""


class PollingDriver(AsyncpgPoolDriver):
    """PGQueuer's pool driver without its listening connection, which each manager would hold."""

    async def add_listener(self, channel: str, callback: Any) -> None:
        """Nobody notifies."""

    async def notify(self, channel: str, payload: str) -> None:
        """Nobody listens."""


def manager_of(shop: Workshop, kinds: Iterable[JobKind[Workshop]]) -> PgQueuer:
    """A manager that knows these kinds; what fails for good is kept as `failed`."""
    manager = PgQueuer(PollingDriver(shop.services.db.pool))
    for kind in kinds:
        manager.entrypoint(
            kind.name,
            concurrency_limit=kind.at_once,
            on_failure="hold",
            executor_factory=partial(
                DatabaseRetryEntrypointExecutor,
                max_attempts=kind.tries - 1,
                initial_delay=timedelta(seconds=FIRST_PAUSE_SECONDS),
            ),
        )(_shell(shop, kind))
    return manager


def _shell(shop: Workshop, kind: JobKind[Workshop]) -> Callable[[QueuedJob], Awaitable[None]]:
    async def run(queued: QueuedJob) -> None:
        began, outcome = time.monotonic(), "failed"
        payload = (queued.payload or b"").decode()
        cause = begin_job(queued.headers, payload)
        with structlog.contextvars.bound_contextvars(job_id=queued.id, job=kind.name):
            try:
                async with asyncio.timeout(kind.seconds_max):
                    with span(f"job {kind.name}", cause):
                        await kind.act(shop, payload)
                outcome = "done"
            except asyncio.CancelledError as stopped:
                outcome = "stopped"
                # PGQueuer deletes what is cancelled; a worker that stops must lose nothing.
                raise RetryRequested(reason="the worker was stopped") from stopped
            finally:
                seconds = time.monotonic() - began
                shop.services.tallies.jobs[kind.name, outcome].note(seconds)

    return run


async def drain(shop: Workshop) -> None:
    """Do every job that is due, of all queues, and come back; for tests and drills."""
    await manager_of(shop, KINDS).qm.run(
        mode=QueueExecutionMode.drain, dequeue_timeout=timedelta(seconds=1), batch_size=10
    )


async def serve_queue(shop: Workshop, queue: Queue, stop: asyncio.Event) -> None:
    """Do the jobs of one queue until `stop`; none while it is paused.

    Begin anew when the database went away under it.
    """
    while not stop.is_set():
        if await _is_paused(shop, queue):
            await _rest(stop, PAUSE_LOOK_SECONDS)
            continue
        manager = manager_of(shop, kinds_of(queue))
        running = asyncio.create_task(_run(manager, shop))
        ending = asyncio.create_task(_until_paused(shop, queue, stop))
        await asyncio.wait({running, ending}, return_when=asyncio.FIRST_COMPLETED)
        ending.cancel()
        await _end(manager, running)
        await _rest(stop, RESTART_SECONDS)


async def _until_paused(shop: Workshop, queue: Queue, stop: asyncio.Event) -> None:
    while not stop.is_set() and not await _is_paused(shop, queue):
        await _rest(stop, PAUSE_LOOK_SECONDS)


async def _is_paused(shop: Workshop, queue: Queue) -> bool:
    """Whether somebody paused it. Without the database nothing runs anyway."""
    try:
        return await is_paused(shop.services.db.pool, queue)
    except LOST as error:
        log.warning("queue_pause_unknown", queue=queue.value, error=repr(error))
        return False


async def _rest(stop: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await stop.wait()


async def _run(manager: PgQueuer, shop: Workshop) -> None:
    settings = shop.services.settings
    batch = max(1, settings.worker_jobs_max // 2)
    await manager.qm.run(
        dequeue_timeout=timedelta(seconds=POLL_SECONDS),
        batch_size=batch,
        # PGQueuer wants room for two batches.
        max_concurrent_tasks=2 * batch,
        heartbeat_timeout=timedelta(seconds=settings.worker_heartbeat_seconds),
        log_aggregation_interval=timedelta(0),
    )


async def _end(manager: PgQueuer, running: "asyncio.Task[None]") -> None:
    """Take nothing new, let what is under way finish, put back what does not."""
    manager.shutdown.set()
    done, _ = await asyncio.wait({running}, timeout=GRACE_SECONDS)
    if not done:
        running.cancel()
        await asyncio.wait({running}, timeout=GRACE_SECONDS)
    if running.done() and not running.cancelled() and (error := running.exception()):
        log.warning("queue_restarts", error=repr(error))
