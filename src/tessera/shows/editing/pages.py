"""Pages: a show as its organizer edits it, its presale codes, its waiting room."""

from datetime import timedelta
from urllib.parse import urlencode

from litestar import get, post
from litestar.params import FromPath

from tessera.accounts.policy import Right
from tessera.kit.changes import given
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, Refused
from tessera.kit.versions import still
from tessera.services import Services
from tessera.shows.change import ShowChange
from tessera.shows.editing.edit import announced, bookings_of, edit_show
from tessera.shows.editing.forms import change_wanted
from tessera.shows.editing.view import consequence_of, edit_view
from tessera.shows.model import Show
from tessera.shows.routes import own_show
from tessera.shows.windows.codes import issue_show_codes, revoke_show_codes
from tessera.shows.write import prices_of
from tessera.venues.console.forms import Fields, converted, number
from tessera.waiting_room.access import CodesWanted
from tessera.waiting_room.set_up import NewRoom, set_up
from tessera.web.errors import trouble_of
from tessera.web.guards import may
from tessera.web.once import go_once
from tessera.web.pages import Page, PageRequest, form_of, go, one, page

EDIT = "/organizer/shows/{show_id:int}/edit"
CODES = "/organizer/shows/{show_id:int}/codes"


@get(EDIT, guards=[may(Right.SHOWS_CHANGE)], include_in_schema=False)
async def edit_page(request: PageRequest, show_id: FromPath[int]) -> Page:
    """The form of a show, its presale codes, its waiting room."""
    return await _page(request, await _fresh(request, show_id), {})


@post(EDIT, guards=[may(Right.SHOWS_CHANGE)], include_in_schema=False)
async def post_edit_form(request: PageRequest, show_id: FromPath[int]) -> Page:
    """Save; where people have booked what changes, they are shown first, and told afterwards."""
    services: Services = request.app.state.services
    fields = await form_of(request)
    show = await _fresh(request, show_id)
    try:
        async with services.db.transaction() as tx:
            change = change_wanted(fields, show, await prices_of(tx, show_id))
            still(show, change.version)
            bookings = await bookings_of(tx, show_id)
            told = await announced(tx, show, change)
        if bookings.orders and {"starts_at", "ends_at"} & given(change).keys():
            return go(_move_url(show, change, fields))
        if bookings.orders and told and not one(fields, "confirmed"):
            seen = consequence_of(request, bookings, told, fields=fields)
            return await _page(request, show, fields, consequence=seen)
        answer = await _save(request, show_id, fields, change=change)
    except (Invalid, Refused) as error:
        return await _page(request, await _fresh(request, show_id), fields, error=error)
    services.shows.forget(show_id)
    return answer


async def _save(request: PageRequest, show_id: int, fields: Fields, *, change: ShowChange) -> Page:
    services: Services = request.app.state.services

    async def act(tx: Tx) -> str:
        note = one(fields, "note").strip()
        _, notice = await edit_show(tx, show_id, change, now=services.clock(), note=note)
        return f"/organizer/shows/{show_id}/edit?said={'told' if notice else 'saved'}"

    return await go_once(request, fields, act)


@post(CODES, guards=[may(Right.SHOWS_CHANGE)], include_in_schema=False)
async def post_codes_form(request: PageRequest, show_id: FromPath[int]) -> Page:
    """Issue presale codes."""
    fields = await form_of(request)
    show = await _fresh(request, show_id)

    async def act(tx: Tx) -> str:
        asked = {"quantity": number(one(fields, "quantity")), "label": one(fields, "label")}
        issued = await issue_show_codes(tx, show, converted(asked, CodesWanted))
        return f"/organizer/shows/{show_id}/edit?said=issued&series={issued.first}#codes"

    try:
        return await go_once(request, fields, act)
    except (Invalid, Refused) as error:
        return await _page(request, show, {}, error=error)


@post(CODES + "/revocation", guards=[may(Right.SHOWS_CHANGE)], include_in_schema=False)
async def post_codes_end_form(request: PageRequest, show_id: FromPath[int]) -> Page:
    """End every presale code."""
    services: Services = request.app.state.services
    fields = await form_of(request)
    show = await _fresh(request, show_id)

    async def act(tx: Tx) -> str:
        await revoke_show_codes(tx, show)
        return f"/organizer/shows/{show_id}/edit?said=revoked#codes"

    answer = await go_once(request, fields, act)
    services.shows.forget(show_id)
    return answer


@post(
    "/organizer/shows/{show_id:int}/room",
    guards=[may(Right.ROOMS_CHANGE)],
    include_in_schema=False,
)
async def post_room_switch(request: PageRequest, show_id: FromPath[int]) -> Page:
    """Put a waiting room before the show; it opens with the sale, or in a minute."""
    services: Services = request.app.state.services
    fields = await form_of(request)
    show = await _fresh(request, show_id)

    async def act(tx: Tx) -> str:
        soon = services.clock() + timedelta(minutes=1)
        opens = max(show.sales_open_at, soon)
        new = NewRoom(name=show.title.name[:80], show_ids=(show_id,), opens_at=opens)
        room = await set_up(tx, services.vault, show.organization_id, new=new)
        rooms = f"/organizer/organizations/{show.organization_id}/waiting-rooms"
        return f"{rooms}/{room.id}"

    try:
        answer = await go_once(request, fields, act)
    except (Invalid, Refused) as error:
        return await _page(request, show, {}, error=error)
    services.shows.forget(show_id)
    return answer


def _move_url(show: Show, change: ShowChange, fields: Fields) -> str:
    """A show with buyers moves on its own page, which shows how everybody would fare."""
    asked = {"hall_id": str(show.hall.id), "starts_at": one(fields, "starts_at")}
    return f"/organizer/shows/{show.id}/move?{urlencode(asked)}"


async def _fresh(request: PageRequest, show_id: int) -> Show:
    services: Services = request.app.state.services
    services.shows.forget(show_id)
    return (await own_show(request, show_id)).show


async def _page(
    request: PageRequest,
    show: Show,
    fields: Fields,
    *,
    error: Invalid | Refused | None = None,
    consequence: object = None,
) -> Page:
    view = await edit_view(request, show, fields, error=error, consequence=consequence)
    status = trouble_of(error).status if error else 200
    return await page(request, "organizer/edit_show.html", view, status=status)


PAGES = [edit_page, post_edit_form, post_codes_form, post_codes_end_form, post_room_switch]
