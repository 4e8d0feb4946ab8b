"""REST: venues and halls."""

from functools import partial
from typing import Annotated, Any

from litestar import Response, delete, get, patch, post, put
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, Problem
from tessera.kit.pagination import PAGE_DEFAULT, offset_page, page
from tessera.services import Services
from tessera.venues.change import change_hall, change_venue
from tessera.venues.enter import enter_hall, enter_venue
from tessera.venues.find import find_venues, halls_of, read_hall, read_venue
from tessera.venues.model import Hall, HallChange, NewHall, NewVenue, Venue, VenueChange
from tessera.venues.near import RADIUS_KM_MAX, RADIUS_KM_USUAL, Spot, VenueNear, venues_near
from tessera.venues.pictures.present import venue_view
from tessera.venues.remove import remove_hall, remove_venue
from tessera.venues.seats import SeatsWanted, make_seats
from tessera.venues.switch import SwitchWanted, look, switch_venues
from tessera.web.answers import JsonRequest, json_answer
from tessera.web.guards import allowed, may
from tessera.web.once import once
from tessera.web.paging import Cursor, Limit

Words = Annotated[str | None, QueryParameter(max_length=100)]


@get("/venues", guards=[may(Right.BROWSE)])
async def get_venues(
    request: JsonRequest,
    city: Words = None,
    q: Words = None,
    latitude: Annotated[float | None, QueryParameter(ge=-90, le=90)] = None,
    longitude: Annotated[float | None, QueryParameter(ge=-180, le=180)] = None,
    radius: Annotated[float, QueryParameter(gt=0, le=RADIUS_KM_MAX)] = RADIUS_KM_USUAL,
    limit: Limit = PAGE_DEFAULT,
    cursor: Cursor = 0,
) -> Response[bytes]:
    """Venues by city and name; with `latitude` and `longitude` those within `radius` kilometres,
    the nearest first, each with its `distance_km`."""
    if (latitude is None) != (longitude is None):
        raise Invalid([Problem("longitude", "goes with latitude: give both or none")])
    services: Services = request.app.state.services
    async with services.db.transaction() as tx:
        if latitude is not None and longitude is not None:
            spot = Spot(latitude, longitude, radius)
            near = await venues_near(tx, spot, city=city, q=q, limit=limit + 1, offset=cursor)
            return json_answer(
                offset_page(near, limit, cursor, view=partial(_distant, base_url=_base(request)))
            )
        found = await find_venues(tx, city=city, q=q, after=cursor, limit=limit + 1)
    view = partial(venue_view, base_url=_base(request))
    return json_answer(page(found, limit, view=view, cursor=lambda v: v.id))


def _distant(near: VenueNear, *, base_url: str) -> dict[str, Any]:
    return {**venue_view(near.venue, base_url=base_url), "distance_km": near.km}


def _base(request: JsonRequest) -> str:
    services: Services = request.app.state.services
    return services.settings.base_url


@get("/organizations/{organization_id:int}/venues", guards=[may(Right.ORGANIZATION_READ)])
async def get_own_venues(
    request: JsonRequest,
    organization_id: FromPath[int],
    enabled: FromQuery[bool | None] = None,
    q: Words = None,
    limit: Limit = PAGE_DEFAULT,
    cursor: Cursor = 0,
) -> Response[bytes]:
    """An organization's venues, those that are switched off too."""
    services: Services = request.app.state.services
    await allowed(request, Right.ORGANIZATION_READ, organization_id)
    async with services.db.transaction() as tx:
        found = await find_venues(
            tx,
            q=q,
            after=cursor,
            limit=limit + 1,
            organization_id=organization_id,
            enabled=enabled,
        )
    view = partial(venue_view, base_url=_base(request))
    return json_answer(page(found, limit, view=view, cursor=lambda v: v.id))


@post("/organizations/{organization_id:int}/venues/switch", guards=[may(Right.VENUES_CHANGE)])
async def post_switch(
    request: JsonRequest, organization_id: FromPath[int], data: JSONBody[SwitchWanted]
) -> Response[bytes]:
    """Enable or disable many venues; with `preview` only what that would mean. A venue that is off
    is not listed and takes no new shows; those that sell go on."""

    async def act(tx: Tx) -> object:
        venues = await look(tx, organization_id, data)
        changed = [] if data.preview else await switch_venues(tx, organization_id, data)
        return {"venues": venues, "changed": changed}

    return await once(request, act, status=201)


@get("/venues/{venue_id:int}", guards=[may(Right.BROWSE)])
async def get_venue(request: JsonRequest, venue_id: FromPath[int]) -> Response[bytes]:
    """One venue with its halls."""
    services: Services = request.app.state.services
    async with services.db.transaction() as tx:
        venue = await read_venue(tx, venue_id)
        halls = await halls_of(tx, venue_id)
    return json_answer(venue_view(venue, base_url=_base(request)) | {"halls": halls})


