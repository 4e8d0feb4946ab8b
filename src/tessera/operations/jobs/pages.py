"""Pages: the jobs console, for admins."""

from collections.abc import Awaitable, Callable
from enum import StrEnum
from functools import partial
from typing import TypeVar
from urllib.parse import urlencode

from litestar import get, post
from litestar.params import FromPath

from tessera.accounts.policy import Right
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
from tessera.operations.jobs.model import Action, JobState, Period
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
from tessera.operations.jobs.record import latest_deeds, on_record
from tessera.operations.jobs.routes import HOURS_MAX
from tessera.services import Services
from tessera.web.guards import may, require
from tessera.web.once import go_once
from tessera.web.pages import Page, PageRequest, form_of, one, page, say

Choice = TypeVar("Choice", bound=StrEnum)

PAGE_SIZE = 30
CURSOR_DIGITS_MAX = 18


@get("/admin/jobs", guards=[may(Right.JOBS_READ)], include_in_schema=False)
async def console(request: PageRequest) -> Page:
    """Every queue, how it goes, and what was done lately."""
    services: Services = request.app.state.services
    period = _one_of(Period, request.query_params.get("period")) or Period.HOUR
    async with services.db.transaction() as tx:
        summary = await summarize(tx)
        done = await throughput(tx, period, chosen_kinds(None, None))
        deeds = await latest_deeds(tx)
    speak = partial(say, request)
    chart = chart_of(done, period, speak)
    view = console_page(summary, chart, speak, deeds=deeds, said=_said(request))
    return await page(request, "jobs/console.html", view)


@get("/admin/jobs/list", guards=[may(Right.JOBS_READ)], include_in_schema=False)
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


@get("/admin/jobs/{job_id:int}", guards=[may(Right.JOBS_READ)], include_in_schema=False)
async def one_job(request: PageRequest, job_id: FromPath[int]) -> Page:
    """One job with its payload and history."""
    services: Services = request.app.state.services
    async with services.db.transaction() as tx:
        job = await read_job(tx, job_id)
    view = job_page(job, partial(say, request), _said(request))
    return await page(request, "jobs/job.html", view)


@post(
    "/admin/jobs/{job_id:int}/{verb:str}", guards=[may(Right.JOBS_CHANGE)], include_in_schema=False
)
async def change_job(request: PageRequest, job_id: FromPath[int], verb: FromPath[str]) -> Page:
    """Try one job again, or remove it."""
    verbs = {Action.RETRY: retry_job, Action.REMOVE: remove_job}
    action = _one_of(Action, verb)
    if action not in verbs:
        raise NotFound("page")
    fields = await form_of(request)
    act = partial(verbs[action], job_id=job_id)
    here = f"/admin/jobs/{job_id}"
    return await _acted(request, fields, act, action=action, target=str(job_id), back=here)


@post("/admin/jobs/retries", guards=[may(Right.JOBS_CHANGE)], include_in_schema=False)
async def retry_failed(request: PageRequest) -> Page:
    """Try the failed jobs of a kind again."""
    fields = await form_of(request)
    kind = one(fields, "kind")
    act = partial(retry_kind, kind=kind)
    back = "/admin/jobs/list"
    return await _acted(request, fields, act, action=Action.RETRY_KIND, target=kind, back=back)


@post("/admin/jobs/cleaning", guards=[may(Right.JOBS_CHANGE)], include_in_schema=False)
async def clean_old(request: PageRequest) -> Page:
    """Remove old failed jobs, or the history of old done ones."""
    fields = await form_of(request)
    state = _one_of(JobState, one(fields, "state"))
    hours = one(fields, "hours")
    if state is None or not hours.isdecimal() or len(hours) > 4 or int(hours) > HOURS_MAX:
        raise Invalid([Problem("hours", f"must be a whole number up to {HOURS_MAX}")])
    act = partial(clean_jobs, state=state, older_than_hours=int(hours))
    back = "/admin/jobs"
    return await _acted(request, fields, act, action=Action.CLEAN, target=state.value, back=back)


@post(
    "/admin/jobs/queues/{queue:str}/{verb:str}",
    guards=[may(Right.JOBS_CHANGE)],
    include_in_schema=False,
)
async def change_queue(request: PageRequest, queue: FromPath[str], verb: FromPath[str]) -> Page:
    """Pause, resume or empty a queue."""
    chosen, action = _one_of(Queue, queue), _one_of(Action, verb)
    if chosen is None or action not in (Action.PAUSE, Action.RESUME, Action.EMPTY):
        raise NotFound("queue")
    fields = await form_of(request)
    act: Callable[[Tx], Awaitable[int]]
    if action is Action.EMPTY:
        if one(fields, "sure") != "yes":
            raise Invalid([Problem("sure", "must be ticked")])
        act = partial(empty_queue, queue=chosen)
    else:
        act = partial(set_paused, queue=chosen, paused=action is Action.PAUSE)
    back = "/admin/jobs"
    return await _acted(request, fields, act, action=action, target=chosen.value, back=back)


async def _acted(
    request: PageRequest,
    fields: dict[str, list[str]],
    act: Callable[[Tx], Awaitable[int]],
    *,
    action: Action,
    target: str,
    back: str,
) -> Page:
    """Act once and on record, and go back to where it is told."""
    person = await require(request)

    async def recorded(tx: Tx) -> str:
        count = await on_record(
            tx, partial(act, tx), account_id=person.account_id, action=action, target=target
        )
        return f"{back}?{urlencode({'done': action.value, 'count': count})}"

    return await go_once(request, fields, recorded)


def _said(request: PageRequest) -> str:
    """What was just done, as the address tells."""
    query = request.query_params
    return said(query.get("done", ""), _number(query.get("count", "")), partial(say, request))


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) <= CURSOR_DIGITS_MAX else 0


def _one_of(choices: type[Choice], text: str | None) -> Choice | None:
    return next((choice for choice in choices if choice.value == text), None)


PAGES = [console, job_list, one_job, change_job, retry_failed, clean_old, change_queue]
