"""The jobs console's verbs: look, try again, remove, clean, pause, empty."""

import asyncio
import json
from datetime import timedelta

import pytest

from tessera.kit.errors import NotFound, Refused
from tessera.kit.jobs import Queue, enqueue
from tessera.operations.jobs import change, read
from tessera.operations.jobs.model import Counts, JobState, Period
from tessera.operations.queues import drain, serve_queue
from tessera.services import Services, Workshop
from tests.integration.messages.test_confirm import Mailbox

WAIT_SECONDS_MAX = 20
WRONG = json.dumps({"order_id": "none", "token": "hush"})


@pytest.fixture
def shop(services: Services) -> Workshop:
    """What jobs get."""
    return Workshop(services, Mailbox())


async def queue_up(services: Services, kind: str = "mail_cancellation", **fields: float) -> int:
    """One job that cannot succeed, as its payload names no order; its id."""
    async with services.db.transaction() as tx:
        await enqueue(tx, kind, WRONG, **fields)  # type: ignore[arg-type]
        job_id: int = await tx.raw.fetchval("SELECT max(id) FROM pgqueuer")
    return job_id


async def fail(services: Services, job_id: int) -> None:
    """As a worker would leave it after its last try."""
    async with services.db.transaction() as tx:
        await tx.fetch("UPDATE pgqueuer SET status = 'failed' WHERE id = $1", job_id)
        await tx.fetch(
            """INSERT INTO pgqueuer_log (job_id, status, priority, entrypoint, traceback)
            VALUES ($1, 'failed', 0, 'mail_cancellation', $2)""",
            job_id,
            json.dumps({"exception_type": "ValueError", "exception_message": "no such order"}),
        )


async def test_summary_counts_each_job_once(services: Services) -> None:
    """Waiting, scheduled and failed jobs stand in their queue, their kind and the whole."""
    await fail(services, await queue_up(services))
    await queue_up(services)
    await queue_up(services, after_seconds=600)

    async with services.db.transaction() as tx:
        summary = await read.summarize(tx)

    wanted = Counts(waiting=1, scheduled=1, failed=1)
    [mail] = [queue for queue in summary.queues if queue.name is Queue.MAIL]
    assert (summary.counts, mail.counts) == (wanted, wanted)
    assert [k.counts for k in mail.kinds if k.name == "mail_cancellation"] == [wanted]


async def test_failed_job_is_listed_with_its_error_and_tried_again(services: Services) -> None:
    """The list says why; after a retry the job waits, its error stays in its history."""
    job_id = await queue_up(services)
    await fail(services, job_id)
    kinds = read.chosen_kinds(Queue.MAIL, None)

    async with services.db.transaction() as tx:
        [listed] = await read.list_jobs(tx, JobState.FAILED, kinds=kinds, after=0, limit=9)
        await change.retry_job(tx, job_id)
    async with services.db.transaction() as tx:
        job = await read.read_job(tx, job_id)

    assert listed.error == "ValueError: no such order"
    assert job.state is JobState.WAITING
    assert [event.status for event in job.history] == ["queued", "failed", "queued"]
    assert job.payload is not None
    assert "hush" not in job.payload


async def test_job_that_runs_is_neither_removed_nor_tried_again(services: Services) -> None:
    """A worker has it in its hands: whatever happened to the row, its effect would come."""
    job_id = await queue_up(services)
    async with services.db.transaction() as tx:
        await tx.fetch("UPDATE pgqueuer SET status = 'picked'")

    for act in (change.retry_job, change.remove_job):
        async with services.db.transaction() as tx:
            with pytest.raises(Refused, match="job_running"):
                await act(tx, job_id)


async def test_removed_job_is_gone_and_its_history_is_not(services: Services) -> None:
    """One may still read what it was; there is nothing left to remove."""
    job_id = await queue_up(services)
    async with services.db.transaction() as tx:
        await change.remove_job(tx, job_id)

    async with services.db.transaction() as tx:
        job = await read.read_job(tx, job_id)
        with pytest.raises(NotFound):
            await change.remove_job(tx, job_id)

    assert (job.state, job.history[-1].status) == (None, "deleted")