@post("/venues", guards=[may(Right.VENUES_CHANGE)], status_code=201)
async def post_venue(request: JsonRequest, data: JSONBody[NewVenue]) -> Response[bytes]:
    """Enter a venue."""
    await allowed(request, Right.VENUES_CHANGE, data.organization_id)

    async def act(tx: Tx) -> object:
        return venue_view(await enter_venue(tx, data), base_url=_base(request))

    return await once(request, act, status=201)


@patch("/venues/{venue_id:int}", guards=[may(Right.VENUES_CHANGE)])
async def patch_venue(
    request: JsonRequest, venue_id: FromPath[int], data: JSONBody[VenueChange]
) -> Response[bytes]:
    """Change a venue; its timezone stays, because shows were planned in it."""

    async def act(tx: Tx) -> object:
        venue = await read_venue(tx, venue_id)
        await allowed(request, Right.VENUES_CHANGE, venue.organization_id, what="venue")
        return venue_view(await change_venue(tx, venue, data), base_url=_base(request))

    return await once(request, act)


@post("/venues/{venue_id:int}/halls", guards=[may(Right.VENUES_CHANGE)], status_code=201)
async def post_hall(
    request: JsonRequest, venue_id: FromPath[int], data: JSONBody[NewHall]
) -> Response[bytes]:
    """Enter a hall of a venue."""

    async def act(tx: Tx) -> object:
        venue = await read_venue(tx, venue_id)
        await allowed(request, Right.VENUES_CHANGE, venue.organization_id, what="venue")
        return await enter_hall(tx, venue, data)

    return await once(request, act, status=201)


@delete("/venues/{venue_id:int}", guards=[may(Right.VENUES_CHANGE)], status_code=204)
async def delete_venue(request: JsonRequest, venue_id: FromPath[int]) -> Response[None]:
    """Remove a venue that no show was ever planned at, with its halls."""

    async def act(tx: Tx) -> None:
        venue = await read_venue(tx, venue_id, lock=True)
        await allowed(request, Right.VENUES_CHANGE, venue.organization_id, what="venue")
        await remove_venue(tx, venue_id)

    return await once(request, act, status=204)


@get("/halls/{hall_id:int}", guards=[may(Right.BROWSE)])
async def get_hall(request: JsonRequest, hall_id: FromPath[int]) -> Response[bytes]:
    """One hall."""
    services: Services = request.app.state.services
    async with services.db.transaction() as tx:
        return json_answer(await read_hall(tx, hall_id))


@patch("/halls/{hall_id:int}", guards=[may(Right.VENUES_CHANGE)])
async def patch_hall(
    request: JsonRequest, hall_id: FromPath[int], data: JSONBody[HallChange]
) -> Response[bytes]:
    """Change a hall; shows that exist keep their seat plan."""

    async def act(tx: Tx) -> object:
        hall, venue = await _own_hall(request, tx, hall_id)
        return await change_hall(tx, hall, data, venue=venue)

    return await once(request, act)


@delete("/halls/{hall_id:int}", guards=[may(Right.VENUES_CHANGE)], status_code=204)
async def delete_hall(request: JsonRequest, hall_id: FromPath[int]) -> Response[None]:
    """Remove a hall that no show was ever planned in."""

    async def act(tx: Tx) -> None:
        hall, _ = await _own_hall(request, tx, hall_id)
        await remove_hall(tx, hall.id)

    return await once(request, act, status=204)


@put("/halls/{hall_id:int}/seats", guards=[may(Right.VENUES_CHANGE)])
async def put_seats(
    request: JsonRequest, hall_id: FromPath[int], data: JSONBody[SeatsWanted]
) -> Response[bytes]:
    """Give a hall rows × seats per row, in categories whose counts add up to them; 409
    `hall_has_sales` names the show under whose tickets that would be."""

    async def act(tx: Tx) -> object:
        hall, venue = await _own_hall(request, tx, hall_id)
        return await make_seats(tx, hall, data, venue=venue)

    return await once(request, act)


async def _own_hall(request: JsonRequest, tx: Tx, hall_id: int) -> tuple[Hall, Venue]:
    hall = await read_hall(tx, hall_id)
    venue = await read_venue(tx, hall.venue_id)
    await allowed(request, Right.VENUES_CHANGE, venue.organization_id, what="hall")
    return hall, venue


ROUTES = [
    get_venues,
    get_own_venues,
    post_switch,
    get_venue,
    post_venue,
    patch_venue,
    delete_venue,
    post_hall,
    get_hall,
    patch_hall,
    delete_hall,
    put_seats,
]
