"""The job worker: queued jobs through PGQueuer, work by the clock beside them."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import Any

import structlog
from pgqueuer import PgQueuer
from pgqueuer.executors import DatabaseRetryEntrypointExecutor
from pgqueuer.models import Job as QueuedJob
from pgqueuer.types import QueueExecutionMode

from tessera.claims.tasks import sweep
from tessera.kit.jobs import FIRST_PAUSE_SECONDS, TRIES_MAX, Job, payload_of
from tessera.kit.mail import Mailer
from tessera.messages.tasks import MailJobs
from tessera.operations.clean import clean
from tessera.payments.tasks import PaymentJobs
from tessera.services import Services
from tessera.shows.tasks import move_by_clock

log = structlog.get_logger()

STATUS_SECONDS = 1.0
"""Shows turn within this long of their instant."""
DEQUEUE_SECONDS = 5
HEARTBEAT_SECONDS = 30
CONCURRENCY = {"confirm_orders": 2, "confirm_order": 2, "mail_cancellation": 2, "send_refund": 4}


def queue_of(services: Services, mailer: Mailer) -> PgQueuer:
    """The queue with every entry point: three tries with growing pauses, then kept as failed."""
    queue = PgQueuer.from_asyncpg_pool(services.db.pool)
    jobs = MailJobs(services, mailer).by_name() | PaymentJobs(services).by_name()
    retrying = partial(
        DatabaseRetryEntrypointExecutor,
        max_attempts=TRIES_MAX - 1,
        initial_delay=timedelta(seconds=FIRST_PAUSE_SECONDS),
    )
    for name, job in jobs.items():
        queue.entrypoint(
            name,
            concurrency_limit=CONCURRENCY[name],
            on_failure="hold",
            executor_factory=retrying,
        )(_shell(job))

    @queue.schedule("clean", "17 3 * * *")
    async def clean_daily(_: Any) -> None:
        await clean(services.db)

    return queue


def _shell(job: Job) -> Callable[[QueuedJob], Awaitable[None]]:
    async def run(queued: QueuedJob) -> None:
        with structlog.contextvars.bound_contextvars(job_id=queued.id, job=queued.entrypoint):
            await job(payload_of(queued))

    return run


async def drain(services: Services, mailer: Mailer) -> None:
    """Do every job that is due and come back; for tests and drills."""
    queue = queue_of(services, mailer)
    await queue.qm.run(
        mode=QueueExecutionMode.drain, dequeue_timeout=timedelta(seconds=1), batch_size=10
    )


async def work(services: Services, mailer: Mailer) -> None:
    """Work until SIGTERM or SIGINT; what is under way is finished first."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    settings = services.settings
    payments = PaymentJobs(services)
    rounds: dict[str, tuple[float, Callable[[], Awaitable[Any]]]] = {
        "sweep": (settings.sweep_seconds, partial(sweep, services)),
        "statuses": (STATUS_SECONDS, partial(move_by_clock, services.db)),
        "reconcile": (settings.reconcile_seconds, payments.reconcile),
    }
    tasks = [
        asyncio.create_task(_rounds(name, act, seconds=seconds, stop=stop))
        for name, (seconds, act) in rounds.items()
    ]
    tasks.append(asyncio.create_task(_serve_queue(services, mailer, stop)))
    await stop.wait()
    await asyncio.gather(*tasks)


async def _serve_queue(services: Services, mailer: Mailer, stop: asyncio.Event) -> None:
    """Run the queue; start it anew when the database went away under it."""
    while not stop.is_set():
        queue = queue_of(services, mailer)
        running = asyncio.create_task(
            queue.run(
                dequeue_timeout=timedelta(seconds=DEQUEUE_SECONDS),
                max_concurrent_tasks=settings_max(services),
                heartbeat_timeout=timedelta(seconds=HEARTBEAT_SECONDS),
            )
        )
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
        queue.shutdown.set()
        stopping.cancel()
        try:
            await running
        except Exception as error:
            log.warning("queue_restarts", error=repr(error))
            await asyncio.sleep(1)


def settings_max(services: Services) -> int:
    """How many jobs this worker does at once; PGQueuer wants two batches of room."""
    return max(20, services.settings.worker_jobs_max)


async def _rounds(
    name: str, act: Callable[[], Awaitable[Any]], *, seconds: float, stop: asyncio.Event
) -> None:
    """Do `act` every `seconds`; a round that fails is logged, the next one comes all the same."""
    while not stop.is_set():
        try:
            await act()
        except Exception as error:
            log.warning("round_failed", round=name, error=repr(error))
        try:
            async with asyncio.timeout(seconds):
                await stop.wait()
        except TimeoutError:
            continue
