"""Pages: the waiting room as those see it who wait. Everything works without JavaScript."""

import secrets
from collections.abc import Sequence
from functools import partial
from math import ceil

from litestar import get, post
from litestar.params import FromPath

from tessera.accounts.policy import Right
from tessera.kit.errors import Invalid, NotSignedIn, Refused
from tessera.services import Services
from tessera.shows.model import PUBLIC, ForSale
from tessera.waiting_room.arrive import arrive
from tessera.waiting_room.enter import enter
from tessera.waiting_room.entrance import is_theirs, place_of, turn_of, until_of
from tessera.waiting_room.join import had_turn
from tessera.waiting_room.leave import leave
from tessera.waiting_room.model import Lane, Phase, QueuePlace, Room, RoomRef, Turn
from tessera.waiting_room.puzzle import PUZZLE_BITS
from tessera.waiting_room.routes import own_place
from tessera.waiting_room.rules import wait_seconds
from tessera.web.cookies import PLACE_COOKIE, TURN_COOKIE, cookie
from tessera.web.errors import Trouble, trouble_of
from tessera.web.guards import may, person_of
from tessera.web.pages import Page, PageRequest, form_of, go, one, page, refusal, say
from tessera.web.present import show_summary
from tessera.web.views.rooms import Proof, RoomPage, RoomState, WaitingPlace
from tessera.web.views.shell import Countdown, ShowSummary

HERE = "/waiting-rooms/{room_id:int}"
PLACE_SECONDS = 7 * 86_400
SHOWS_SHOWN = 6


@get(HERE, guards=[may(Right.BROWSE)], include_in_schema=False)
async def room_page(request: PageRequest, room_id: FromPath[int]) -> Page:
    """Where one stands, as far as this browser's ticket tells."""
    services: Services = request.app.state.services
    return await _page(request, await services.rooms.shelf.get(room_id))


@post(HERE + "/places", guards=[may(Right.BUY)], include_in_schema=False)
async def post_place(request: PageRequest, room_id: FromPath[int]) -> Page:
    """Take a place, which this browser keeps."""
    services: Services = request.app.state.services
    room = await services.rooms.shelf.get(room_id)
    fields = await form_of(request)
    code = one(fields, "code")
    try:
        place = await arrive(
            request,
            room,
            code=code,
            puzzle=one(fields, "puzzle"),
            solution=one(fields, "answer"),
            anew=one(fields, "anew") == "yes",
        )
    except NotSignedIn:
        return go(f"/sign-in?next=/waiting-rooms/{room_id}")
    except (Refused, Invalid) as error:
        return await _page(request, room, trouble=trouble_of(error), code=code)
    ticket = services.rooms.places.seal(place)
    kept = cookie(services, f"{PLACE_COOKIE}_{room_id}", ticket, seconds=PLACE_SECONDS)
    return go(f"/waiting-rooms/{room_id}", kept)


@post(HERE + "/enter", guards=[may(Right.BUY)], include_in_schema=False)
async def post_enter(request: PageRequest, room_id: FromPath[int]) -> Page:
    """Go in: the turn begins, and this browser keeps its admission."""
    services: Services = request.app.state.services
    room = await services.rooms.shelf.get(room_id)
    await form_of(request)
    try:
        turn = await enter(services.rooms, room, await own_place(request, room))
    except Refused as error:
        return await _page(request, room, trouble=trouble_of(error))
    kept = cookie(
        services,
        f"{TURN_COOKIE}_{room_id}",
        services.rooms.turns.seal(turn),
        seconds=max(1, turn.until - int(services.clock().timestamp())),
    )
    where = f"/shows/{room.show_ids[0]}" if len(room.show_ids) == 1 else _url(room)
    return go(where, kept)


