"""REST: the programme of a venue, and price lists."""

from datetime import date
from typing import Annotated
from zoneinfo import ZoneInfo

from litestar import Response, delete, get, patch, post
from litestar.params import FromPath, JSONBody, QueryParameter

from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.kit.errors import NotFound
from tessera.kit.pagination import PAGE_DEFAULT, page
from tessera.services import Services
from tessera.shows.programme.model import (
    CopyWanted,
    FillWanted,
    Made,
    NewPriceList,
    PriceListChange,
    SlotWanted,
    SpanWanted,
)
from tessera.shows.programme.place import (
    copy_days,
    fill_day,
    place_slot,
    publish_days,
    remove_draft,
    slots_of,
    stage_of,
)
from tessera.shows.programme.price_lists import (
    change_price_list,
    enter_price_list,
    price_lists_of,
    read_price_list,
    remove_price_list,
)
from tessera.shows.read import read_shows
from tessera.shows.routes import show_view
from tessera.venues.find import read_venue
from tessera.venues.model import Venue
from tessera.web.answers import JsonRequest, json_answer
from tessera.web.guards import allowed, may
from tessera.web.once import once
from tessera.web.paging import Cursor, Limit

VENUE = "/venues/{venue_id:int}/programme"
LISTS = "/organizations/{organization_id:int}/price-lists"
LIST = "/price-lists/{list_id:int}"
Since = Annotated[date | None, QueryParameter(name="from")]
DayCount = Annotated[int, QueryParameter(ge=1, le=31)]


async def own_venue(request: JsonRequest, tx: Tx, venue_id: int) -> Venue:
    """A venue, for who has the route's right there. Raises as `allowed` does."""
    venue = await read_venue(tx, venue_id)
    await allowed(request, None, venue.organization_id, what="venue")
    return venue


@get(VENUE, guards=[may(Right.ORGANIZATION_READ)])
async def get_programme(
    request: JsonRequest, venue_id: FromPath[int], since: Since = None, days: DayCount = 7
) -> Response[bytes]:
    """What is planned in a venue's halls from a day on (today where none is named), drafts too,
    with when each hall is free again."""
    services: Services = request.app.state.services
    async with services.db.transaction() as tx:
        venue = await own_venue(request, tx, venue_id)
        today = services.clock().astimezone(ZoneInfo(venue.timezone)).date()
        slots = await slots_of(tx, venue, SpanWanted(since=since or today, days=days))
    return json_answer({"items": slots})


@post(VENUE + "/slots", guards=[may(Right.SHOWS_CHANGE)], status_code=201)
async def post_slot(
    request: JsonRequest, venue_id: FromPath[int], data: JSONBody[SlotWanted]
) -> Response[bytes]:
    """Put a film into the programme, as a draft unless `publish`; 409 `hall_busy` names the show
    in the way."""
    services: Services = request.app.state.services

    async def act(tx: Tx) -> object:
        venue = await own_venue(request, tx, venue_id)
        stage = await stage_of(tx, data.title_id, data.hall_id)
        if stage.venue.id != venue.id:
            raise NotFound("hall")
        show = await place_slot(tx, stage, data, now=services.clock())
        return show_view(show, show.capacity)

    return await once(request, act, status=201)


@post(VENUE + "/fillings", guards=[may(Right.SHOWS_CHANGE)], status_code=201)
async def post_filling(
    request: JsonRequest, venue_id: FromPath[int], data: JSONBody[FillWanted]
) -> Response[bytes]:
    """Fill a hall's day with a film; what does not fit is named."""
    services: Services = request.app.state.services

    async def act(tx: Tx) -> Made:
        venue = await own_venue(request, tx, venue_id)
        stage = await stage_of(tx, data.title_id, data.hall_id)
        if stage.venue.id != venue.id:
            raise NotFound("hall")
        return await fill_day(tx, stage, data, now=services.clock())

    return await once(request, act, status=201)


