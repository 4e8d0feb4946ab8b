"""The page of one venue in its organization's console, as it is shown and shown again."""

from functools import partial

from tessera.accounts.policy import Right
from tessera.kit import sql as named
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Refused
from tessera.organizations.desk import desk, kept_organization
from tessera.organizations.model import Organization
from tessera.services import Services
from tessera.venues.console.forms import Fields, answered, venue_form, venue_values
from tessera.venues.console.picture_rows import Wrong, picture_rows, problem_of_new
from tessera.venues.console.rows import hall_row, house_url
from tessera.venues.find import read_venue
from tessera.venues.model import Venue
from tessera.venues.pictures.keep import pictures_of
from tessera.venues.pictures.model import PICTURES_MAX
from tessera.web.errors import trouble_of
from tessera.web.guards import require
from tessera.web.pages import Page, PageRequest, one, page, refusal, say
from tessera.web.present import N_
from tessera.web.views.shell import Refusal
from tessera.web.views.venues import OwnVenuePage

sql = named.beside(__file__, "../queries.sql")

SAID = {
    "made": N_("The venue is there. Give it a hall next."),
    "changed": N_("Saved."),
    "on": N_("Enabled: it is listed and takes shows."),
    "off": N_("Disabled: it is not listed and takes no new shows. Those that sell go on."),
    "removed": N_("Removed."),
    "switched": N_("Done."),
    "picture": N_("The picture has arrived. It is drawn in several sizes; look again in a moment."),
    "picture-gone": N_("The picture is gone."),
}


async def own_venue(tx: Tx, organization_id: int, venue_id: int) -> Venue:
    """A venue of this organization. Raises `NotFound` for others' too."""
    venue = await read_venue(tx, venue_id)
    if venue.organization_id != organization_id:
        raise NotFound("venue")
    return venue


async def new_venue_form(
    request: PageRequest,
    organization: Organization,
    fields: Fields | None = None,
    *,
    error: Invalid | Refused | None = None,
) -> Page:
    url = house_url(organization.id)
    problems, _ = answered(request, error, {}) if error else ({}, 0)
    start = {"timezone": [organization.timezone], "country": [""]}
    view = OwnVenuePage(
        desk=await desk(request, organization, "venues"),
        form=venue_form(
            fields or start, None, action=url, problems=problems, speak=partial(say, request)
        ),
        url=url,
        refusal=_refusal(request, error),
    )
    status = trouble_of(error).status if error else 200
    return await page(request, "organizer/venue.html", view, status=status)


async def venue_shown(
    request: PageRequest,
    organization_id: int,
    venue_id: int,
    *,
    fields: Fields | None = None,
    error: Invalid | Refused | None = None,
    wrong: Wrong | None = None,
) -> Page:
    """A venue with its halls and pictures; `wrong` is what was refused of a picture."""
    services: Services = request.app.state.services
    organization = await kept_organization(request, organization_id)
    async with services.db.transaction() as tx:
        venue = await own_venue(tx, organization_id, venue_id)
        halls = await tx.fetch(sql["halls_with_plans"], venue_id)
        used = await tx.fetch_one(sql["use_of_venue"], venue_id)
        pictures = await pictures_of(tx.raw, venue_id)
    url = f"{house_url(organization_id)}/{venue_id}"
    typed = {name: one(fields or {}, name) for name in venue_values(venue)}
    problems, version = answered(request, error, typed) if error else ({}, 0)
    view = OwnVenuePage(
        desk=await desk(request, organization, "venues"),
        form=venue_form(
            fields or {},
            venue,
            action=url,
            problems=problems,
            speak=partial(say, request),
            version=version,
        ),
        url=url,
        name=venue.name,
        enabled=venue.enabled,
        halls=tuple(hall_row(row, url) for row in halls),
        public_url=f"/venues/{venue_id}" if venue.enabled else "",
        may_change=(await require(request)).may(Right.VENUES_CHANGE, organization_id),
        removable=used is not None and not used["shows"],
        refusal=_refusal(request, error),
        said=say(request, SAID.get(request.query_params.get("said", ""), "")),
        pictures=picture_rows(request, venue, pictures=pictures, url=url, wrong=wrong),
        picture_problem=problem_of_new(request, wrong),
        pictures_left=PICTURES_MAX - len(pictures),
    )
    told = error or (wrong.error if wrong else None)
    status = trouble_of(told).status if told else 200
    return await page(request, "organizer/venue.html", view, status=status)


def _refusal(request: PageRequest, error: Invalid | Refused | None) -> Refusal | None:
    return refusal(request, trouble_of(error)) if isinstance(error, Refused) else None
