"""Pages: the jobs console, for admins."""

from contextlib import AbstractAsyncContextManager
from enum import StrEnum
from functools import partial
from typing import TypeVar
from urllib.parse import urlencode

from litestar import get, post
from litestar.params import FromPath

from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Problem
from tessera.kit.jobs import Queue
from tessera.operations.jobs.change import (
    clean_jobs,
    empty_queue,
    remove_job,
    retry_job,
    retry_kind,
    set_paused,
)
from tessera.operations.jobs.model import JobState, Period
from tessera.operations.jobs.present import (
    chart_of,
    console_page,
    job_page,
    jobs_page,
    said,
)
from tessera.operations.jobs.read import (
    chosen_kinds,
    list_jobs,
    read_job,
    summarize,
    throughput,
)
from tessera.operations.jobs.routes import HOURS_MAX
from tessera.services import Services
from tessera.web.guards import admin
from tessera.web.pages import Page, PageRequest, form_of, go, one, page, say

Choice = TypeVar("Choice", bound=StrEnum)

PAGE_SIZE = 30
CURSOR_DIGITS_MAX = 18


@get("/admin/jobs", guards=[admin], include_in_schema=False)
async def console(request: PageRequest) -> Page:
    """Every queue, how it goes, and what was done lately."""
    services: Services = request.app.state.services
    period = _one_of(Period, request.query_params.get("period")) or Period.HOUR
    async with services.db.transaction() as tx:
        summary = await summarize(tx)
        done = await throughput(tx, period, chosen_kinds(None, None))
    speak = partial(say, request)
    view = console_page(summary, chart_of(done, period, speak), speak, said=_said(request))
    return await page(request, "jobs/console.html", view)


@get("/admin/jobs/list", guards=[admin], include_in_schema=False)
async def job_list(request: PageRequest) -> Page:
    """Jobs of one state, the newest first."""
    services: Services = request.app.state.services
    query = request.query_params
    state = _one_of(JobState, query.get("state")) or JobState.FAILED
    queue = _one_of(Queue, query.get("queue"))
    kind = query.get("kind") or None
    after = _number(query.get("cursor", ""))
    async with services.db.transaction() as tx:
        kinds = chosen_kinds(queue, kind)
        found = await list_jobs(tx, state, kinds=kinds, after=after, limit=PAGE_SIZE + 1)
        summary = await summarize(tx)
    more = found[PAGE_SIZE - 1].cursor if len(found) > PAGE_SIZE else None
    view = jobs_page(
        state,
        found[:PAGE_SIZE],
        summary,
        partial(say, request),
        queue=queue,
        kind=kind,
        after=after,
        more=more,
        said=_said(request),
    )
    return await page(request, "jobs/list.html", view)


@get("/admin/jobs/{job_id:int}", guards=[admin], include_in_schema=False)
async def one_job(request: PageRequest, job_id: FromPath[int]) -> Page:
    """One job with its payload and history."""
    services: Services = request.app.state.services
    async with services.db.transaction() as tx:
        job = await read_job(tx, job_id)
    view = job_page(job, partial(say, request), _said(request))
    return await page(request, "jobs/job.html", view)


@post("/admin/jobs/{job_id:int}/{verb:str}", guards=[admin], include_in_schema=False)
async def change_job(request: PageRequest, job_id: FromPath[int], verb: FromPath[str]) -> Page:
    """Try one job again, or remove it."""
    act = {"retry": retry_job, "remove": remove_job}.get(verb)
    if act is None:
        raise NotFound("page")
    await form_of(request)
    async with _transaction(request) as tx:
        await act(tx, job_id)
    return _back(f"/admin/jobs/{job_id}", verb, 1)


@post("/admin/jobs/retries", guards=[admin], include_in_schema=False)
async def retry_failed(request: PageRequest) -> Page:
    """Try the failed jobs of a kind again."""
    fields = await form_of(request)
    async with _transaction(request) as tx:
        count = await retry_kind(tx, one(fields, "kind"))
    return _back("/admin/jobs/list", "retry", count)


@post("/admin/jobs/cleaning", guards=[admin], include_in_schema=False)
async def clean_old(request: PageRequest) -> Page:
    """Remove old failed jobs, or the history of old done ones."""
    fields = await form_of(request)
    state = _one_of(JobState, one(fields, "state"))
    hours = one(fields, "hours")
    if state is None or not hours.isdecimal() or len(hours) > 4 or int(hours) > HOURS_MAX:
        raise Invalid([Problem("hours", f"must be a whole number up to {HOURS_MAX}")])
    async with _transaction(request) as tx:
        count = await clean_jobs(tx, state, int(hours))
    return _back("/admin/jobs", "clean", count)


@post("/admin/jobs/queues/{queue:str}/{verb:str}", guards=[admin], include_in_schema=False)
async def change_queue(request: PageRequest, queue: FromPath[str], verb: FromPath[str]) -> Page:
    """Pause, resume or empty a queue."""
    chosen = _one_of(Queue, queue)
    if chosen is None or verb not in ("pause", "resume", "empty"):
        raise NotFound("queue")
    fields = await form_of(request)
    if verb == "empty" and one(fields, "sure") != "yes":
        raise Invalid([Problem("sure", "must be ticked")])
    async with _transaction(request) as tx:
        count = await _on_queue(tx, chosen, verb)
    return _back("/admin/jobs", verb, count)


async def _on_queue(tx: Tx, queue: Queue, verb: str) -> int:
    if verb == "empty":
        return await empty_queue(tx, queue)
    await set_paused(tx, queue, paused=verb == "pause")
    return 1


def _transaction(request: PageRequest) -> AbstractAsyncContextManager[Tx]:
    services: Services = request.app.state.services
    return services.db.transaction()


def _back(path: str, verb: str, count: int) -> Page:
    return go(f"{path}?{urlencode({'done': verb, 'count': count})}")


def _said(request: PageRequest) -> str:
    """What was just done, as the address tells."""
    query = request.query_params
    return said(query.get("done", ""), _number(query.get("count", "")), partial(say, request))


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) <= CURSOR_DIGITS_MAX else 0


def _one_of(choices: type[Choice], text: str | None) -> Choice | None:
    return next((choice for choice in choices if choice.value == text), None)


PAGES = [console, job_list, one_job, change_job, retry_failed, clean_old, change_queue]