@post(HERE + "/leave", guards=[may(Right.BUY)], include_in_schema=False)
async def post_leave(request: PageRequest, room_id: FromPath[int]) -> Page:
    """Leave before the turn is over, for the next one."""
    services: Services = request.app.state.services
    room = await services.rooms.shelf.get(room_id)
    await form_of(request)
    if (place := place_of(request, room_id)) is not None:
        await leave(services.db.pool, place)
    return go(_url(room), cookie(services, f"{TURN_COOKIE}_{room_id}", "", seconds=0))


async def _page(
    request: PageRequest, room: Room, *, trouble: Trouble | None = None, code: str = ""
) -> Page:
    services: Services = request.app.state.services
    person = await person_of(request)
    place = place_of(request, room.id)
    if place is not None and not is_theirs(services, place, person):
        place = None
    over = place is not None and await had_turn(services.db, place)
    turn = None if over else turn_of(request, RoomRef(room.id, room.phase), person)
    shown = await _place(services, room, place) if place is not None else None
    shows = [await services.shows.get(show_id) for show_id in room.show_ids[:SHOWS_SHOWN]]
    view = RoomPage(
        room_id=str(room.id),
        name=room.name,
        phase=room.phase.value,
        state=_state(room, shown, turn, over=over),
        message=room.message,
        opens_at=room.opens_at,
        gathers_at=room.gathers_at,
        presale_at=room.presale_at,
        timezone=shows[0].show.venue.timezone,
        shows=_summaries(request, shows),
        proof=_proof(room),
        place=shown,
        turn=_countdown(services, room, turn) if turn is not None else None,
        turn_minutes=room.turn_seconds // 60,
        asks_sign_in=room.one_per_account and person is None,
        asks_work=room.guarded,
        puzzle=_puzzle(services, room),
        bits=PUZZLE_BITS,
        code=code,
        refusal=refusal(request, trouble) if trouble else None,
    )
    status = trouble.status if trouble else 200
    answer = await page(request, "waiting_room/room.html", view, status=status)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _summaries(request: PageRequest, shows: Sequence[ForSale]) -> tuple[ShowSummary, ...]:
    speak = partial(say, request)
    return tuple(show_summary(one.show, speak) for one in shows if one.show.status in PUBLIC)


def _state(room: Room, place: WaitingPlace | None, turn: Turn | None, *, over: bool) -> RoomState:
    if room.phase is Phase.CLOSED:
        return "closed"
    if turn is not None:
        return "inside"
    if room.phase is Phase.PLANNED:
        return "planned"
    if place is None:
        return "joining"
    if over:
        return "over"
    if place.rank is None:
        return "drawing"
    serving = room.lanes[Lane(place.lane)].serving
    return "called" if place.rank <= serving and room.phase is not Phase.PAUSED else "waiting"


async def _place(services: Services, room: Room, place: QueuePlace) -> WaitingPlace:
    rank = await services.rooms.draws.rank(room, place)
    wait = wait_seconds(room, place.lane, rank) if rank is not None else None
    serving = room.lanes[place.lane].serving
    return WaitingPlace(
        number=place.n,
        lane=place.lane.value,
        rank=rank,
        ahead=max(0, rank - serving - 1) if rank is not None else None,
        wait_minutes=ceil(wait / 60) if wait is not None else None,
        arrived=room.lanes[place.lane].arrived,
    )


def _countdown(services: Services, room: Room, turn: Turn) -> Countdown:
    return Countdown(until_of(turn), services.clock(), room.turn_seconds)


def _proof(room: Room) -> Proof:
    return Proof(
        room.commitment.hex(),
        room.seed.hex() if room.seed is not None else "",
        room.lanes[Lane.MAIN].early or 0,
        f"/api/v1/waiting-rooms/{room.id}",
    )


def _puzzle(services: Services, room: Room) -> str:
    if not room.guarded:
        return ""
    now = int(services.clock().timestamp())
    return services.rooms.puzzles.set(room.id, now, salt=secrets.randbits(32))


def _url(room: Room) -> str:
    return f"/waiting-rooms/{room.id}"


PAGES = [room_page, post_place, post_enter, post_leave]
