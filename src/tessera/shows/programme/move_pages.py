"""Pages: a show dragged to another time or hall of the day."""

from datetime import datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from litestar import post
from litestar.params import FromPath

from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Problem, Refused
from tessera.organizations.desk import kept_organization
from tessera.services import Services
from tessera.shows.change import ShowChange, change_show
from tessera.shows.model import Show
from tessera.shows.programme.forms import Fields, read_day
from tessera.shows.programme.pages import HOUSE, programme_url, shown_page
from tessera.shows.read import read_shows
from tessera.venues.console.one_page import own_venue
from tessera.venues.model import Venue
from tessera.web.guards import may
from tessera.web.once import go_once
from tessera.web.pages import Page, PageRequest, form_of, go, one

BY_MOVE = frozenset({"show_has_sales", "show_sells"})


@post(HOUSE + "/moves", guards=[may(Right.SHOWS_CHANGE)], include_in_schema=False)
async def post_move_slot(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """Put a show elsewhere; one that somebody has bought for is moved with its buyers, by the page
    that shows how everybody would fare."""
    services: Services = request.app.state.services
    await kept_organization(request, organization_id)
    fields = await form_of(request)
    elsewhere: list[str] = []

    async def act(tx: Tx) -> str:
        if not (venue_id := _number(one(fields, "venue_id"))):
            raise Invalid([Problem("venue_id", "choose one")])
        venue = await own_venue(tx, organization_id, venue_id)
        show = await _show(tx, venue, _number(one(fields, "show_id")))
        hall_id, starts_at = _spot(fields, ZoneInfo(venue.timezone))
        asked = {"hall_id": hall_id, "starts_at": f"{starts_at:%Y-%m-%dT%H:%M}"}
        elsewhere[:] = [f"/organizer/shows/{show.id}/move?{urlencode(asked)}"]
        await move_slot(tx, show, hall_id=hall_id, starts_at=starts_at, now=services.clock())
        services.shows.forget(show.id)
        day = starts_at.date()
        here = f"{programme_url(organization_id)}?venue={venue.id}&day={day}"
        return f"{here}&said=moved#show-{show.id}"

    try:
        return await go_once(request, fields, act)
    except (Invalid, Refused) as error:
        if error.code in BY_MOVE:
            return go(elsewhere[0])
        return await shown_page(request, organization_id, fields, error=error)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 16 else 0


async def move_slot(
    tx: Tx, show: Show, *, hall_id: int, starts_at: datetime, now: datetime
) -> Show:
    """The same show at another time or in another hall of the house, as long as it is; the end of
    its sale goes along. Raises as `change_show` does."""
    by = starts_at - show.starts_at
    change = ShowChange(
        hall_id=hall_id,
        starts_at=starts_at,
        ends_at=show.ends_at + by,
        sales_close_at=show.sales_close_at + by,
    )
    return await change_show(tx, show.id, change, now=now)


async def _show(tx: Tx, venue: Venue, show_id: int) -> Show:
    found = await read_shows(tx, [show_id])
    if not found or found[0].venue.id != venue.id:
        raise NotFound("show")
    return found[0]


def _spot(fields: Fields, zone: ZoneInfo) -> tuple[int, datetime]:
    """A hall, and a time of a day by the venue's clock. Raises `Invalid`."""
    hall, day = one(fields, "hall_id"), read_day(one(fields, "day"))
    problems = []
    if not (hall.isdecimal() and len(hall) < 16):
        problems.append(Problem("hall_id", "choose a hall"))
    if day is None:
        problems.append(Problem("day", "is not a day"))
    try:
        at = datetime.strptime(one(fields, "at"), "%H:%M").replace(tzinfo=zone).time()
    except ValueError:
        at = None
        problems.append(Problem("at", "is not a time"))
    if problems or day is None or at is None:
        raise Invalid(problems)
    return int(hall), datetime.combine(day, at, zone)


PAGES = [post_move_slot]
