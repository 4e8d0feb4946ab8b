"""REST: series, the shows that rules make, and undoing what was planned in one act."""

from typing import Any

import msgspec
from litestar import Response, get, patch, post
from litestar.params import FromPath, JSONBody

from tessera.accounts.policy import Right
from tessera.kit.clock import rfc3339
from tessera.kit.database import Tx
from tessera.kit.errors import NotFound
from tessera.kit.pagination import PAGE_DEFAULT, page
from tessera.services import Services
from tessera.shows.programme.model import Made
from tessera.shows.series.batches import undo_batch
from tessera.shows.series.change import change_series
from tessera.shows.series.make import add_shows, foresee, make_series
from tessera.shows.series.model import MoreShows, NewSeries, Occurrence, Series, SeriesChange
from tessera.shows.series.read import batches_of, read_batch, read_series, series_of, shows_of
from tessera.shows.stage import Stage, set_stage
from tessera.web.answers import JsonRequest, json_answer
from tessera.web.guards import Connection, allowed, may, require
from tessera.web.once import once
from tessera.web.paging import Cursor, Limit

LIST = "/organizations/{organization_id:int}/series"
ONE = "/series/{series_id:int}"
BATCHES = "/organizations/{organization_id:int}/show-batches"
BATCH = "/show-batches/{batch_id:int}"


def series_view(series: Series) -> dict[str, Any]:
    """A series as who works there sees it."""
    view: dict[str, Any] = msgspec.to_builtins(series)
    return view


def occurrence_view(one: Occurrence) -> dict[str, Any]:
    """A show that would be."""
    return {
        "day": one.day,
        "starts_at": rfc3339(one.starts_at),
        "ends_at": rfc3339(one.ends_at),
        "free_at": rfc3339(one.free_at),
        "clock_turns": one.shifted,
        "excluded": one.excluded,
        "past": one.past,
        "in_the_way": one.in_the_way or None,
    }


async def own_series(request: Connection, tx: Tx, series_id: int) -> Series:
    """A series, for who has the route's right there. Raises as `allowed` does."""
    series = await read_series(tx, series_id)
    await allowed(request, None, series.organization_id, what="series")
    return series


async def own_stage(tx: Tx, organization_id: int, *, title_id: int, hall_id: int) -> Stage:
    """What a new series stands on, in a hall of this organization."""
    stage = await set_stage(tx, title_id=title_id, hall_id=hall_id, seat_plan_id=None)
    if stage.venue.organization_id != organization_id:
        raise NotFound("hall")
    return stage


@get(LIST, guards=[may(Right.ORGANIZATION_READ)])
async def get_series_list(
    request: JsonRequest,
    organization_id: FromPath[int],
    limit: Limit = PAGE_DEFAULT,
    cursor: Cursor = 0,
) -> Response[bytes]:
    """An organization's series."""
    services: Services = request.app.state.services
    found = await series_of(services.db.pool, organization_id, after=cursor, limit=limit + 1)
    return json_answer(page(found, limit, view=series_view, cursor=lambda s: s.id))


@post(LIST + "/preview", guards=[may(Right.SHOWS_CHANGE)], status_code=200)
async def post_series_preview(
    request: JsonRequest, organization_id: FromPath[int], data: JSONBody[NewSeries]
) -> Response[bytes]:
    """What a series would plan, with clashes and nights in which clocks turn. Changes nothing."""
    services: Services = request.app.state.services
    async with services.db.transaction() as tx:
        stage = await own_stage(tx, organization_id, title_id=data.title_id, hall_id=data.hall_id)
        seen = await foresee(tx, stage, data, shared=data.shared, now=services.clock())
    return json_answer({"items": [occurrence_view(one) for one in seen]})


@post(LIST, guards=[may(Right.SHOWS_CHANGE)], status_code=201)
async def post_series(
    request: JsonRequest, organization_id: FromPath[int], data: JSONBody[NewSeries]
) -> Response[bytes]:
    """Plan a series at once; what does not fit is named."""
    services: Services = request.app.state.services

    async def act(tx: Tx) -> object:
        stage = await own_stage(tx, organization_id, title_id=data.title_id, hall_id=data.hall_id)
        series, made = await make_series(tx, stage, data, now=services.clock())
        return series_view(series) | msgspec.to_builtins(made)

    return await once(request, act, status=201)


@get(ONE, guards=[may(Right.ORGANIZATION_READ)])
async def get_series(request: JsonRequest, series_id: FromPath[int]) -> Response[bytes]:
    """A series with its shows."""
    services: Services = request.app.state.services
    async with services.db.transaction() as tx:
        series = await own_series(request, tx, series_id)
        shows = await shows_of(tx, series_id)
    return json_answer(series_view(series) | {"items": shows})


@patch(ONE, guards=[may(Right.SHOWS_CHANGE)])
async def patch_series(
    request: JsonRequest, series_id: FromPath[int], data: JSONBody[SeriesChange]
) -> Response[bytes]:
    """Change one show, it and those that follow, or all; each that cannot is named."""
    services: Services = request.app.state.services
    touched: list[int] = []

    async def act(tx: Tx) -> object:
        await own_series(request, tx, series_id)
        series, made = await change_series(tx, series_id, data, now=services.clock())
        touched.extend(made.show_ids)
        return series_view(series) | msgspec.to_builtins(made)

    response = await once(request, act)
    for show_id in touched:
        services.shows.forget(show_id)
    return response


@post(ONE + "/shows", guards=[may(Right.SHOWS_CHANGE)], status_code=201)
async def post_series_shows(
    request: JsonRequest, series_id: FromPath[int], data: JSONBody[MoreShows]
) -> Response[bytes]:
    """More shows of a series, by another rule."""
    services: Services = request.app.state.services

    async def act(tx: Tx) -> Made:
        await own_series(request, tx, series_id)
        return await add_shows(tx, series_id, data, now=services.clock())

    return await once(request, act, status=201)


@get(BATCHES, guards=[may(Right.ORGANIZATION_READ)])
async def get_batches(request: JsonRequest, organization_id: FromPath[int]) -> Response[bytes]:
    """What was planned lately in one act (a series, a filled day, a copy), and could be undone."""
    services: Services = request.app.state.services
    found = await batches_of(services.db.pool, organization_id, limit=50)
    return json_answer({"items": found, "next_cursor": None})


@post(BATCH + "/undoing", guards=[may(Right.SHOWS_CHANGE)], status_code=201)
async def post_undoing(request: JsonRequest, batch_id: FromPath[int]) -> Response[bytes]:
    """Take all of it out again, as long as nobody has bought or holds a place of it."""
    services: Services = request.app.state.services
    person = await require(request)

    async def act(tx: Tx) -> object:
        batch = await read_batch(tx, batch_id)
        await allowed(request, None, batch.organization_id, what="batch")
        return await undo_batch(tx, batch_id, account_id=person.account_id)

    response = await once(request, act, status=201)
    services.shows.hear("all")
    return response


ROUTES = [
    get_series_list,
    post_series_preview,
    post_series,
    get_series,
    patch_series,
    post_series_shows,
    get_batches,
    post_undoing,
]
