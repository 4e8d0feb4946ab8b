"""REST: the waiting room as everybody sees it; a place in it, and the way in."""

import secrets
from typing import Annotated, Any

import msgspec
from litestar import Response, delete, get, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from tessera.accounts.policy import Right
from tessera.kit.clock import rfc3339
from tessera.kit.errors import NotFound, Refused
from tessera.services import Services
from tessera.waiting_room.arrive import arrive
from tessera.waiting_room.enter import enter, instant
from tessera.waiting_room.entrance import is_theirs, place_of
from tessera.waiting_room.leave import leave
from tessera.waiting_room.model import Lane, QueuePlace, Room, RoomRefusal, Turn
from tessera.waiting_room.puzzle import PUZZLE_BITS
from tessera.waiting_room.rules import wait_seconds
from tessera.waiting_room.status import KEPT_BY_CACHES
from tessera.web.answers import JsonRequest, answer, json_answer
from tessera.web.guards import may, person_of

RANKS_A_DOCUMENT = 256
KEPT_FOR_EVER = "public, max-age=86400, immutable"
Answer = Annotated[str, Meta(max_length=20)]


class PlaceWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A place in the queue: with an access code, or the answer to a puzzle where one is asked for.
    `anew`: another place, where the turn of the last one is over."""

    code: Annotated[str, Meta(max_length=60)] = ""
    puzzle: Annotated[str, Meta(max_length=200)] = ""
    answer: Answer = ""
    anew: bool = False


@get("/waiting-rooms/{room_id:int}", guards=[may(Right.BROWSE)])
async def get_room(request: JsonRequest, room_id: FromPath[int]) -> Response[bytes]:
    """The public document that everybody polls; any cache may keep it for two seconds."""
    services: Services = request.app.state.services
    document = services.rooms.documents.of(await services.rooms.shelf.get(room_id))
    known = request.headers.get("if-none-match") == document.etag
    body, status = (b"", 304) if known else (document.body, 200)
    return answer(body, status, cache_control=KEPT_BY_CACHES, etag=document.etag)


@get("/waiting-rooms/{room_id:int}/ranks/{lane:str}/{part:int}", guards=[may(Right.BROWSE)])
async def get_ranks(
    request: JsonRequest, room_id: FromPath[int], lane: FromPath[str], part: FromPath[int]
) -> Response[bytes]:
    """What the draw came to: the ranks of 256 numbers, `part` from 0. They never change, so that
    caches answer a million who want to know theirs at the same moment."""
    services: Services = request.app.state.services
    room = await services.rooms.shelf.get(room_id)
    if lane not in tuple(Lane) or (early := room.lanes[Lane(lane)].early) is None:
        raise NotFound("draw")
    first = part * RANKS_A_DOCUMENT
    if not 0 <= first < early:
        raise NotFound("part of the draw")
    ranks = await services.rooms.draws.ranks(room, Lane(lane))
    view = {"first": first + 1, "ranks": ranks[first : first + RANKS_A_DOCUMENT].tolist()}
    return json_answer(view, cache_control=KEPT_FOR_EVER)


@get("/waiting-rooms/{room_id:int}/puzzle", guards=[may(Right.BROWSE)])
async def get_puzzle(request: JsonRequest, room_id: FromPath[int]) -> Response[bytes]:
    """Work to do before taking a place, while the room asks for it."""
    services: Services = request.app.state.services
    room = await services.rooms.shelf.get(room_id)
    now = int(services.clock().timestamp())
    puzzle = services.rooms.puzzles.set(room_id, now, salt=secrets.randbits(32))
    return json_answer({"asked": room.guarded, "puzzle": puzzle, "bits": PUZZLE_BITS})


@post("/waiting-rooms/{room_id:int}/places", guards=[may(Right.BUY)], status_code=200)
async def post_place(
    request: JsonRequest, room_id: FromPath[int], data: JSONBody[PlaceWanted]
) -> Response[bytes]:
    """Take a place; who sends a `Waiting-Ticket` of this room keeps the one they have."""
    services: Services = request.app.state.services
    room = await services.rooms.shelf.get(room_id)
    place = await arrive(
        request, room, code=data.code, puzzle=data.puzzle, solution=data.answer, anew=data.anew
    )
    return json_answer(await place_view(services, room, place))


@get("/waiting-rooms/{room_id:int}/place", guards=[may(Right.BUY)])
async def get_place(request: JsonRequest, room_id: FromPath[int]) -> Response[bytes]:
    """The place of who shows a `Waiting-Ticket`, with its rank once it is known."""
    services: Services = request.app.state.services
    room = await services.rooms.shelf.get(room_id)
    return json_answer(await place_view(services, room, await own_place(request, room)))


@post("/waiting-rooms/{room_id:int}/admission", guards=[may(Right.BUY)], status_code=200)
async def post_admission(request: JsonRequest, room_id: FromPath[int]) -> Response[bytes]:
    """Go in with a `Waiting-Ticket`, once it is called; asked again, it is the same admission.
    Holds of the room's shows want its token as `Admission`."""
    services: Services = request.app.state.services
    room = await services.rooms.shelf.get(room_id)
    turn = await enter(services.rooms, room, await own_place(request, room))
    return json_answer(turn_view(services, room, turn))


@delete("/waiting-rooms/{room_id:int}/admission", guards=[may(Right.BUY)], status_code=204)
async def delete_admission(request: JsonRequest, room_id: FromPath[int]) -> None:
    """Leave, so that the next one can come in. Doing it twice is fine."""
    services: Services = request.app.state.services
    room = await services.rooms.shelf.get(room_id)
    await leave(services.db.pool, await own_place(request, room))


async def own_place(request: JsonRequest, room: Room) -> QueuePlace:
    """The place of who is asking. Raises `Refused`."""
    services: Services = request.app.state.services
    place = place_of(request, room.id)
    if place is None:
        raise Refused(RoomRefusal.PLACE_UNKNOWN)
    if not is_theirs(services, place, await person_of(request)):
        raise Refused(RoomRefusal.PLACE_OF_ANOTHER)
    return place


async def place_view(services: Services, room: Room, place: QueuePlace) -> dict[str, Any]:
    """A place as its owner sees it."""
    rank = await services.rooms.draws.rank(room, place)
    serving = room.lanes[place.lane].serving
    return {
        "ticket": services.rooms.places.seal(place),
        "lane": place.lane.value,
        "number": place.n,
        "rank": rank,
        "serving": serving,
        "ahead": max(0, rank - serving - 1) if rank is not None else None,
        "wait_seconds": wait_seconds(room, place.lane, rank) if rank is not None else None,
    }


def turn_view(services: Services, room: Room, turn: Turn) -> dict[str, Any]:
    """An admission as its owner sees it."""
    return {
        "token": services.rooms.turns.seal(turn),
        "until": rfc3339(instant(turn.until)),
        "show_ids": room.show_ids,
    }


ROUTES = [
    get_room,
    get_ranks,
    get_puzzle,
    post_place,
    get_place,
    post_admission,
    delete_admission,
]
