"""Somebody arrives: in which lane they queue, and as whom."""

from tessera.kit.errors import NotSignedIn, Refused
from tessera.kit.limits import Policy
from tessera.services import Services
from tessera.waiting_room.entrance import network_of, place_of
from tessera.waiting_room.join import Asking, join
from tessera.waiting_room.model import Lane, QueuePlace, Room, RoomRefusal
from tessera.waiting_room.rooms import ARRIVALS, DOUBTFUL
from tessera.waiting_room.rules import lane_of
from tessera.web.cookies import Connection
from tessera.web.guards import person_of


async def arrive(
    request: Connection, room: Room, *, code: str, puzzle: str, solution: str, anew: bool
) -> QueuePlace:
    """A place for who is asking. Raises `Refused`, and `NotSignedIn` where one place per account is
    given."""
    services: Services = request.app.state.services
    person = await person_of(request)
    rooms, now = services.rooms, int(services.clock().timestamp())
    ticket = place_of(request, room.id)
    coded = _serial(services, room, code)
    who = 0
    if coded is not None:
        who = services.customer_of(f"code:{room.id}:{room.code_generation}:{coded}")
    elif ticket is not None and ticket.lane is Lane.PRESALE and not anew:
        who = ticket.who
    elif room.one_per_account:
        if person is None or person.key_id is not None:
            raise NotSignedIn
        who = services.customer_of(person.email)
    elif ticket is not None and not anew:
        who = ticket.who
    lane = ticket.lane if ticket is not None else Lane.MAIN
    if ticket is None or coded is not None or anew:
        worked = rooms.puzzles.solved(puzzle, solution, room_id=room.id, now=now)
        doubtful = coded is None and await _doubtful(request)
        rooms.count(room.id, ARRIVALS)
        if doubtful:
            rooms.count(room.id, DOUBTFUL)
        lane = lane_of(room, coded=coded is not None, doubtful=doubtful, worked=worked)
    return await join(
        services.db, rooms.desk, room=room, asking=Asking(ticket, lane, who, now, anew)
    )


def _serial(services: Services, room: Room, code: str) -> int | None:
    """Raises `Refused(code_unknown)`."""
    if not code.strip():
        return None
    serial = services.rooms.codes.read(code, room.id, generation=room.code_generation)
    if serial is None:
        raise Refused(RoomRefusal.CODE_UNKNOWN)
    return serial


async def _doubtful(request: Connection) -> bool:
    """More from one network than people live there, or nobody who says what they browse with.

    Counted in Valkey; without it each process counts for itself (fails open)."""
    services: Services = request.app.state.services
    if not request.headers.get("user-agent"):
        return True
    network = network_of(request)
    if network is None:
        return False
    allowance = await services.limits.hit(Policy.ARRIVALS, str(network), told=False)
    return not allowance.granted
