"""Pages: an organization's venues, and one of them with its halls."""

from urllib.parse import urlencode

from litestar import get, post
from litestar.params import FromPath

from tessera.accounts.policy import Right
from tessera.kit import sql as named
from tessera.kit.database import Tx
from tessera.kit.errors import Refused
from tessera.organizations.desk import desk, kept_organization
from tessera.services import Services
from tessera.venues.change import change_venue
from tessera.venues.console.forms import (
    new_venue,
    venue_change,
)
from tessera.venues.console.one_page import SAID, new_venue_form, own_venue, venue_shown
from tessera.venues.console.rows import house_url, turned_pages, venue_row
from tessera.venues.enter import enter_venue
from tessera.venues.model import VenueChange
from tessera.venues.remove import remove_venue
from tessera.web.guards import may, require
from tessera.web.once import go_once, go_or_tell
from tessera.web.pages import Page, PageRequest, form_of, one, page, say
from tessera.web.present import N_
from tessera.web.views.shell import Link
from tessera.web.views.venues import OwnVenuesPage

sql = named.beside(__file__, "../queries.sql")

HOUSE = "/organizer/organizations/{organization_id:int}/venues"
VENUE = HOUSE + "/{venue_id:int}"
PAGE_SIZE = 50
FILTERS = {"": N_("All"), "yes": N_("On"), "no": N_("Off")}


@get(HOUSE, guards=[may(Right.ORGANIZATION_READ)], include_in_schema=False)
async def own_venues_page(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """The venues, with boxes to tick where many are to be switched."""
    services: Services = request.app.state.services
    organization = await kept_organization(request, organization_id)
    params = request.query_params
    state, q = params.get("enabled", ""), params.get("q", "").strip()[:100]
    turned = params.get("page", "0")
    first = int(turned) * PAGE_SIZE if turned.isdecimal() and len(turned) < 6 else 0
    wanted = {"yes": True, "no": False}.get(state)
    rows = await services.db.pool.fetch(
        sql["own_venues"], organization_id, q, wanted, PAGE_SIZE + 1, first
    )
    url = house_url(organization_id)
    ids = tuple(("venue", n) for n in params.get("undo", "").split(",") if n.isdecimal())
    view = OwnVenuesPage(
        desk=await desk(request, organization, "venues"),
        venues=tuple(venue_row(row, url) for row in rows[:PAGE_SIZE]),
        url=url,
        filters=tuple(
            Link(say(request, words), f"{url}?{urlencode({'enabled': key, 'q': q})}", key == state)
            for key, words in FILTERS.items()
        ),
        q=q,
        may_change=(await require(request)).may(Right.VENUES_CHANGE, organization_id),
        said=say(request, SAID.get(params.get("said", ""), "")),
        undo=(*ids, ("enabled", params.get("back", ""))) if ids else (),
        pages=turned_pages(url, state, q=q, number=first // PAGE_SIZE, more=len(rows) > PAGE_SIZE),
    )
    return await page(request, "organizer/venues.html", view)


@get(HOUSE + "/new", guards=[may(Right.VENUES_CHANGE)], include_in_schema=False)
async def new_venue_page(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """The form of a new venue."""
    organization = await kept_organization(request, organization_id)
    return await new_venue_form(request, organization)


@post(HOUSE, guards=[may(Right.VENUES_CHANGE)], include_in_schema=False)
async def post_venue_form(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """Enter a venue and go on to its halls."""
    organization = await kept_organization(request, organization_id)
    fields = await form_of(request)

    async def act(tx: Tx) -> str:
        venue = await enter_venue(tx, new_venue(fields, organization_id))
        return f"{house_url(organization_id)}/{venue.id}?said=made"

    return await go_or_tell(
        request,
        fields,
        act,
        lambda error: new_venue_form(request, organization, fields, error=error),
    )


@get(VENUE, guards=[may(Right.ORGANIZATION_READ)], include_in_schema=False)
async def own_venue_page(
    request: PageRequest, organization_id: FromPath[int], venue_id: FromPath[int]
) -> Page:
    """A venue with its halls."""
    return await venue_shown(request, organization_id, venue_id)


@post(VENUE, guards=[may(Right.VENUES_CHANGE)], include_in_schema=False)
async def post_venue_change(
    request: PageRequest, organization_id: FromPath[int], venue_id: FromPath[int]
) -> Page:
    """Change a venue; what somebody else saved meanwhile is shown beside what was typed."""
    fields = await form_of(request)

    async def act(tx: Tx) -> str:
        venue = await own_venue(tx, organization_id, venue_id)
        await change_venue(tx, venue, venue_change(fields))
        return f"{house_url(organization_id)}/{venue_id}?said=changed"

    return await go_or_tell(
        request,
        fields,
        act,
        lambda error: venue_shown(request, organization_id, venue_id, fields=fields, error=error),
    )


@post(VENUE + "/enabled", guards=[may(Right.VENUES_CHANGE)], include_in_schema=False)
async def post_venue_enabled(
    request: PageRequest, organization_id: FromPath[int], venue_id: FromPath[int]
) -> Page:
    """Switch one venue on or off."""
    fields = await form_of(request)
    on = one(fields, "enabled") == "yes"

    async def act(tx: Tx) -> str:
        venue = await own_venue(tx, organization_id, venue_id)
        await change_venue(tx, venue, VenueChange(enabled=on))
        return f"{house_url(organization_id)}/{venue_id}?said={'on' if on else 'off'}"

    return await go_once(request, fields, act)


@post(VENUE + "/removal", guards=[may(Right.VENUES_CHANGE)], include_in_schema=False)
async def post_venue_removal(
    request: PageRequest, organization_id: FromPath[int], venue_id: FromPath[int]
) -> Page:
    """Remove a venue that nothing happened at."""
    fields = await form_of(request)

    async def act(tx: Tx) -> str:
        venue = await own_venue(tx, organization_id, venue_id)
        await remove_venue(tx, venue.id)
        return f"{house_url(organization_id)}?said=removed"

    try:
        return await go_once(request, fields, act)
    except Refused as error:
        return await venue_shown(request, organization_id, venue_id, error=error)


PAGES = [
    own_venues_page,
    new_venue_page,
    post_venue_form,
    own_venue_page,
    post_venue_change,
    post_venue_enabled,
    post_venue_removal,
]
