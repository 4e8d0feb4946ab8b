"""REST: shows."""

from datetime import date
from typing import Annotated, Any

from litestar import Response, get, patch, post
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from tessera.accounts.policy import Right
from tessera.kit.clock import rfc3339
from tessera.kit.database import Tx
from tessera.kit.errors import NotFound
from tessera.kit.pagination import PAGE_DEFAULT, offset_page
from tessera.services import Services
from tessera.shows.change import ShowChange
from tessera.shows.editing.edit import announced, bookings_of, edit_show
from tessera.shows.find import WantedShows, availability, find_shows
from tessera.shows.free import free_places
from tessera.shows.inherit import inherited
from tessera.shows.model import PUBLIC, ForSale, Show, ShowStatus
from tessera.shows.plan import NewShow, plan_show
from tessera.shows.read import read_shows
from tessera.shows.stage import set_stage
from tessera.web.answers import JsonRequest, json_answer, money
from tessera.web.guards import allowed, may
from tessera.web.once import once
from tessera.web.paging import Cursor, Limit
from tessera.web.public import public_answer, public_read

Words = Annotated[str | None, QueryParameter(max_length=100)]
Day = Annotated[date | None, QueryParameter(name="date")]


def show_view(show: Show, available: int) -> dict[str, Any]:
    """A show as everybody may read it; prices are all-in."""
    return {
        "id": show.id,
        "title": {"id": show.title.id, "name": show.title.name, "kind": show.title.kind},
        "venue": {
            "id": show.venue.id,
            "name": show.venue.name,
            "city": show.venue.city,
            "timezone": show.venue.timezone,
        },
        "hall": {"id": show.hall.id, "name": show.hall.name},
        "starts_at": rfc3339(show.starts_at),
        "ends_at": rfc3339(show.ends_at),
        "status": show.status,
        "sales_open_at": rfc3339(show.sales_open_at),
        "sales_close_at": rfc3339(show.sales_close_at),
        "language": show.language,
        "format": show.format,
        "currency": show.currency,
        "prices": {
            category: money(price.total, show.currency) for category, price in show.prices.items()
        },
        "capacity": show.capacity,
        "available": available,
        "hold_seconds": show.hold_seconds,
        "places_per_order_max": show.places_per_order_max,
        "places_per_customer_max": show.places_per_customer_max,
        "seat_plan_id": show.seat_plan_id,
        "waiting_room": _room_view(show),
        "refund_policy": show.refund_policy,
        "windows": show.windows,
        "unlisted": show.unlisted,
    }


def _room_view(show: Show) -> dict[str, Any] | None:
    room = show.room
    if room is None:
        return None
    return {
        "id": room.id,
        "phase": room.phase.value,
        "admission_required": room.stands,
        "url": f"/waiting-rooms/{room.id}",
    }


async def own_show(request: JsonRequest, show_id: int) -> ForSale:
    """A show, for who has the route's right there. Raises as `allowed` does: what others plan is
    private."""
    services: Services = request.app.state.services
    for_sale = await services.shows.get(show_id)
    await allowed(request, None, for_sale.show.organization_id, what="show")
    return for_sale


@get("/shows", guards=[may(Right.BROWSE)])
async def get_shows(
    request: JsonRequest,
    day: Day = None,
    city: Words = None,
    venue_id: FromQuery[int | None] = None,
    status: FromQuery[ShowStatus | None] = None,
    limit: Limit = PAGE_DEFAULT,
    cursor: Cursor = 0,
) -> Response[bytes]:
    """Shows by date, city, venue, status, in the order in which they start; those to come where
    neither date nor status is asked for."""
    wanted = WantedShows(
        day=day,
        city=city,
        venue_id=venue_id,
        status=status,
        upcoming=day is None and status is None,
    )
    return await _listed(request, wanted, limit=limit, cursor=cursor)


@get("/titles/{title_id:int}/shows", guards=[may(Right.BROWSE)])
async def get_shows_of_title(
    request: JsonRequest,
    title_id: FromPath[int],
    day: Day = None,
    city: Words = None,
    limit: Limit = PAGE_DEFAULT,
    cursor: Cursor = 0,
) -> Response[bytes]:
    """A title's shows to come."""
    wanted = WantedShows(title_id=title_id, day=day, city=city, upcoming=True)
    return await _listed(request, wanted, limit=limit, cursor=cursor)


async def _listed(
    request: JsonRequest, wanted: WantedShows, *, limit: int, cursor: int
) -> Response[bytes]:
    found = await public_read(
        request,
        ("shows", wanted, limit, cursor),
        lambda tx: find_shows(tx, wanted, limit=limit + 1, offset=cursor),
    )
    free = await free_places(request, [show.id for show in found])
    views = [show_view(show, free.get(show.id, 0)) for show in found]
    page = offset_page(views, limit, cursor, view=lambda view: view)
    return await public_answer(request, page)


@get("/shows/{show_id:int}", guards=[may(Right.BROWSE)])
async def get_show(request: JsonRequest, show_id: FromPath[int]) -> Response[bytes]:
    """One show."""
    services: Services = request.app.state.services
    for_sale = await services.shows.get(show_id)
    if for_sale.show.status not in PUBLIC:
        raise NotFound("show")
    live = await services.maps.get(show_id)
    live.lapse(services.maps.now())
    return json_answer(show_view(for_sale.show, live.available))


@post("/shows", guards=[may(Right.SHOWS_CHANGE)], status_code=201)
async def post_show(request: JsonRequest, data: JSONBody[NewShow]) -> Response[bytes]:
    """Plan a show in a hall; 409 `hall_busy` names the show in the way."""
    services: Services = request.app.state.services

    async def act(tx: Tx) -> object:
        new = await inherited(tx, data)
        stage = await set_stage(
            tx, title_id=new.title_id, hall_id=new.hall_id, seat_plan_id=new.seat_plan_id
        )
        await allowed(request, Right.SHOWS_CHANGE, stage.venue.organization_id, what="hall")
        show = await plan_show(tx, stage, new, now=services.clock())
        return show_view(show, show.capacity)

    return await once(request, act, status=201)


@post("/shows/{show_id:int}/consequences", guards=[may(Right.SHOWS_CHANGE)], status_code=200)
async def post_consequences(
    request: JsonRequest, show_id: FromPath[int], data: JSONBody[ShowChange]
) -> Response[bytes]:
    """What a change would mean for people who have booked: how many, which orders, what they would
    be told. Changes nothing."""
    services: Services = request.app.state.services
    show = (await own_show(request, show_id)).show
    async with services.db.transaction() as tx:
        bookings = await bookings_of(tx, show_id)
        told = await announced(tx, show, data)
    return json_answer({"bookings": bookings, "told": told})


@patch("/shows/{show_id:int}", guards=[may(Right.SHOWS_CHANGE)])
async def patch_show(
    request: JsonRequest, show_id: FromPath[int], data: JSONBody[ShowChange]
) -> Response[bytes]:
    """Change a show; its times stay once places are taken. Who has booked is told of another title,
    language or format."""
    services: Services = request.app.state.services

    async def act(tx: Tx) -> object:
        found = await read_shows(tx, [show_id])
        if not found:
            raise NotFound("show")
        await allowed(request, Right.SHOWS_CHANGE, found[0].organization_id, what="show")
        show, _ = await edit_show(tx, show_id, data, now=services.clock())
        free = await availability(tx, [show_id])
        return show_view(show, free[show_id])

    response = await once(request, act)
    services.shows.forget(show_id)
    return response


ROUTES = [get_shows, get_shows_of_title, get_show, post_show, post_consequences, patch_show]
