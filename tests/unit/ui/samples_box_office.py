"""Sample pages of the box office."""

from datetime import timedelta

import msgspec

from tessera.box_office.picture import areas_of, box_of, dot_size, layers_of, rows_of
from tessera.kit.money import Money
from tessera.venues.plan.check import check
from tessera.venues.plan.compile import compile_plan
from tessera.web.views.box_office import (
    AttendeeRow,
    AttendeesPage,
    HappenedRow,
    InvitePage,
    PlaceRow,
    PlacesPage,
    ReseatPage,
    ReseatPreview,
    ShowHead,
    SoldPage,
)
from tessera.web.views.order_books import InvitedBy, KeptView, NoteRow, SeatMoveRow
from tessera.web.views.shell import Link, Refusal
from tests.unit.ui.samples import NOW, TZ, rupees
from tests.unit.ui.samples_books import ORGANIZER_ORDER

BASE = "/organizer/shows/1"
TABS = (
    Link("Now", BASE),
    Link("What sold when", f"{BASE}/sold", current=True),
    Link("Orders", f"{BASE}/orders"),
    Link("Attendees", f"{BASE}/attendees"),
    Link("Places", f"{BASE}/places"),
    Link("Invite", f"{BASE}/invitations"),
)
HEAD = ShowHead(1, "Dune: Part Two", NOW, TZ, "Regal, Screen 1", TABS)
SEATS = [
    {
        "label": letter,
        "seats": [
            {"label": str(n), "x": 26.0 * n, "y": 30.0 * row, "category": "regular"}
            for n in range(1, 21)
        ],
    }
    for row, letter in enumerate("ABCDEFGHIJ")
]
PLAN = compile_plan(
    check(
        {
            "format": "tessera-seat-plan/1",
            "name": "Screen 1",
            "categories": [{"key": "regular", "name": "Regular"}],
            "sections": [{"name": "", "rows": SEATS}],
            "areas": [
                {
                    "name": "Floor",
                    "category": "regular",
                    "capacity": 80,
                    "shape": {"type": "rectangle", "x": 30, "y": 320, "width": 480, "height": 60},
                }
            ],
        }
    )
)
GONE = frozenset({*range(84, 98), *range(104, 117), *range(126, 134), 66, 67, *range(200, 231)})
JUST = frozenset({128, 129, 130, 66, 67})
SOLD = SoldPage(
    head=HEAD,
    step=30,
    steps=tuple(NOW + timedelta(hours=n) for n in range(49)),
    sold=len(GONE),
    new=len(JUST),
    capacity=PLAN.capacity,
    box=box_of(PLAN),
    size=dot_size(PLAN),
    layers=layers_of(PLAN, GONE, JUST),
    areas=areas_of(PLAN, GONE),
    rows=rows_of(PLAN, GONE, JUST, url_of=lambda index: f"{BASE}/places?row={index}"),
    seat_plan_id=1,
)
ASHA = AttendeeRow(
    "G 7", "Regular", "Asha Rao", "asha@x.test", "T7KQ2-9FMH3", "#", "used", NOW, "North", False
)
ATTENDEES = AttendeesPage(
    head=HEAD,
    words="",
    came="",
    filters=(Link("All", "?", current=True), Link("Still expected", "?came=no")),
    rows=(
        ASHA,
        msgspec.structs.replace(ASHA, label="G 8", status="valid", used_at=None, used_gate=""),
        msgspec.structs.replace(
            ASHA, label="H 1", name="Petra Press", invited=True, status="valid", used_at=None
        ),
    ),
    valid=214,
    used=1,
    more_url="?after=12",
    csv_url=f"{BASE}/attendees.csv",
)
NOBODY = msgspec.structs.replace(ATTENDEES, rows=(), valid=0, used=0, more_url="")
HAPPENED = (
    HappenedRow(NOW, "Came in", "Asha Rao", "#", "T7KQ2-9FMH3", "North, Dora", None),
    HappenedRow(
        NOW, "Ticket moved to this place", "Asha Rao", "#", "T7KQ2-9FMH3", "A 1 → H 12", None
    ),
    HappenedRow(NOW, "Payment captured", "Asha Rao", "#", "T7KQ2-9FMH3", "stripe", rupees(420)),
    HappenedRow(NOW, "The basket ran out", "", "", "", "9f3a2c", None),
)
ROWS = tuple(
    Link(letter, f"{BASE}/places?row={n}", n == 7) for n, letter in enumerate("ABCDEFGHIJ")
)
PLACE = PlacesPage(
    head=HEAD, words="H-12", rows=ROWS, found=(), label="H 12", state="sold", happened=HAPPENED
)
FREE = tuple(PlaceRow(n, f"H {n}", f"{BASE}/places/{n}", "free", "Regular") for n in range(9, 15))
PLACES = PlacesPage(head=HEAD, words="", rows=ROWS, found=FREE)
PLACES_NONE = PlacesPage(head=HEAD, words="ZZ 99", rows=ROWS, found=(), missed=True)
INVITE = InvitePage(
    head=HEAD,
    values={"name": "Petra", "email": "", "reason": "", "places": "ZZ 99"},
    problems={"places": "is no place", "reason": "must have 3 to 500 characters"},
    refusal=None,
    free=FREE,
    blocked=FREE[:2],
    chosen=frozenset({"9"}),
    free_count=340,
    blocked_count=2,
)
RESEAT = ReseatPage(
    order_url="/organizer/orders/o1",
    action="/organizer/orders/o1/lines/1/place",
    reference="T7KQ2-9FMH3",
    buyer="Asha Rao",
    title="Dune: Part Two",
    starts_at=NOW,
    timezone=TZ,
    label="G 7",
    category="Regular",
    near=FREE,
    values={"to": "#9", "reason": "A broken seat"},
    problems={},
    refusal=None,
    preview=ReseatPreview(
        "H 9", 9, "Regular", rupees(420), rupees(300), Money(12_000, "INR"), None
    ),
)
RESEAT_DEARER = msgspec.structs.replace(
    RESEAT,
    refusal=Refusal("place_taken", "Somebody else was faster. Choose other places."),
    preview=ReseatPreview(
        "B 9", 9, "Premium", rupees(420), rupees(600), Money(0, "INR"), rupees(180)
    ),
)
ORDER_DESK = msgspec.structs.replace(
    ORGANIZER_ORDER,
    kept=KeptView(
        (NoteRow("Comes in a wheelchair.\nRamp at the side.", "Olga Owner", NOW),),
        (SeatMoveRow("A 1", "H 12", False, "A broken seat", "Olga Owner", NOW),),
        InvitedBy("Olga Owner", "Press"),
    ),
    may_change=True,
    movable=(Link("G 7", "#"), Link("G 8", "#")),
    mailed=True,
)
