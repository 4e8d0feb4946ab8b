"""The entrance to a sale with a waiting room: who shows an admission goes in.

Nothing here runs for a show without a room. With one, a signed admission is checked and remembered,
and the hold is counted in PostgreSQL before it is placed.
"""

from datetime import UTC, datetime
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any
from uuid import UUID

from tessera.accounts.model import Person
from tessera.accounts.policy import Right
from tessera.claims.hold import Held
from tessera.claims.model import HoldRefusal, HoldRefused, KeyKnown
from tessera.services import Services
from tessera.shows.model import Show
from tessera.waiting_room.holds import Holder, NotReserved, confirm, drop, reserve
from tessera.waiting_room.model import Lane, QueuePlace, RoomRef, Turn
from tessera.waiting_room.rooms import AT_SHOWS
from tessera.waiting_room.rules import HoldCaps
from tessera.web.cookies import PLACE_COOKIE, TURN_COOKIE, Connection, told_by

PLACE_HEADER = "waiting-ticket"
TURN_HEADER = "admission"
IPV4_BITS, IPV6_BITS = 24, 48


class Door:
    """What the room says to one request for places."""

    def __init__(self, refusal: HoldRefusal | None, **facts: Any) -> None:
        self.refusal = refusal
        self.facts = facts
        self.reservation: UUID | None = None

    async def passed(self, services: Services, outcome: Held | HoldRefused | KeyKnown) -> None:
        """Note what became of the hold."""
        if self.reservation is None:
            return
        if isinstance(outcome, Held):
            hold_id = outcome.command.hold_id
            await confirm(services.db.pool, self.reservation, hold_id=hold_id, until=outcome.until)
        else:
            await drop(services.db.pool, self.reservation)


async def door_of(request: Connection, show: Show, person: Person | None) -> Door:
    """Whether somebody may hold places of a show that has a room."""
    services: Services = request.app.state.services
    room = show.room
    assert room is not None, "asked for shows with a room only"
    if room.counts_knocks:
        services.rooms.count(room.id, AT_SHOWS)
    if not room.stands or works_here(person, show):
        return Door(None)
    turn = turn_of(request, room, person)
    if turn is None:
        return _shut(room)
    holder = Holder(turn, _customer(services, person), network_of(request))
    outcome = await reserve(services.db.pool, holder, caps_of(services))
    if isinstance(outcome, NotReserved):
        refusal = HoldRefusal(outcome.code)
        if refusal is HoldRefusal.ADMISSION_REQUIRED:
            return _shut(room)
        wait = {"retry_after_seconds": outcome.wait_seconds} if outcome.wait_seconds else {}
        return Door(refusal, **wait)
    door = Door(None)
    door.reservation = outcome
    return door


def _shut(room: RoomRef) -> Door:
    where = {"id": room.id, "url": f"/waiting-rooms/{room.id}"}
    return Door(HoldRefusal.ADMISSION_REQUIRED, waiting_room=where)


def works_here(person: Person | None, show: Show) -> bool:
    """Who sells for the organization does not queue before its own show."""
    return person is not None and person.may(Right.SALES_READ, show.organization_id)


def turn_of(request: Connection, room: RoomRef, person: Person | None) -> Turn | None:
    """The turn that somebody shows for this room, as long as it lasts."""
    services: Services = request.app.state.services
    token = request.headers.get(TURN_HEADER) or told_by(request, f"{TURN_COOKIE}_{room.id}")
    turn = services.rooms.turns.open(token) if token else None
    if turn is None or turn.room_id != room.id or turn.until <= services.clock().timestamp():
        return None
    return turn if is_theirs(services, turn, person) else None


def place_of(request: Connection, room_id: int) -> QueuePlace | None:
    """The place that somebody shows for this room."""
    services: Services = request.app.state.services
    token = request.headers.get(PLACE_HEADER) or told_by(request, f"{PLACE_COOKIE}_{room_id}")
    place = services.rooms.places.open(token) if token else None
    return place if place is not None and place.room_id == room_id else None


def is_theirs(services: Services, said: QueuePlace | Turn, person: Person | None) -> bool:
    """Whether a place or turn that belongs to an account is shown by that account. A place with an
    access code belongs to whoever has its ticket."""
    if not said.who or said.lane is Lane.PRESALE:
        return True
    return _customer(services, person) == said.who


def _customer(services: Services, person: Person | None) -> int | None:
    if person is None or person.key_id is not None:
        return None
    return services.customer_of(person.email)


def network_of(request: Connection) -> int | None:
    """The keyed hash of the network somebody comes from, /24 or /48; None for trusted ones."""
    state = request.scope["state"]
    if state.get("trusted"):
        return None
    try:
        address = ip_address(str(state.get("address", "")))
    except ValueError:
        return None
    bits = IPV6_BITS if isinstance(address, IPv6Address) else IPV4_BITS
    network = ip_network(f"{address}/{bits}", strict=False)
    services: Services = request.app.state.services
    return services.customer_of(f"network:{network}")


def caps_of(services: Services) -> HoldCaps:
    """The caps of this installation."""
    s = services.settings
    return HoldCaps(
        s.session_holds_max, s.account_holds_max, s.network_holds_max, s.hold_cool_down_seconds
    )


def until_of(turn: Turn) -> datetime:
    """When a turn ends."""
    return datetime.fromtimestamp(turn.until, UTC)