async def test_whole_kind_is_tried_again_and_old_failures_are_cleaned(services: Services) -> None:
    """Only failed ones, only old ones; the rest stays."""
    ids = [await queue_up(services) for _ in range(4)]
    for job_id in ids[:3]:
        await fail(services, job_id)
    old = timedelta(hours=5)
    await services.db.pool.execute(
        "UPDATE pgqueuer SET updated = now() - $1::interval WHERE id = $2", old, ids[0]
    )

    async with services.db.transaction() as tx:
        cleaned = await change.clean_jobs(tx, JobState.FAILED, 4)
        retried = await change.retry_kind(tx, "mail_cancellation")
        emptied = await change.empty_queue(tx, Queue.MAIL)

    assert (cleaned, retried, emptied) == (1, 2, 3)
    assert await services.db.pool.fetchval("SELECT count(*) FROM pgqueuer") == 0


async def test_pages_of_a_list_miss_nothing_and_repeat_nothing(services: Services) -> None:
    """The cursor goes on where the page before ended."""
    ids = [await queue_up(services) for _ in range(5)]
    found: list[int] = []
    async with services.db.transaction() as tx:
        while portion := await read.list_jobs(
            tx,
            JobState.WAITING,
            kinds=["mail_cancellation"],
            after=found[-1] if found else 0,
            limit=2,
        ):
            found += [job.id for job in portion]

    assert found == ids[::-1]


async def test_throughput_tells_what_was_done_and_what_failed(shop: Workshop) -> None:
    """Before and after the log is folded into figures, the sums are the same."""
    services = shop.services
    await queue_up(services, "confirm_orders")
    await services.db.pool.execute("UPDATE pgqueuer SET payload = '[]'")
    await drain(shop)
    await fail(services, await queue_up(services))

    async with services.db.transaction() as tx:
        found = await read.throughput(tx, Period.HOUR, read.chosen_kinds(None, None))

    assert len(found) == 60
    assert (sum(s.done for s in found), sum(s.failed for s in found)) == (1, 1)


async def test_paused_queue_rests_until_it_is_resumed(
    shop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that starts into a pause does nothing; on resuming it does the job."""
    monkeypatch.setattr("tessera.operations.queues.PAUSE_LOOK_SECONDS", 0.1)
    services, stop = shop.services, asyncio.Event()
    await queue_up(services, "confirm_orders")
    await services.db.pool.execute("UPDATE pgqueuer SET payload = '[]'")
    count = "SELECT count(*) FROM pgqueuer"
    async with services.db.transaction() as tx:
        await change.set_paused(tx, Queue.MAIL, paused=True)
    serving = asyncio.create_task(serve_queue(shop, Queue.MAIL, stop))
    await asyncio.sleep(1.5)
    rested = await services.db.pool.fetchval(count)

    async with services.db.transaction() as tx:
        await change.set_paused(tx, Queue.MAIL, paused=False)
    async with asyncio.timeout(WAIT_SECONDS_MAX):
        while await services.db.pool.fetchval(count):
            await asyncio.sleep(0.05)
        stop.set()
        await serving

    assert rested == 1


async def test_queue_that_is_paused_at_work_takes_nothing_more(
    shop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker that runs already sees the pause as well."""
    monkeypatch.setattr("tessera.operations.queues.PAUSE_LOOK_SECONDS", 0.1)
    services, stop = shop.services, asyncio.Event()
    serving = asyncio.create_task(serve_queue(shop, Queue.MAIL, stop))
    await asyncio.sleep(0.5)
    async with services.db.transaction() as tx:
        await change.set_paused(tx, Queue.MAIL, paused=True)
    await asyncio.sleep(2)
    await queue_up(services, "confirm_orders")

    await asyncio.sleep(1.5)

    assert await services.db.pool.fetchval("SELECT status::text FROM pgqueuer") == "queued"
    stop.set()
    await asyncio.wait_for(serving, WAIT_SECONDS_MAX)
