"""The waiting room: as those see it who wait, and as the organizer does."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

import msgspec

from tessera.web.views.organizer import Desk
from tessera.web.views.shell import Both, Countdown, Link, Option, Refusal, ShowSummary

RoomState = Literal[
    "planned", "joining", "drawing", "waiting", "called", "inside", "over", "closed"
]
"""What the page is about: nobody can queue yet; take a place; wait for the draw; wait for the turn;
go in; be inside; the turn is over; the room is."""


class WaitingPlace(msgspec.Struct, frozen=True):
    """A place as its owner sees it. `rank` and what follows are None before the draw."""

    number: int
    lane: str
    rank: int | None
    ahead: int | None
    wait_minutes: int | None
    arrived: int


class Proof(msgspec.Struct, frozen=True):
    """What the draw hangs on, for who wants to repeat it."""

    commitment: str
    seed: str
    early: int
    document_url: str


class RoomPage(msgspec.Struct, frozen=True, kw_only=True):
    """`waiting_room/room.html`, for `/waiting-rooms/{id}`."""

    room_id: str
    name: str
    phase: str
    state: RoomState
    message: str
    opens_at: datetime | None
    gathers_at: datetime | None
    presale_at: datetime | None
    timezone: str
    shows: tuple[ShowSummary, ...]
    proof: Proof
    place: WaitingPlace | None = None
    turn: Countdown | None = None
    turn_minutes: int = 10
    asks_sign_in: bool = False
    asks_work: bool = False
    puzzle: str = ""
    bits: int = 0
    code: str = ""
    refusal: Refusal | None = None


class RoomRow(msgspec.Struct, frozen=True):
    """A room in the organizer's list."""

    url: str
    name: str
    phase: str
    opens_at: datetime | None
    waiting: int
    shows: tuple[str, ...]


class RoomForm(msgspec.Struct, frozen=True, kw_only=True):
    """What was typed about a room, and what is wrong with it, by field."""

    action: str
    name: str = ""
    shows: tuple[Option, ...] = ()
    gathers_at: str = ""
    presale_at: str = ""
    opens_at: str = ""
    automatic_per_minute: str = ""
    one_per_account: bool = False
    turn_minutes: str = "10"
    inside_max: str = "500"
    fixed_pace: str = ""
    guard: tuple[Option, ...] = ()
    message: str = ""
    problems: Mapping[str, str] = {}
    begun: bool = False
    version: int = 0


class RoomsPage(msgspec.Struct, frozen=True):
    """`organizer/rooms.html`, for `/organizer/organizations/{id}/waiting-rooms`."""

    desk: Desk
    rooms: tuple[RoomRow, ...]
    form: RoomForm | None
    timezone: str
    refusal: Refusal | None = None


class Figure(msgspec.Struct, frozen=True):
    """A number that stays live. `key` is where it is found in the board's document."""

    key: str
    label: str
    value: str


class Curve(msgspec.Struct, frozen=True):
    """A drawn course: `points` of a polyline in a box of 300 by 60, and its highest value."""

    key: str
    label: str
    points: str
    most: int


class MomentRow(msgspec.Struct, frozen=True):
    """The table behind the curves, one row a slot."""

    at: datetime
    waiting: int
    inside: int
    admitted: int
    bought: int
    hold_ms: int | None
    pace: int


class SeriesRow(msgspec.Struct, frozen=True):
    """Access codes that were issued together."""

    label: str
    quantity: int
    issued_at: datetime
    works: bool
    csv_url: str


class BoardPage(msgspec.Struct, frozen=True, kw_only=True):
    """`organizer/room.html`, for `/organizer/organizations/{id}/waiting-rooms/{id}`."""

    desk: Desk
    url: str
    data_url: str
    public_url: str
    name: str
    phase: str
    timezone: str
    turns: tuple[Option, ...]
    """Phases it may be turned to."""
    figures: tuple[Figure, ...]
    curves: tuple[Curve, ...]
    moments: tuple[MomentRow, ...]
    spans: tuple[Link, ...]
    shows: tuple[Link, ...]
    form: RoomForm | None
    series: tuple[SeriesRow, ...] = ()
    may_change: bool = False
    said: str = ""
    refusal: Refusal | None = None
    both: tuple[Both, ...] | None = None
    """Where somebody else has saved meanwhile."""
