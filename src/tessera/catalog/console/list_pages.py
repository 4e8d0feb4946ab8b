"""Pages: the titles of an organization, and one act on many of them."""

from urllib.parse import urlencode
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath

from tessera.accounts.policy import Right
from tessera.catalog.console.present import ACTIONS, desk_of, list_url, titles_page
from tessera.catalog.console.read import WantedManaged, managed_ids, managed_titles
from tessera.catalog.keepers import require_editor
from tessera.catalog.model import TitleKind, TitleStatus
from tessera.catalog.runs.begin import begin_title_run, undo_title_run
from tessera.catalog.runs.model import RUN_MAX, Outcome, RunAction, RunWanted, TitleRun
from tessera.catalog.runs.read import foreseen, lines_of
from tessera.catalog.runs.routes import kept_run
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Problem, Refused
from tessera.services import Services
from tessera.web.errors import Trouble, trouble_of
from tessera.web.guards import may
from tessera.web.once import go_once
from tessera.web.pages import Page, PageRequest, form_of, numbers, one, page, refusal, say
from tessera.web.views.shell import Pagination
from tessera.web.views.titles import ForeseenRow, RunPreviewPage, TitleRunPage
from tessera.web.who import who_of

HOUSE = "/organizer/organizations/{organization_id:int}/titles"
PLATFORM = "/admin/titles"
RUN = "/organizer/title-runs/{run_id:uuid}"
PAGE_SIZE = 40


