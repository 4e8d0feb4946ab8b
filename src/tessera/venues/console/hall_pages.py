"""Pages: a hall, its formats, its seats."""

from litestar import get, post
from litestar.params import FromPath

from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.kit.errors import Refused
from tessera.organizations.desk import desk, kept_organization
from tessera.venues.change import change_hall
from tessera.venues.console.forms import hall_change, new_hall
from tessera.venues.console.hall_view import NOTHING, Asked, Where, hall_view
from tessera.venues.console.one_page import own_venue
from tessera.venues.console.seats_form import seats_wanted
from tessera.venues.enter import enter_hall
from tessera.venues.model import HallChange
from tessera.venues.remove import remove_hall
from tessera.venues.seats import make_seats
from tessera.web.guards import may
from tessera.web.once import go_once, go_or_tell
from tessera.web.pages import Page, PageRequest, form_of, one, page

HALLS = "/organizer/organizations/{organization_id:int}/venues/{venue_id:int}/halls"
HALL = HALLS + "/{hall_id:int}"


@get(HALLS + "/new", guards=[may(Right.VENUES_CHANGE)], include_in_schema=False)
async def new_hall_page(
    request: PageRequest, organization_id: FromPath[int], venue_id: FromPath[int]
) -> Page:
    """The form of a new hall."""
    return await _page(request, Where(organization_id, venue_id))


@post(HALLS, guards=[may(Right.VENUES_CHANGE)], include_in_schema=False)
async def post_hall_form(
    request: PageRequest, organization_id: FromPath[int], venue_id: FromPath[int]
) -> Page:
    """Enter a hall and go on to its seats."""
    where = Where(organization_id, venue_id)
    fields = await form_of(request)

    async def act(tx: Tx) -> str:
        venue = await own_venue(tx, organization_id, venue_id)
        hall = await enter_hall(tx, venue, new_hall(fields))
        return f"{where.url}/{hall.id}?said=changed"

    return await go_or_tell(
        request, fields, act, lambda error: _page(request, where, Asked(fields=fields, error=error))
    )


@get(HALL, guards=[may(Right.ORGANIZATION_READ)], include_in_schema=False)
async def own_hall_page(
    request: PageRequest,
    organization_id: FromPath[int],
    venue_id: FromPath[int],
    hall_id: FromPath[int],
) -> Page:
    """A hall."""
    return await _page(request, Where(organization_id, venue_id, hall_id))


@post(HALL, guards=[may(Right.VENUES_CHANGE)], include_in_schema=False)
async def post_hall_change(
    request: PageRequest,
    organization_id: FromPath[int],
    venue_id: FromPath[int],
    hall_id: FromPath[int],
) -> Page:
    """Change a hall."""
    where = Where(organization_id, venue_id, hall_id)
    fields = await form_of(request)

    async def act(tx: Tx) -> str:
        venue, hall = await where.read(tx)
        await change_hall(tx, hall, hall_change(fields), venue=venue)
        return f"{where.url}?said=changed"

    return await go_or_tell(
        request, fields, act, lambda error: _page(request, where, Asked(fields=fields, error=error))
    )


@post(HALL + "/seats", guards=[may(Right.VENUES_CHANGE)], include_in_schema=False)
async def post_hall_seats(
    request: PageRequest,
    organization_id: FromPath[int],
    venue_id: FromPath[int],
    hall_id: FromPath[int],
) -> Page:
    """Make the seats by numbers."""
    where = Where(organization_id, venue_id, hall_id)
    fields = await form_of(request)

    async def act(tx: Tx) -> str:
        venue, hall = await where.read(tx)
        await make_seats(tx, hall, seats_wanted(fields), venue=venue)
        return f"{where.url}?said=changed"

    return await go_or_tell(
        request, fields, act, lambda error: _page(request, where, Asked(seats=fields, error=error))
    )


@post(HALL + "/enabled", guards=[may(Right.VENUES_CHANGE)], include_in_schema=False)
async def post_hall_enabled(
    request: PageRequest,
    organization_id: FromPath[int],
    venue_id: FromPath[int],
    hall_id: FromPath[int],
) -> Page:
    """Switch a hall on or off."""
    where = Where(organization_id, venue_id, hall_id)
    fields = await form_of(request)
    on = one(fields, "enabled") == "yes"

    async def act(tx: Tx) -> str:
        venue, hall = await where.read(tx)
        await change_hall(tx, hall, HallChange(enabled=on), venue=venue)
        return f"{where.url}?said={'on' if on else 'off'}"

    return await go_once(request, fields, act)


@post(HALL + "/removal", guards=[may(Right.VENUES_CHANGE)], include_in_schema=False)
async def post_hall_removal(
    request: PageRequest,
    organization_id: FromPath[int],
    venue_id: FromPath[int],
    hall_id: FromPath[int],
) -> Page:
    """Remove a hall that nothing happened in."""
    where = Where(organization_id, venue_id, hall_id)
    fields = await form_of(request)

    async def act(tx: Tx) -> str:
        await where.read(tx)
        await remove_hall(tx, hall_id)
        return f"{where.venue_url}?said=removed"

    try:
        return await go_once(request, fields, act)
    except Refused as error:
        return await _page(request, where, Asked(error=error))


async def _page(request: PageRequest, where: Where, asked: Asked = NOTHING) -> Page:
    organization = await kept_organization(request, where.organization_id)
    view = await hall_view(
        request, where, desk=await desk(request, organization, "venues"), asked=asked
    )
    return await page(request, "organizer/hall.html", view, status=asked.status)


PAGES = [
    new_hall_page,
    post_hall_form,
    own_hall_page,
    post_hall_change,
    post_hall_seats,
    post_hall_enabled,
    post_hall_removal,
]
