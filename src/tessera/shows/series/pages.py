"""Pages: series of shows."""

from zoneinfo import ZoneInfo

from litestar import get, post
from litestar.params import FromPath

from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Refused
from tessera.organizations.desk import kept_organization
from tessera.services import Services
from tessera.shows.programme.model import Made
from tessera.shows.series.batches import undo_batch
from tessera.shows.series.change import change_series
from tessera.shows.series.forms import change_wanted, more_wanted, series_wanted
from tessera.shows.series.make import add_shows, foresee, make_series
from tessera.shows.series.model import NewSeries, Occurrence
from tessera.shows.series.read import read_batch
from tessera.shows.series.routes import own_series, own_stage
from tessera.shows.series.view import list_view, one_view, programme_of
from tessera.shows.stage import Stage, set_stage
from tessera.venues.console.forms import Fields, number
from tessera.web.errors import trouble_of
from tessera.web.guards import allowed, may, require
from tessera.web.once import go_once
from tessera.web.pages import Page, PageRequest, form_of, one, page

HOUSE = "/organizer/organizations/{organization_id:int}/series"
ONE = "/organizer/series/{series_id:int}"


@get(HOUSE, guards=[may(Right.ORGANIZATION_READ)], include_in_schema=False)
async def series_list_page(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """The series, and a form for a new one; with `look=1` what it would make."""
    query: Fields = {name: request.query_params.getall(name) for name in request.query_params}
    if "look" not in query:
        return await _list(request, organization_id, {})
    return await _foreseen(request, organization_id, query)


async def _foreseen(request: PageRequest, organization_id: int, fields: Fields) -> Page:
    services: Services = request.app.state.services
    organization = await kept_organization(request, organization_id)
    try:
        async with services.db.transaction() as tx:
            stage = await _stage(tx, organization_id, fields)
            new = _wanted(fields, stage, organization.currency)
            seen = await foresee(tx, stage, new, shared=new.shared, now=services.clock())
    except (Invalid, Refused, NotFound) as error:
        return await _list(request, organization_id, fields, error=error)
    zone = stage.venue.timezone
    return await _list(request, organization_id, fields, seen=seen, timezone=zone)


@post(HOUSE, guards=[may(Right.SHOWS_CHANGE)], include_in_schema=False)
async def post_series_form(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """Plan a series at once."""
    services: Services = request.app.state.services
    fields = await form_of(request)
    organization = await kept_organization(request, organization_id)

    async def act(tx: Tx) -> str:
        stage = await _stage(tx, organization_id, fields)
        new = _wanted(fields, stage, organization.currency)
        series, made = await make_series(tx, stage, new, now=services.clock())
        return _after(series.id, "made", made)

    try:
        return await go_once(request, fields, act)
    except (Invalid, Refused, NotFound) as error:
        return await _list(request, organization_id, fields, error=error)


@get(ONE, guards=[may(Right.ORGANIZATION_READ)], include_in_schema=False)
async def series_page(request: PageRequest, series_id: FromPath[int]) -> Page:
    """A series, its shows, and how to change them together."""
    return await _one(request, series_id, {})


@post(ONE, guards=[may(Right.SHOWS_CHANGE)], include_in_schema=False)
async def post_series_change(request: PageRequest, series_id: FromPath[int]) -> Page:
    """Change one, those that follow, or all."""
    services: Services = request.app.state.services
    fields = await form_of(request)

    async def act(tx: Tx) -> str:
        series = await own_series(request, tx, series_id)
        stage = await set_stage(
            tx, title_id=series.title_id, hall_id=series.hall_id, seat_plan_id=None
        )
        change = change_wanted(fields, stage.plan.categories, stage.currency, series=series)
        _, made = await change_series(tx, series_id, change, now=services.clock())
        return _after(series_id, "changed", made)

    try:
        answer = await go_once(request, fields, act)
    except (Invalid, Refused) as error:
        return await _one(request, series_id, fields, error=error)
    services.shows.hear("all")
    return answer


@post(ONE + "/shows", guards=[may(Right.SHOWS_CHANGE)], include_in_schema=False)
async def post_more_shows(request: PageRequest, series_id: FromPath[int]) -> Page:
    """More shows of it."""
    services: Services = request.app.state.services
    fields = await form_of(request)

    async def act(tx: Tx) -> str:
        await own_series(request, tx, series_id)
        made = await add_shows(tx, series_id, more_wanted(fields), now=services.clock())
        return _after(series_id, "made", made)

    try:
        return await go_once(request, fields, act)
    except (Invalid, Refused) as error:
        return await _one(request, series_id, fields, error=error)


@post(
    "/organizer/show-batches/{batch_id:int}/undoing",
    guards=[may(Right.SHOWS_CHANGE)],
    include_in_schema=False,
)
async def post_undoing_form(request: PageRequest, batch_id: FromPath[int]) -> Page:
    """Take out again what was planned in one act."""
    services: Services = request.app.state.services
    fields = await form_of(request)
    person = await require(request)

    async def act(tx: Tx) -> str:
        batch = await read_batch(tx, batch_id)
        await allowed(request, None, batch.organization_id, what="batch")
        back = programme_of(batch, one(fields, "day"))
        try:
            await undo_batch(tx, batch_id, account_id=person.account_id)
        except Refused as error:
            return f"{back}said={error.code}"
        return f"{back}said=undone"

    answer = await go_once(request, fields, act)
    services.shows.hear("all")
    return answer


def _wanted(fields: Fields, stage: Stage, currency: str) -> NewSeries:
    zone = ZoneInfo(stage.venue.timezone)
    return series_wanted(fields, stage.plan.categories, currency, zone=zone)


def _after(series_id: int, what: str, made: Made) -> str:
    done, refused = len(made.show_ids), len(made.refused)
    return f"/organizer/series/{series_id}?{what}={done}&refused={refused}"


async def _stage(tx: Tx, organization_id: int, fields: Fields) -> Stage:
    """What was chosen. Raises `Invalid` where nothing was."""
    asked = {"title_id": number(one(fields, "title_id")), "hall_id": number(one(fields, "hall_id"))}
    return await own_stage(
        tx,
        organization_id,
        title_id=asked["title_id"] if isinstance(asked["title_id"], int) else 0,
        hall_id=asked["hall_id"] if isinstance(asked["hall_id"], int) else 0,
    )


async def _list(
    request: PageRequest,
    organization_id: int,
    fields: Fields,
    *,
    error: Invalid | Refused | NotFound | None = None,
    seen: list[Occurrence] | None = None,
    timezone: str = "UTC",
) -> Page:
    view = await list_view(
        request, organization_id, fields, error=error, seen=seen, timezone=timezone
    )
    status = trouble_of(error).status if error else 200
    return await page(request, "organizer/series.html", view, status=status)


async def _one(
    request: PageRequest,
    series_id: int,
    fields: Fields,
    *,
    error: Invalid | Refused | None = None,
) -> Page:
    services: Services = request.app.state.services
    async with services.db.transaction() as tx:
        series = await own_series(request, tx, series_id)
        view = await one_view(request, tx, series, fields=fields, error=error)
    status = trouble_of(error).status if error else 200
    return await page(request, "organizer/one_series.html", view, status=status)


PAGES = [
    series_list_page,
    post_series_form,
    series_page,
    post_series_change,
    post_more_shows,
    post_undoing_form,
]
