"""Do something about jobs. Whatever touches many does so in bounded portions."""

from datetime import timedelta

from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Problem, Refused
from tessera.kit.jobs import Queue
from tessera.operations.jobs.model import JobsRefused, JobState
from tessera.operations.jobs.read import SQL, chosen_kinds

PORTION = 10_000
"""How many jobs one call changes at most; who has more calls again."""
CLEANABLE = (JobState.FAILED, JobState.DONE)


async def retry_job(tx: Tx, job_id: int) -> int:
    """Let a failed job have all its tries again, or one that waits for its time go now."""
    row = await tx.fetch_one(SQL["lock_job"], job_id)
    if row is None:
        raise NotFound("job")
    if row["status"] == "picked":
        raise Refused(JobsRefused.RUNNING)
    if row["status"] != "failed" and not row["later"]:
        raise Refused(JobsRefused.NOT_RETRYABLE)
    await tx.fetch(SQL["retry"], job_id)
    return 1


async def retry_kind(tx: Tx, kind: str) -> int:
    """The same for failed jobs of one kind; how many."""
    [name] = chosen_kinds(None, kind)
    return len(await tx.fetch(SQL["retry_kind"], name, PORTION))


async def remove_job(tx: Tx, job_id: int) -> int:
    """Take a job out of its queue; its history stays. One that runs is refused."""
    row = await tx.fetch_one(SQL["lock_job"], job_id)
    if row is None:
        raise NotFound("job")
    if row["status"] == "picked":
        raise Refused(JobsRefused.RUNNING)
    await tx.fetch(SQL["remove"], job_id)
    return 1


async def clean_jobs(tx: Tx, state: JobState, older_than_hours: int) -> int:
    """Remove failed jobs, or the history of done ones, that are older; how many rows.

    Raises `Invalid` for another state.
    """
    if state not in CLEANABLE:
        raise Invalid([Problem("state", "must be failed or done: the others are still to do")])
    query = SQL["clean_failed" if state is JobState.FAILED else "clean_done"]
    return len(await tx.fetch(query, timedelta(hours=older_than_hours), PORTION))


async def set_paused(tx: Tx, queue: Queue, *, paused: bool) -> int:
    """Pause or resume a queue; every worker sees it within seconds, also after a restart."""
    await tx.fetch(SQL["pause" if paused else "resume"], queue.value)
    return 1


async def empty_queue(tx: Tx, queue: Queue) -> int:
    """Remove what waits in a queue or is scheduled; how many. Failed and running jobs stay."""
    return len(await tx.fetch(SQL["empty"], chosen_kinds(queue, None), PORTION))
