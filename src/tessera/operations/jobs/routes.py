"""REST: the jobs console, for admins."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Annotated, Any

import msgspec
from litestar import Response, delete, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.kit.jobs import Queue
from tessera.kit.pagination import PAGE_DEFAULT, page
from tessera.operations.jobs.change import (
    clean_jobs,
    empty_queue,
    remove_job,
    retry_job,
    retry_kind,
    set_paused,
)
from tessera.operations.jobs.model import Action, JobState, Period
from tessera.operations.jobs.read import (
    chosen_kinds,
    list_jobs,
    read_job,
    summarize,
    throughput,
)
from tessera.operations.jobs.record import latest_deeds, on_record
from tessera.services import Services
from tessera.web.answers import JsonRequest, json_answer
from tessera.web.guards import may, require
from tessera.web.once import once
from tessera.web.paging import Cursor, Limit

HOURS_MAX = 24 * 365


class KindWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of job, by its name."""

    kind: str


class CleaningWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to remove: failed jobs or the history of done ones, older than so many hours."""

    state: JobState
    older_than_hours: Annotated[int, msgspec.Meta(ge=0, le=HOURS_MAX)]


class QueueWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whether a queue shall rest."""

    paused: bool


@get("/admin/jobs", guards=[may(Right.JOBS_READ)])
async def get_jobs(
    request: JsonRequest,
    job_state: Annotated[JobState, QueryParameter(name="state")] = JobState.FAILED,
    queue: FromQuery[Queue | None] = None,
    kind: FromQuery[str | None] = None,
    limit: Limit = PAGE_DEFAULT,
    cursor: Cursor = 0,
) -> Response[bytes]:
    """Jobs of one state, the newest first; of one queue or kind where one is named."""
    services: Services = request.app.state.services
    kinds = chosen_kinds(queue, kind)
    async with services.db.transaction() as tx:
        found = await list_jobs(tx, job_state, kinds=kinds, after=cursor, limit=limit + 1)
    return json_answer(page(found, limit, view=lambda job: job, cursor=lambda job: job.cursor))


@get("/admin/jobs/summary", guards=[may(Right.JOBS_READ)])
async def get_summary(request: JsonRequest) -> Response[bytes]:
    """Counts by queue, kind and state; what is paused; whether somebody should look."""
    services: Services = request.app.state.services
    async with services.db.transaction() as tx:
        return json_answer(await summarize(tx))


@get("/admin/jobs/throughput", guards=[may(Right.JOBS_READ)])
async def get_throughput(
    request: JsonRequest,
    period: FromQuery[Period] = Period.HOUR,
    queue: FromQuery[Queue | None] = None,
) -> Response[bytes]:
    """What was done in the last hour by the minute, or the last day by the half hour."""
    services: Services = request.app.state.services
    async with services.db.transaction() as tx:
        found = await throughput(tx, period, chosen_kinds(queue, None))
    return json_answer({"items": found, "next_cursor": None})


@get("/admin/jobs/{job_id:int}", guards=[may(Right.JOBS_READ)])
async def get_job(request: JsonRequest, job_id: FromPath[int]) -> Response[bytes]:
    """One job with its payload and history, also after it is done."""
    services: Services = request.app.state.services
    async with services.db.transaction() as tx:
        return json_answer(await read_job(tx, job_id))


@get("/admin/jobs/deeds", guards=[may(Right.JOBS_READ)])
async def get_deeds(request: JsonRequest) -> Response[bytes]:
    """Who did what at the console lately, the newest first."""
    services: Services = request.app.state.services
    async with services.db.transaction() as tx:
        return json_answer({"items": await latest_deeds(tx), "next_cursor": None})


@post("/admin/jobs/{job_id:int}/retry", guards=[may(Right.JOBS_CHANGE)], status_code=200)
async def post_retry(request: JsonRequest, job_id: FromPath[int]) -> Response[bytes]:
    """Try a failed job again, or one that waits for its time now."""
    act = partial(retry_job, job_id=job_id)
    return await _acted(request, act, Action.RETRY, target=str(job_id))


@post("/admin/jobs/retries", guards=[may(Right.JOBS_CHANGE)], status_code=200)
async def post_retries(request: JsonRequest, data: JSONBody[KindWanted]) -> Response[bytes]:
    """Try the failed jobs of a kind again, at most 10,000 of them."""
    act = partial(retry_kind, kind=data.kind)
    return await _acted(request, act, Action.RETRY_KIND, target=data.kind)


@delete("/admin/jobs/{job_id:int}", guards=[may(Right.JOBS_CHANGE)], status_code=200)
async def delete_job(request: JsonRequest, job_id: FromPath[int]) -> Response[bytes]:
    """Remove a job that does not run."""
    act = partial(remove_job, job_id=job_id)
    return await _acted(request, act, Action.REMOVE, target=str(job_id))


@post("/admin/jobs/cleaning", guards=[may(Right.JOBS_CHANGE)], status_code=200)
async def post_cleaning(request: JsonRequest, data: JSONBody[CleaningWanted]) -> Response[bytes]:
    """Remove old failed jobs or old history, at most 10,000 rows."""
    act = partial(clean_jobs, state=data.state, older_than_hours=data.older_than_hours)
    return await _acted(request, act, Action.CLEAN, target=data.state.value)


@put("/admin/jobs/queues/{queue:str}", guards=[may(Right.JOBS_CHANGE)], status_code=200)
async def put_queue(
    request: JsonRequest, queue: FromPath[Queue], data: JSONBody[QueueWanted]
) -> Response[bytes]:
    """Pause or resume a queue for all workers."""
    act = partial(set_paused, queue=queue, paused=data.paused)
    action = Action.PAUSE if data.paused else Action.RESUME
    said = {"name": queue, "paused": data.paused}
    return await _acted(request, act, action, target=queue.value, said=said)


@delete("/admin/jobs/queues/{queue:str}/jobs", guards=[may(Right.JOBS_CHANGE)], status_code=200)
async def delete_jobs(request: JsonRequest, queue: FromPath[Queue]) -> Response[bytes]:
    """Empty a queue of what waits and is scheduled, at most 10,000 jobs."""
    act = partial(empty_queue, queue=queue)
    return await _acted(request, act, Action.EMPTY, target=queue.value)


async def _acted(
    request: JsonRequest,
    act: Callable[[Tx], Awaitable[int]],
    action: Action,
    *,
    target: str,
    said: Mapping[str, Any] | None = None,
) -> Response[bytes]:
    """Act once and on record; answers `said`, else how many jobs were retried or removed."""
    person = await require(request)
    word = "retried" if action in (Action.RETRY, Action.RETRY_KIND) else "removed"

    async def recorded(tx: Tx) -> Mapping[str, Any]:
        count = await on_record(
            tx, partial(act, tx), account_id=person.account_id, action=action, target=target
        )
        return {word: count} if said is None else said

    return await once(request, recorded)


ROUTES = [
    get_jobs,
    get_summary,
    get_throughput,
    get_deeds,
    get_job,
    post_retry,
    post_retries,
    delete_job,
    post_cleaning,
    put_queue,
    delete_jobs,
]