@get(HOUSE, guards=[may(Right.CATALOGUE_CHANGE)], include_in_schema=False)
async def titles(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """Titles, searched and filtered; chosen ones can be changed together."""
    return await _titles(request, organization_id)


@get(PLATFORM, guards=[may(Right.TITLES_SHARED)], include_in_schema=False)
async def shared_titles(request: PageRequest) -> Page:
    """The same of those that every organization may show."""
    return await _titles(request, None)


@get(HOUSE + "/preview", guards=[may(Right.CATALOGUE_CHANGE)], include_in_schema=False)
async def run_preview(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """What an act would do to the chosen titles."""
    return await _preview(request, organization_id)


@get(PLATFORM + "/preview", guards=[may(Right.TITLES_SHARED)], include_in_schema=False)
async def shared_run_preview(request: PageRequest) -> Page:
    """The same of those that every organization may show."""
    return await _preview(request, None)


@post("/organizer/title-runs", guards=[may(Right.CATALOGUE_CHANGE)], include_in_schema=False)
async def post_run(request: PageRequest) -> Page:
    """Do it."""
    fields = await form_of(request)
    house = house_of(one(fields, "organization"))
    await require_editor(request, house)

    async def act(tx: Tx) -> str:
        ids, action = numbers(fields, "title"), _action(one(fields, "action"))
        wanted = RunWanted(action=action, title_ids=ids[:RUN_MAX], organization_id=house)
        run = await begin_title_run(tx, wanted, who=who_of(request))
        return f"/organizer/title-runs/{run.id}"

    return await go_once(request, fields, act)


@get(RUN, guards=[may(Right.CATALOGUE_CHANGE)], include_in_schema=False)
async def title_run(request: PageRequest, run_id: FromPath[UUID]) -> Page:
    """How far a run has come, and what came of each title."""
    return await _run(request, await kept_run(request, run_id))


@post(RUN + "/undo", guards=[may(Right.CATALOGUE_CHANGE)], include_in_schema=False)
async def post_undo(request: PageRequest, run_id: FromPath[UUID]) -> Page:
    """Give back what a run has changed."""
    fields = await form_of(request)
    run = await kept_run(request, run_id)

    async def act(tx: Tx) -> str:
        undoing = await undo_title_run(tx, run, who=who_of(request))
        return f"/organizer/title-runs/{undoing.id}"

    try:
        return await go_once(request, fields, act)
    except Refused as error:
        return await _run(request, run, trouble=trouble_of(error))


def house_of(text: str) -> int | None:
    """The organization of a form; empty is the platform. Raises `NotFound`."""
    if text and not (text.isdecimal() and len(text) < 19):
        raise NotFound("organization")
    return int(text) if text else None


def _action(text: str) -> RunAction:
    if text not in set(RunAction) - {RunAction.UNDO}:
        raise Invalid([Problem("action", "choose one")])
    return RunAction(text)


def _wanted(request: PageRequest, organization_id: int | None) -> WantedManaged:
    query = request.query_params
    status, kind = query.get("status", ""), query.get("kind", "")
    return WantedManaged(
        organization_id=organization_id,
        words=query.get("q", "").replace("\x00", "")[:100],
        status=status if status in set(TitleStatus) else "",
        kind=kind if kind in set(TitleKind) else "",
    )


async def _titles(request: PageRequest, organization_id: int | None) -> Page:
    services: Services = request.app.state.services
    way = await desk_of(request, organization_id)
    wanted = _wanted(request, organization_id)
    number = request.query_params.get("page", "0")
    turned = int(number) if number.isdecimal() and len(number) < 6 else 0
    found = await managed_titles(
        services.db.pool, wanted, limit=PAGE_SIZE + 1, offset=turned * PAGE_SIZE
    )
    asked = {"q": wanted.words, "status": wanted.status, "kind": wanted.kind}

    def other(number: int) -> str:
        return f"{list_url(organization_id)}?{urlencode(asked | {'page': str(number)})}"

    pages = Pagination(
        other(turned - 1) if turned else None,
        other(turned + 1) if len(found) > PAGE_SIZE else None,
    )
    view = titles_page(request, found[:PAGE_SIZE], wanted=wanted, way=way, pages=pages)
    return await page(request, "organizer/titles.html", view)


async def _preview(request: PageRequest, organization_id: int | None) -> Page:
    services: Services = request.app.state.services
    way = await desk_of(request, organization_id)
    query = request.query_params
    action = _action(query.get("action", ""))
    if query.get("all"):
        ids = await managed_ids(services.db.pool, _wanted(request, organization_id))
    else:
        ids = list(numbers({"title": query.getall("title", [])}, "title"))[:RUN_MAX]
    found = await foreseen(services.db.pool, action, ids, organization_id=organization_id)
    changing = [one for one in found if one.outcome in (Outcome.DONE, Outcome.ARCHIVED)]
    view = RunPreviewPage(
        desk=way,
        action=action.value,
        words=say(request, ACTIONS[action]),
        organization="" if organization_id is None else str(organization_id),
        ids=tuple(one.title_id for one in changing),
        rows=tuple(
            ForeseenRow(t.name, t.outcome.value, f"/organizer/titles/{t.title_id}", t.active)
            for t in found
        ),
        changing=len(changing),
        back_url=list_url(organization_id),
    )
    return await page(request, "organizer/title_run_preview.html", view)


async def _run(request: PageRequest, run: TitleRun, *, trouble: Trouble | None = None) -> Page:
    services: Services = request.app.state.services
    lines = await lines_of(services.db.pool, run.id)
    over = run.ended_at is not None
    here = f"/organizer/title-runs/{run.id}"
    view = TitleRunPage(
        desk=await desk_of(request, run.organization_id),
        words=say(request, ACTIONS[run.action]),
        titles=run.titles,
        looked_at=run.looked_at,
        done=run.done,
        unchanged=run.unchanged,
        archived=run.archived,
        refused=run.refused,
        gone=run.gone,
        over=over,
        rows=tuple(
            ForeseenRow(t.name, t.outcome.value if t.outcome else "", _title_url(run, t.title_id))
            for t in lines
        ),
        undo_url=f"{here}/undo" if over and run.undoable and not run.undone_by else "",
        undone_url=f"/organizer/title-runs/{run.undone_by}" if run.undone_by else "",
        back_url=list_url(run.organization_id),
        refusal=refusal(request, trouble) if trouble else None,
    )
    status = trouble.status if trouble else 200
    return await page(request, "organizer/title_run.html", view, status=status)


def _title_url(run: TitleRun, title_id: int) -> str:
    return "" if run.action is RunAction.DELETE else f"/organizer/titles/{title_id}"


PAGES = [
    titles,
    shared_titles,
    run_preview,
    shared_run_preview,
    post_run,
    title_run,
    post_undo,
]
