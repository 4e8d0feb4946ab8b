"""Pages: a venue's pictures sent, put in order, taken away, by the forms of its console page."""

from uuid import UUID

from litestar import post
from litestar.params import FromPath

from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, Refused, Unavailable
from tessera.kit.ids import new_id
from tessera.services import Services
from tessera.venues.console.forms import converted, number
from tessera.venues.console.one_page import own_venue, venue_shown
from tessera.venues.console.picture_rows import Wrong
from tessera.venues.console.rows import house_url
from tessera.venues.pictures.keep import (
    change_picture,
    keep_picture,
    picture_arrived,
    take_away,
)
from tessera.venues.pictures.model import (
    ALT_MAX,
    FORM_BYTES_MAX,
    PICTURE_BYTES_MAX,
    PictureChange,
)
from tessera.web.guards import may
from tessera.web.limited import within_expensive
from tessera.web.once import go_once, go_or_tell, gone_before
from tessera.web.pages import Page, PageRequest, form_of, one
from tessera.web.sent import sent_file

PICTURES = "/organizer/organizations/{organization_id:int}/venues/{venue_id:int}/pictures"
ONE = PICTURES + "/{picture_id:uuid}"


@post(
    PICTURES,
    guards=[may(Right.VENUES_CHANGE)],
    include_in_schema=False,
    request_max_body_size=FORM_BYTES_MAX,
)
async def post_picture(
    request: PageRequest, organization_id: FromPath[int], venue_id: FromPath[int]
) -> Page:
    """Take one more picture."""
    services: Services = request.app.state.services
    async with services.db.transaction() as tx:
        await own_venue(tx, organization_id, venue_id)
    fields = await form_of(request)
    if gone := await gone_before(request, fields):
        return gone
    await within_expensive(request)
    alt = one(fields, "alt").strip()[:ALT_MAX]

    async def act(tx: Tx) -> str:
        await picture_arrived(tx, picture)
        return f"{_url(organization_id, venue_id)}?said=picture#pictures"

    try:
        async with sent_file(request, PICTURE_BYTES_MAX) as path:
            picture = await keep_picture(
                services, path, venue_id=venue_id, picture_id=new_id(), alt=alt
            )
        return await go_once(request, fields, act)
    except (Invalid, Unavailable) as error:
        return await venue_shown(request, organization_id, venue_id, wrong=Wrong(error, None, alt))


@post(ONE, guards=[may(Right.VENUES_CHANGE)], include_in_schema=False)
async def post_picture_change(
    request: PageRequest,
    organization_id: FromPath[int],
    venue_id: FromPath[int],
    picture_id: FromPath[UUID],
) -> Page:
    """Say what it shows, or give it another place."""
    fields = await form_of(request)
    asked = {name: number(one(fields, name)) for name in ("position", "version")}
    alt = one(fields, "alt").strip()

    async def act(tx: Tx) -> str:
        await own_venue(tx, organization_id, venue_id)
        change = converted(asked | {"alt": alt}, PictureChange)
        await change_picture(tx, venue_id, picture_id, change=change)
        return f"{_url(organization_id, venue_id)}?said=changed#pictures"

    async def told(error: Invalid | Refused) -> Page:
        wrong = Wrong(error, picture_id, alt)
        return await venue_shown(request, organization_id, venue_id, wrong=wrong)

    return await go_or_tell(request, fields, act, told)


@post(ONE + "/removal", guards=[may(Right.VENUES_CHANGE)], include_in_schema=False)
async def post_picture_removal(
    request: PageRequest,
    organization_id: FromPath[int],
    venue_id: FromPath[int],
    picture_id: FromPath[UUID],
) -> Page:
    """Be without it."""
    fields = await form_of(request)

    async def act(tx: Tx) -> str:
        await own_venue(tx, organization_id, venue_id)
        await take_away(tx, venue_id, picture_id)
        return f"{_url(organization_id, venue_id)}?said=picture-gone#pictures"

    return await go_once(request, fields, act)


def _url(organization_id: int, venue_id: int) -> str:
    return f"{house_url(organization_id)}/{venue_id}"


PAGES = [post_picture, post_picture_change, post_picture_removal]
