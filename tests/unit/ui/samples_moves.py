"""Sample pages of shows that move or are cancelled, and of money that came too late."""

import msgspec

from tessera.web.views.moves import (
    MovedOrder,
    MovePage,
    MovePreview,
    MoveProgress,
    PriceField,
    WorseOff,
)
from tessera.web.views.orders import KeptPlaces
from tessera.web.views.organizer import CancelShowPage, CancelShowProgress
from tessera.web.views.shell import Option, Refusal
from tests.unit.ui.samples import COUNTDOWN, TZ, at, rupees
from tests.unit.ui.samples_desk import ORDER, ORDER_EXPIRED

COUNTS = {"same": 412, "better": 18, "other": 57, "worse": 9, "none": 2}
WORSE = (
    WorseOff("T7KQ2-9FMH3", "Asha Rao", "Stalls H 12", "Circle C 4", "worse", "kept"),
    WorseOff("T7KQ2-9FMH3", "Asha Rao", "Stalls H 13", "Circle C 5", "worse", "kept"),
    WorseOff("M2RT8-7QWX4", "Noor Ahmed", "Box 2, 3", "", "none", "returned"),
    WorseOff("B9PLK-2HVC6", "Jo", "Stalls A 1", "Stalls P 30", "worse"),
)
MOVE = MovePage(
    show_id="1945",
    title="Dune: Part Two",
    starts_at=at(19, 45),
    timezone=TZ,
    venue="Regal",
    hall="Screen 1",
    halls=(
        Option("1", "Regal, Screen 1", selected=True),
        Option("2", "Regal, Screen 2"),
    ),
    starts_text="2026-11-21T19:45",
)
MOVE_LOOKED = msgspec.structs.replace(
    MOVE,
    halls=(Option("1", "Regal, Screen 1"), Option("2", "Regal, Screen 2", selected=True)),
    preview=MovePreview(COUNTS, WORSE),
)
MOVE_REFUSED = msgspec.structs.replace(
    MOVE,
    prices=(PriceField("recliner", ""),),
    refusal=Refusal("invalid", "Not accepted.", "prices.recliner: is required"),
)
PROGRESS = MoveProgress(
    status="running",
    step=1,
    failure="",
    reason="The projector of Screen 1 has failed",
    orders=0,
    told=0,
    kept=0,
    returned=0,
    counts={},
    worse=(),
)
MOVE_UNDER_WAY = msgspec.structs.replace(MOVE, progress=PROGRESS)
MOVE_DONE = msgspec.structs.replace(
    MOVE,
    progress=msgspec.structs.replace(
        PROGRESS,
        status="done",
        step=5,
        orders=231,
        told=231,
        kept=120,
        returned=14,
        counts=COUNTS,
        worse=WORSE,
    ),
)
MOVE_UNDONE = msgspec.structs.replace(
    MOVE, progress=msgspec.structs.replace(PROGRESS, status="undone", failure="hall_busy")
)
ORDER_KEPT = msgspec.structs.replace(
    ORDER_EXPIRED,
    kept=KeptPlaces((("H 12", "J 8"), ("H 13", "J 9")), COUNTDOWN, rupees(840)),
)
ORDER_LOOKING = msgspec.structs.replace(ORDER_EXPIRED, looking=True)
ORDER_MOVED = msgspec.structs.replace(
    ORDER,
    moved=MovedOrder(
        "The projector of Screen 1 has failed.",
        "Screen 1",
        at(18, 30),
        (("H 12", "H 12", "same"), ("H 13", "C 5", "worse")),
    ),
)
CANCEL = CancelShowPage(
    show_id="1945",
    title="Dune: Part Two",
    starts_at=at(19, 45),
    timezone=TZ,
    venue="Regal",
    hall="Screen 1",
    orders=231,
    amount=rupees(194_040),
)
CANCEL_UNDER_WAY = msgspec.structs.replace(
    CANCEL,
    progress=CancelShowProgress(
        reason="The projector has failed",
        started_at=at(12, 0),
        orders=231,
        refunded=180,
        sent=140,
        under_way=38,
        failed=2,
        amount=rupees(194_040),
    ),
)