@post(VENUE + "/copies", guards=[may(Right.SHOWS_CHANGE)], status_code=201)
async def post_copy(
    request: JsonRequest, venue_id: FromPath[int], data: JSONBody[CopyWanted]
) -> Response[bytes]:
    """Copy a day or a week to others, as drafts; what does not fit is named."""
    services: Services = request.app.state.services

    async def act(tx: Tx) -> Made:
        venue = await own_venue(request, tx, venue_id)
        return await copy_days(tx, venue, data, now=services.clock())

    return await once(request, act, status=201)


@post(VENUE + "/publication", guards=[may(Right.SHOWS_CHANGE)], status_code=201)
async def post_publication(
    request: JsonRequest, venue_id: FromPath[int], data: JSONBody[SpanWanted]
) -> Response[bytes]:
    """Publish every draft of some days."""
    services: Services = request.app.state.services

    async def act(tx: Tx) -> Made:
        venue = await own_venue(request, tx, venue_id)
        return await publish_days(tx, venue, data, now=services.clock())

    return await once(request, act, status=201)


@delete("/shows/{show_id:int}", guards=[may(Right.SHOWS_CHANGE)], status_code=204)
async def delete_show(request: JsonRequest, show_id: FromPath[int]) -> Response[None]:
    """Take a draft out of the programme; a show that is published is cancelled instead."""
    services: Services = request.app.state.services

    async def act(tx: Tx) -> None:
        found = await read_shows(tx, [show_id])
        if not found:
            raise NotFound("show")
        await allowed(request, None, found[0].organization_id, what="show")
        await remove_draft(tx, show_id)

    response: Response[None] = await once(request, act, status=204)
    services.shows.forget(show_id)
    return response


@get(LISTS, guards=[may(Right.ORGANIZATION_READ)])
async def get_price_lists(
    request: JsonRequest,
    organization_id: FromPath[int],
    limit: Limit = PAGE_DEFAULT,
    cursor: Cursor = 0,
) -> Response[bytes]:
    """An organization's price lists."""
    services: Services = request.app.state.services
    async with services.db.transaction() as tx:
        found = await price_lists_of(tx, organization_id, after=cursor, limit=limit + 1)
    return json_answer(page(found, limit, view=lambda p: p, cursor=lambda p: p.id))


@post(LISTS, guards=[may(Right.SHOWS_CHANGE)], status_code=201)
async def post_price_list(
    request: JsonRequest, organization_id: FromPath[int], data: JSONBody[NewPriceList]
) -> Response[bytes]:
    """Enter a price list: amounts by weekday, time, format and category."""

    async def act(tx: Tx) -> object:
        return await enter_price_list(tx, organization_id, data)

    return await once(request, act, status=201)


@patch(LIST, guards=[may(Right.SHOWS_CHANGE)])
async def patch_price_list(
    request: JsonRequest, list_id: FromPath[int], data: JSONBody[PriceListChange]
) -> Response[bytes]:
    """Change a price list; shows that are planned keep their prices."""

    async def act(tx: Tx) -> object:
        found = await read_price_list(tx, list_id)
        await allowed(request, None, found.organization_id, what="price list")
        return await change_price_list(tx, list_id, data)

    return await once(request, act)


@delete(LIST, guards=[may(Right.SHOWS_CHANGE)], status_code=204)
async def delete_price_list(request: JsonRequest, list_id: FromPath[int]) -> Response[None]:
    """Remove a price list."""

    async def act(tx: Tx) -> None:
        found = await read_price_list(tx, list_id)
        await allowed(request, None, found.organization_id, what="price list")
        await remove_price_list(tx, list_id)

    return await once(request, act, status=204)


ROUTES = [
    get_programme,
    post_slot,
    post_filling,
    post_copy,
    post_publication,
    delete_show,
    get_price_lists,
    post_price_list,
    patch_price_list,
    delete_price_list,
]
