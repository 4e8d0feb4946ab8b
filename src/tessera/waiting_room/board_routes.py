"""REST: waiting rooms as their organization sets them up, watches and steers them."""

from typing import Annotated, Any

import msgspec
from litestar import Response, get, patch, post, put
from litestar.params import FromPath, JSONBody, QueryParameter

from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Problem
from tessera.services import Services
from tessera.waiting_room.access import (
    CodesWanted,
    issue_codes,
    issues_of,
    revoke_codes,
    written,
)
from tessera.waiting_room.board import SPANS, moments_of, now_of
from tessera.waiting_room.model import Phase, Room
from tessera.waiting_room.read import read_room, rooms_of
from tessera.waiting_room.set_up import NewRoom, RoomChange, change_room, set_up
from tessera.waiting_room.turn_phase import turn_phase
from tessera.web.answers import JsonRequest, json_answer
from tessera.web.guards import Connection, may
from tessera.web.once import once
from tessera.web.who import who_of

HOUSE = "/organizations/{organization_id:int}/waiting-rooms"
ROOM = HOUSE + "/{room_id:int}"


class PhaseWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the room shall turn to."""

    phase: Phase


async def own_room(request: Connection, tx: Any, *, organization_id: int, room_id: int) -> Room:
    """A room of this organization. Raises `NotFound`."""
    room = await read_room(tx, room_id)
    if room.organization_id != organization_id:
        raise NotFound("waiting room")
    request.app.state.services.rooms.shelf.forget(room_id)
    return room


def room_view(room: Room) -> dict[str, Any]:
    """A room as its organization sees it; the seed is told once everybody may know it."""
    view = {name: getattr(room, name) for name in room.__struct_fields__}
    view["commitment"] = room.commitment.hex()
    view["seed"] = room.seed.hex() if room.seed is not None else None
    view["lanes"] = {lane.value: state for lane, state in room.lanes.items()}
    return view | {"waiting": room.waiting}


@get(HOUSE, guards=[may(Right.ROOMS_READ)])
async def get_rooms(request: JsonRequest, organization_id: FromPath[int]) -> Response[bytes]:
    """The waiting rooms of an organization, those that are over last."""
    services: Services = request.app.state.services
    rooms = await rooms_of(services.db.pool, organization_id)
    return json_answer({"items": [room_view(room) for room in rooms], "next_cursor": None})


@post(HOUSE, guards=[may(Right.ROOMS_CHANGE)], status_code=201)
async def post_room(
    request: JsonRequest, organization_id: FromPath[int], data: JSONBody[NewRoom]
) -> Response[bytes]:
    """Set a room up before one show or several. The commitment of its draw is public at once."""
    services: Services = request.app.state.services

    async def act(tx: Tx) -> Any:
        return room_view(await set_up(tx, services.vault, organization_id, new=data))

    answer = await once(request, act, status=201)
    for show_id in data.show_ids:
        services.shows.forget(show_id)
    return answer


@get(ROOM, guards=[may(Right.ROOMS_READ)])
async def get_board(
    request: JsonRequest,
    organization_id: FromPath[int],
    room_id: FromPath[int],
    span: Annotated[str, QueryParameter(max_length=10)] = "1h",
) -> Response[bytes]:
    """How a room stands, and its course over 10 minutes, 1, 6 or 24 hours."""
    services: Services = request.app.state.services
    if span not in SPANS:
        raise Invalid([Problem("span", f"is none of {', '.join(SPANS)}")])
    room = await own_room(
        request, services.db.pool, organization_id=organization_id, room_id=room_id
    )
    moments = await moments_of(services.db.pool, room_id, span)
    now = await now_of(services.db.pool, room)
    return json_answer(room_view(room) | {"now": now, "moments": moments})


@patch(ROOM, guards=[may(Right.ROOMS_CHANGE)])
async def patch_room(
    request: JsonRequest,
    organization_id: FromPath[int],
    room_id: FromPath[int],
    data: JSONBody[RoomChange],
) -> Response[bytes]:
    """Change what is named: pace, places inside, message, and times before people gather."""

    async def act(tx: Tx) -> Any:
        room = await own_room(request, tx, organization_id=organization_id, room_id=room_id)
        return room_view(await change_room(tx, room, data))

    return await once(request, act)


@put(ROOM + "/phase", guards=[may(Right.ROOMS_CHANGE)])
async def put_phase(
    request: JsonRequest,
    organization_id: FromPath[int],
    room_id: FromPath[int],
    data: JSONBody[PhaseWanted],
) -> Response[bytes]:
    """Gather, open, pause, resume (`open`) or close by hand."""
    services: Services = request.app.state.services

    async def act(tx: Tx) -> Any:
        await own_room(request, tx, organization_id=organization_id, room_id=room_id)
        return room_view(await turn_phase(tx, services.vault, room_id, becomes=data.phase))

    return await once(request, act)


@get(ROOM + "/codes", guards=[may(Right.ROOMS_CHANGE)])
async def get_codes(
    request: JsonRequest, organization_id: FromPath[int], room_id: FromPath[int]
) -> Response[bytes]:
    """The series of access codes that were issued, and the generation that works."""
    services: Services = request.app.state.services
    room = await own_room(
        request, services.db.pool, organization_id=organization_id, room_id=room_id
    )
    issues = await issues_of(services.db.pool, room_id)
    view = {"items": issues, "next_cursor": None, "generation": room.code_generation}
    return json_answer(view)


@post(ROOM + "/codes", guards=[may(Right.ROOMS_CHANGE)], status_code=201)
async def post_codes(
    request: JsonRequest,
    organization_id: FromPath[int],
    room_id: FromPath[int],
    data: JSONBody[CodesWanted],
) -> Response[bytes]:
    """Issue a series of access codes; `first` is where they are read."""

    async def act(tx: Tx) -> Any:
        room = await own_room(request, tx, organization_id=organization_id, room_id=room_id)
        return await issue_codes(tx, room, data, who=who_of(request))

    return await once(request, act, status=201)


@get(ROOM + "/codes/{first:int}", guards=[may(Right.ROOMS_CHANGE)])
async def get_series(
    request: JsonRequest,
    organization_id: FromPath[int],
    room_id: FromPath[int],
    first: FromPath[int],
) -> Response[bytes]:
    """The codes of a series."""
    services: Services = request.app.state.services
    await own_room(request, services.db.pool, organization_id=organization_id, room_id=room_id)
    issues = await issues_of(services.db.pool, room_id)
    return json_answer({"codes": [*written(services.rooms.codes, room_id, issues, first=first)]})


@post(ROOM + "/codes/revocation", guards=[may(Right.ROOMS_CHANGE)], status_code=200)
async def post_revocation(
    request: JsonRequest, organization_id: FromPath[int], room_id: FromPath[int]
) -> Response[bytes]:
    """End every code of the room; places that were taken with one stay."""

    async def act(tx: Tx) -> Any:
        room = await own_room(request, tx, organization_id=organization_id, room_id=room_id)
        return {"generation": await revoke_codes(tx, room, who=who_of(request))}

    return await once(request, act)


ROUTES = [
    get_rooms,
    post_room,
    get_board,
    patch_room,
    put_phase,
    get_codes,
    post_codes,
    get_series,
    post_revocation,
]
