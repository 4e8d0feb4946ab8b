"""Pages: the organizer's waiting rooms, and the board of one."""

from collections.abc import Awaitable, Callable
from functools import partial

from litestar import get, post
from litestar.params import FromPath

from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.organizations.desk import desk, kept_organization
from tessera.services import Services
from tessera.waiting_room.access import issue_codes, issues_of, revoke_codes
from tessera.waiting_room.board import SPANS, moments_of, now_of
from tessera.waiting_room.board_file import codes_csv
from tessera.waiting_room.board_forms import (
    codes_wanted,
    form_of_room,
    new_room,
    room_change,
    shows_to_choose,
)
from tessera.waiting_room.board_routes import own_room
from tessera.waiting_room.board_view import SAID, board_view, room_rows
from tessera.waiting_room.model import Phase, Room
from tessera.waiting_room.read import rooms_of
from tessera.waiting_room.set_up import change_room, set_up
from tessera.waiting_room.turn_phase import turn_phase
from tessera.web.errors import Trouble, trouble_of
from tessera.web.guards import may, require
from tessera.web.once import go_or_tell
from tessera.web.pages import Page, PageRequest, form_of, one, page, refusal, say, told
from tessera.web.views.rooms import RoomsPage
from tessera.web.who import who_of

HOUSE = "/organizer/organizations/{organization_id:int}/waiting-rooms"
ROOM = HOUSE + "/{room_id:int}"
SPAN = "1h"
Fields = dict[str, list[str]]
Steer = Callable[[Tx, Room, Fields], Awaitable[str]]
"""Does something about a room in a transaction, and names what was done."""


