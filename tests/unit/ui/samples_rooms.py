"""Samples of waiting rooms, for who waits and for who organizes."""

from datetime import timedelta

import msgspec

from tessera.waiting_room.board_view import curve
from tessera.web.views.rooms import (
    BoardPage,
    Figure,
    MomentRow,
    Proof,
    RoomForm,
    RoomPage,
    RoomRow,
    RoomsPage,
    SeriesRow,
    WaitingPlace,
)
from tessera.web.views.shell import Countdown, Link, Option, Refusal
from tests.unit.ui.samples import DUNE, at
from tests.unit.ui.samples_people import DESK

NOW = at(19)
PROOF = Proof("9f" * 32, "", 0, "/api/v1/waiting-rooms/7")
DRAWN = Proof("9f" * 32, "c0" * 32, 812_345, "/api/v1/waiting-rooms/7")
JOINING = RoomPage(
    room_id="7",
    name="Coldplay, Mumbai",
    phase="gathering",
    state="joining",
    message="",
    opens_at=at(20),
    gathers_at=at(18),
    presale_at=at(19),
    timezone="Asia/Kolkata",
    shows=(DUNE, DUNE),
    proof=PROOF,
)
PLANNED = msgspec.structs.replace(JOINING, state="planned", phase="planned")
WORKING = msgspec.structs.replace(
    JOINING,
    asks_work=True,
    puzzle="AAAA",
    bits=4,
    refusal=Refusal("code_unknown", "This access code is not known, or does not work any more."),
    code="ABCDE-FGHIJ",
)
SIGN_IN = msgspec.structs.replace(JOINING, asks_sign_in=True)
DRAWING = msgspec.structs.replace(
    JOINING,
    state="drawing",
    place=WaitingPlace(412_907, "main", None, None, None, 700_123),
)
WAITING = msgspec.structs.replace(
    JOINING,
    phase="open",
    state="waiting",
    message="A third night is on sale from 9 pm. There is tea at the bar.",
    place=WaitingPlace(412_907, "main", 31_407, 12_406, 24, 812_400),
    proof=DRAWN,
)
PAUSED = msgspec.structs.replace(
    WAITING,
    phase="paused",
    message="",
    place=WaitingPlace(31, "slow", 31, 12, None, 40),
)
CALLED = msgspec.structs.replace(WAITING, state="called", message="")
INSIDE = msgspec.structs.replace(
    CALLED, state="inside", turn=Countdown(NOW + timedelta(seconds=431), NOW, 600)
)
OVER = msgspec.structs.replace(CALLED, state="over", presale_at=None)
CLOSED = msgspec.structs.replace(CALLED, state="closed", phase="closed")
STATES = {
    "room-planned": PLANNED,
    "room-joining": JOINING,
    "room-working": WORKING,
    "room-sign-in": SIGN_IN,
    "room-drawing": DRAWING,
    "room-waiting": WAITING,
    "room-paused": PAUSED,
    "room-called": CALLED,
    "room-inside": INSIDE,
    "room-over": OVER,
    "room-closed": CLOSED,
}

FORM = RoomForm(
    action="/organizer/organizations/1/waiting-rooms",
    shows=(Option("1", "Coldplay, 18.01. 19:00", True), Option("2", "Coldplay, 19.01. 19:00")),
    guard=(Option("automatic", "while machines knock", True), Option("never", "never")),
)
BEGUN = msgspec.structs.replace(
    FORM, shows=(), name="Coldplay, Mumbai", begun=True, message="A third night is on sale."
)
ROOMS = RoomsPage(
    DESK,
    (
        RoomRow("/r/7", "Coldplay, Mumbai", "open", at(20), 812_400, ("Coldplay", "Coldplay")),
        RoomRow("/r/8", "When many come", "planned", None, 0, ("Requiem for a Very Long Name",)),
    ),
    FORM,
    "Asia/Kolkata",
)
ROOMS_NONE = RoomsPage(DESK, (), None, "Asia/Kolkata")
ROOMS_WRONG = msgspec.structs.replace(
    ROOMS,
    form=msgspec.structs.replace(
        FORM, problems={"name": "is required", "show_ids": "choose one or more"}
    ),
)
COURSE = tuple(
    MomentRow(at(20, n), 900_000 - 9_000 * n, 400 + 3 * n, 500 * n, 300 * n, 20 + n, 900)
    for n in range(12)
)
BOARD = BoardPage(
    desk=DESK,
    url="/organizer/organizations/1/waiting-rooms/7",
    data_url="/organizations/1/waiting-rooms/7?span=1h",
    public_url="/waiting-rooms/7",
    name="Coldplay, Mumbai",
    phase="open",
    timezone="Asia/Kolkata",
    turns=(Option("paused", "Pause"), Option("closed", "Close")),
    figures=tuple(
        Figure(key, label, value)
        for key, label, value in (
            ("waiting", "Waiting", "801234"),
            ("inside", "Inside", "431"),
            ("free", "Free places", "38211"),
            ("admitted", "Let in", "6000"),
            ("bought", "Bought", "3311"),
            ("pace", "Called a minute", "912"),
        )
    ),
    curves=(
        curve("waiting", "Waiting", [m.waiting for m in COURSE]),
        curve("inside", "Inside", [m.inside for m in COURSE]),
        curve("bought", "Bought, all in all", [m.bought for m in COURSE]),
        curve("hold_ms", "Time of a hold, ms (p95)", [m.hold_ms or 0 for m in COURSE]),
    ),
    moments=COURSE,
    spans=(Link("10 minutes", "?span=10m"), Link("1 hour", "?span=1h", True)),
    shows=(Link("Coldplay", "/organizer/shows/1"),),
    form=BEGUN,
    series=(
        SeriesRow("Friends of the house", 250, at(9), True, "/codes/1.csv"),
        SeriesRow("", 1, at(8), False, "/codes/2.csv"),
    ),
    may_change=True,
    said="Saved.",
)
BOARD_QUIET = msgspec.structs.replace(
    BOARD,
    phase="closed",
    turns=(),
    moments=(),
    curves=tuple(msgspec.structs.replace(c, points="") for c in BOARD.curves),
    form=None,
    series=(),
    may_change=False,
    said="",
)
