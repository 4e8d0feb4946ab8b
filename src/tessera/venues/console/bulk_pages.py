"""Pages: enable or disable many venues, after a look at what that means."""

from litestar import get, post
from litestar.params import FromPath

from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid
from tessera.organizations.desk import desk, kept_organization
from tessera.services import Services
from tessera.venues.console.forms import chosen_ids
from tessera.venues.console.rows import house_url
from tessera.venues.switch import AT_ONCE_MAX, SwitchWanted, look, switch_venues
from tessera.web.guards import may
from tessera.web.once import go_once
from tessera.web.pages import Page, PageRequest, form_of, go, one, page
from tessera.web.views.venues import SwitchPage, SwitchRow

SWITCH = "/organizer/organizations/{organization_id:int}/venues/switch"


@get(SWITCH, guards=[may(Right.VENUES_CHANGE)], include_in_schema=False)
async def switch_page(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """What switching the ticked venues would mean, and the button that does it."""
    services: Services = request.app.state.services
    organization = await kept_organization(request, organization_id)
    ids = chosen_ids(request.query_params.getall("venue", []))[:AT_ONCE_MAX]
    enabled = request.query_params.get("enabled") == "yes"
    if not ids:
        return go(house_url(organization_id))
    async with services.db.transaction() as tx:
        wanted = SwitchWanted(venue_ids=ids, enabled=enabled, preview=True)
        try:
            found = await look(tx, organization_id, wanted)
        except Invalid:
            return go(house_url(organization_id))
    view = SwitchPage(
        desk=await desk(request, organization, "venues"),
        action=f"{house_url(organization_id)}/switch",
        back=house_url(organization_id),
        enabled=enabled,
        rows=tuple(
            SwitchRow(v.id, f"{v.name}, {v.city}", v.changes, v.shows_to_come, v.tickets_sold)
            for v in found
        ),
    )
    return await page(request, "organizer/venues_switch.html", view)


@post(SWITCH, guards=[may(Right.VENUES_CHANGE)], include_in_schema=False)
async def post_switch_form(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """Switch them, and offer the way back for those that were otherwise."""
    fields = await form_of(request)
    ids = chosen_ids(fields.get("venue", ()))[:AT_ONCE_MAX]
    enabled = one(fields, "enabled") == "yes"
    url = house_url(organization_id)
    if not ids:
        return go(url)

    async def act(tx: Tx) -> str:
        wanted = SwitchWanted(venue_ids=ids, enabled=enabled)
        changed = await switch_venues(tx, organization_id, wanted)
        undo = ",".join(str(n) for n in changed)
        return f"{url}?said=switched&undo={undo}&back={'no' if enabled else 'yes'}"

    return await go_once(request, fields, act)


PAGES = [switch_page, post_switch_form]