@get(HOUSE, guards=[may(Right.ROOMS_READ)], include_in_schema=False)
async def rooms_page(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """The rooms of an organization, and a form for a new one."""
    return await _rooms(request, organization_id)


@post(HOUSE, guards=[may(Right.ROOMS_CHANGE)], include_in_schema=False)
async def post_room(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """Set a room up and go to its board."""
    services: Services = request.app.state.services
    organization = await kept_organization(request, organization_id)
    fields = await form_of(request)

    async def act(tx: Tx) -> str:
        wanted = new_room(fields, organization.timezone)
        room = await set_up(tx, services.vault, organization_id, new=wanted)
        for show_id in room.show_ids:
            services.shows.forget(show_id)
        return f"{_house(organization_id)}/{room.id}?said=made"

    return await go_or_tell(
        request,
        fields,
        act,
        lambda error: _rooms(request, organization_id, fields, trouble=trouble_of(error)),
    )


@get(ROOM, guards=[may(Right.ROOMS_READ)], include_in_schema=False)
async def board_page(
    request: PageRequest, organization_id: FromPath[int], room_id: FromPath[int]
) -> Page:
    """How a room stands and went, live; and everything that can be done about it."""
    return await _board(request, organization_id, room_id)


@post(ROOM, guards=[may(Right.ROOMS_CHANGE)], include_in_schema=False)
async def post_change(
    request: PageRequest, organization_id: FromPath[int], room_id: FromPath[int]
) -> Page:
    """Change pace, places inside, message, times."""
    organization = await kept_organization(request, organization_id)

    async def act(tx: Tx, room: Room, fields: Fields) -> str:
        await change_room(tx, room, room_change(fields, room, organization.timezone))
        return "changed"

    return await _steered(request, organization_id, room_id, act=act, settings=True)


@post(ROOM + "/phase", guards=[may(Right.ROOMS_CHANGE)], include_in_schema=False)
async def post_phase(
    request: PageRequest, organization_id: FromPath[int], room_id: FromPath[int]
) -> Page:
    """Gather, open, pause, resume, close."""
    services: Services = request.app.state.services

    async def act(tx: Tx, room: Room, fields: Fields) -> str:
        wanted = one(fields, "phase")
        phase = Phase(wanted) if wanted in tuple(Phase) else room.phase
        await turn_phase(tx, services.vault, room.id, becomes=phase)
        for show_id in room.show_ids:
            services.shows.forget(show_id)
        return phase.value

    return await _steered(request, organization_id, room_id, act=act)


@post(ROOM + "/codes", guards=[may(Right.ROOMS_CHANGE)], include_in_schema=False)
async def post_codes(
    request: PageRequest, organization_id: FromPath[int], room_id: FromPath[int]
) -> Page:
    """Issue a series of access codes."""

    async def act(tx: Tx, room: Room, fields: Fields) -> str:
        await issue_codes(tx, room, codes_wanted(fields), who=who_of(request))
        return "issued"

    return await _steered(request, organization_id, room_id, act=act)


@post(ROOM + "/codes/end", guards=[may(Right.ROOMS_CHANGE)], include_in_schema=False)
async def post_codes_end(
    request: PageRequest, organization_id: FromPath[int], room_id: FromPath[int]
) -> Page:
    """End every code of the room."""

    async def act(tx: Tx, room: Room, fields: Fields) -> str:
        await revoke_codes(tx, room, who=who_of(request))
        return "revoked"

    return await _steered(request, organization_id, room_id, act=act)


async def _steered(
    request: PageRequest, organization_id: int, room_id: int, *, act: Steer, settings: bool = False
) -> Page:
    """Do it once and see the board, with a word about it or why not; what was typed into
    `settings` stays."""
    fields = await form_of(request)
    typed = fields if settings else None
    where = f"{_house(organization_id)}/{room_id}"

    async def once_done(tx: Tx) -> str:
        room = await own_room(request, tx, organization_id=organization_id, room_id=room_id)
        return f"{where}?said={await act(tx, room, fields)}"

    return await go_or_tell(
        request,
        fields,
        once_done,
        lambda error: _board(
            request, organization_id, room_id, fields=typed, trouble=trouble_of(error)
        ),
    )


async def _rooms(
    request: PageRequest,
    organization_id: int,
    fields: Fields | None = None,
    *,
    trouble: Trouble | None = None,
) -> Page:
    services: Services = request.app.state.services
    organization = await kept_organization(request, organization_id)
    person = await require(request)
    pool = services.db.pool
    changes = person.may(Right.ROOMS_CHANGE, organization_id)
    form = None
    if changes:
        shows = await shows_to_choose(pool, organization_id, fields or {})
        form = form_of_room(
            fields or {},
            action=_house(organization_id),
            shows=shows,
            told=told(request, trouble) if trouble else {},
        )
    view = RoomsPage(
        await desk(request, organization, "waiting-rooms"),
        await room_rows(services, await rooms_of(pool, organization_id)),
        form,
        organization.timezone,
        refusal(request, trouble) if trouble and not trouble.problems else None,
    )
    status = trouble.status if trouble else 200
    return await page(request, "organizer/rooms.html", view, status=status)


async def _board(
    request: PageRequest,
    organization_id: int,
    room_id: int,
    *,
    fields: Fields | None = None,
    trouble: Trouble | None = None,
) -> Page:
    services: Services = request.app.state.services
    organization, pool = await kept_organization(request, organization_id), services.db.pool
    room = await own_room(request, pool, organization_id=organization_id, room_id=room_id)
    asked = request.query_params.get("span", SPAN)
    span = asked if asked in SPANS else SPAN
    person = await require(request)
    view = await board_view(
        services,
        room,
        desk=await desk(request, organization, "waiting-rooms"),
        moments=await moments_of(pool, room_id, span),
        now=await now_of(pool, room),
        span=span,
        issues=await issues_of(pool, room_id),
        timezone=organization.timezone,
        may_change=person.may(Right.ROOMS_CHANGE, organization_id),
        fields=fields,
        told=told(request, trouble),
        refusal=refusal(request, trouble) if trouble else None,
        said=say(request, SAID.get(request.query_params.get("said", ""), "")),
        speak=partial(say, request),
    )
    status = trouble.status if trouble else 200
    return await page(request, "organizer/room.html", view, status=status)


def _house(organization_id: int) -> str:
    return f"/organizer/organizations/{organization_id}/waiting-rooms"


PAGES = [
    rooms_page,
    post_room,
    board_page,
    post_change,
    post_phase,
    post_codes,
    post_codes_end,
    codes_csv,
]
