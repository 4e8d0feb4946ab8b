"""Samples of waiting rooms, for who waits and for who organizes."""

from datetime import timedelta

import msgspec

from tessera.web.views.rooms import Proof, RoomPage, WaitingPlace
from tessera.web.views.shell import Countdown, Refusal
from tests.unit.ui.samples import DUNE, at

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
