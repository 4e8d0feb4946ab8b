"""Sample show pages, organizer pages and the door."""

from datetime import timedelta
from typing import Any

import msgspec

from tessera.web.views.door import CheckInResult, DoorPage
from tessera.web.views.organizer import (
    CategoryCounts,
    Counts,
    OrganizerPage,
    OrganizerShowPage,
    SalesHour,
    ShowRow,
)
from tessera.web.views.shell import Link, Option, Poster, ShowSummary
from tessera.web.views.shows import (
    CategoryPrice,
    OwnHold,
    PlaceChoice,
    PlaceState,
    RowOfPlaces,
    SectionLink,
    SectionPlaces,
    ShowPage,
    StandingArea,
)
from tests.unit.ui import halls
from tests.unit.ui.samples import COUNTDOWN, DUNE, NOW, TAKEN, TZ, at, rupees, showtime

CINEMA = halls.cinema()
ARENA = halls.arena()
CINEMA_STATES = halls.states(CINEMA)
ARENA_STATES = halls.states(ARENA, taken=0.55)
STATE_NAMES: dict[str, PlaceState] = {".": "free", "h": "held", "p": "held", "s": "sold"}

CATEGORIES = (
    CategoryPrice("regular", "Regular", rupees(280), free=88, colour=1),
    CategoryPrice("circle", "Circle", rupees(340), free=81, colour=2),
    CategoryPrice("prime", "Prime", rupees(450), free=31, colour=3),
)
ARENA_CATEGORIES = (
    CategoryPrice("floor", "Floor, standing", rupees(2400), free=1_350, colour=5),
    CategoryPrice("lower-front", "Lower ring, near stage", rupees(4800), free=900, colour=3),
    CategoryPrice("lower", "Lower ring", rupees(3200), free=3_600, colour=1),
    CategoryPrice("upper", "Upper ring", rupees(1800), free=3_604, colour=2),
    CategoryPrice("upper-end", "Upper ring, far end", rupees(1200), free=2_200, colour=4),
)
QUANTITIES = tuple(Option(str(n), str(n), n == 2) for n in range(1, 11))


def section_of(plan: dict[str, Any], states: str, *, name: str, prices: Any) -> SectionPlaces:
    """A section of a sample plan as the list view wants it."""
    priced = {category.key: category for category in prices}
    rows: dict[str, list[PlaceChoice]] = {}
    for place in plan["places"]:
        if place["section"] != name:
            continue
        category = priced[place["category"]]
        notes: tuple[str, ...] = ("wheelchair place",) if place.get("accessible") else ()
        notes += ("restricted view",) if place.get("restricted_view") else ()
        rows.setdefault(place["row"], []).append(
            PlaceChoice(
                place=place["place"],
                seat=place["seat"],
                label=place["label"],
                state=STATE_NAMES[states[place["place"]]],
                category=category.label,
                colour=category.colour,
                price=category.price,
                notes=notes,
            )
        )
    return SectionPlaces(name, tuple(RowOfPlaces(r, tuple(found)) for r, found in rows.items()))


SHOW = ShowPage(
    show_id="1945",
    seat_plan_id="plan-cinema",
    show=DUNE,
    status="on_sale",
    categories=CATEGORIES,
    capacity=336,
    available=CINEMA_STATES.count("."),
    places_per_order_max=10,
    hold_minutes=10,
    section=section_of(CINEMA, CINEMA_STATES, name="", prices=CATEGORIES),
    quantities=QUANTITIES,
    other_times=(
        showtime(16, 20, "IMAX", availability="sold_out"),
        showtime(19, 45, "IMAX", current=True),
        showtime(21, 10, "2D", left=12),
        showtime(22, 30, "2D"),
    ),
    cancel_until=at(17, 45),
    title_link=Link("Dune: Part Two", "/titles/dune"),
)
CONCERT = ShowSummary(
    title="Nightfall Live",
    starts_at=at(19, 30, days=3),
    timezone=TZ,
    venue="Harbour Arena",
    hall="Main hall",
    url="/shows/arena",
    poster=Poster("Nightfall Live", "Concert"),
    facts=("Doors 18:00",),
)
ARENA_SHOW = ShowPage(
    show_id="arena",
    seat_plan_id="plan-arena",
    show=CONCERT,
    status="on_sale",
    categories=ARENA_CATEGORIES,
    capacity=ARENA["capacity"],
    available=ARENA_STATES.count("."),
    places_per_order_max=6,
    hold_minutes=8,
    sections=tuple(
        SectionLink(name, f"?section={name}", 217, rupees(1800), current=name == "105")
        for name in (part["name"] for part in ARENA["sections"])
    ),
    section=section_of(ARENA, ARENA_STATES, name="105", prices=ARENA_CATEGORIES),
    areas=(StandingArea("Floor", "Floor", rupees(2400), 1_350, 6, colour=5),),
    quantities=QUANTITIES[:6],
)
SHOW_REFUSED = ShowPage(
    **{f: getattr(SHOW, f) for f in SHOW.__struct_fields__ if f not in ("refusal", "hold")},
    refusal=TAKEN,
    hold=OwnHold("/checkout/h1", (170, 171), COUNTDOWN),
)
SHOW_SOON = ShowPage(
    show_id="soon",
    seat_plan_id="plan-cinema",
    show=DUNE,
    status="soon",
    categories=CATEGORIES,
    capacity=336,
    available=336,
    places_per_order_max=10,
    hold_minutes=10,
    sales_open_at=at(10, 0, days=2),
)
SHOW_BEHIND_A_ROOM = msgspec.structs.replace(
    SHOW, room=Link("To the waiting room", "/waiting-rooms/7"), room_id="7"
)
SHOW_LET_IN = msgspec.structs.replace(SHOW, turn=COUNTDOWN, room_id="7")
SHOW_SOLD_OUT = ShowPage(
    show_id="full",
    seat_plan_id="plan-cinema",
    show=DUNE,
    status="sold_out",
    categories=CATEGORIES,
    capacity=336,
    available=0,
    places_per_order_max=10,
    hold_minutes=10,
)

ROWS = (
    ShowRow(
        "/organizer/shows/1945",
        "Dune: Part Two",
        at(19, 45),
        TZ,
        "Regal",
        "Screen 2",
        "on_sale",
        Counts(336, sold=91, pending=4, held=12),
        rupees(31_420),
    ),
    ShowRow(
        "/organizer/shows/2110",
        "Dune: Part Two",
        at(21, 10),
        TZ,
        "Regal",
        "Screen 1",
        "on_sale",
        Counts(180, sold=168),
        rupees(42_000),
    ),
    ShowRow(
        "/organizer/shows/1620",
        "Oppenheimer",
        at(16, 20),
        TZ,
        "Regal",
        "Screen 3",
        "sold_out",
        Counts(120, sold=120),
        rupees(36_000),
    ),
    ShowRow(
        "/organizer/shows/x",
        "Swan Lake",
        at(19, 0, days=1),
        TZ,
        "Regal",
        "Screen 2",
        "cancelled",
        Counts(336),
        rupees(0),
    ),
)
ORGANIZER = OrganizerPage(
    "Regal Cinemas",
    ROWS,
    filters=(Link("Coming", "/organizer", True), Link("Past", "/organizer?past=1")),
)
ORGANIZER_EMPTY = OrganizerPage("Regal Cinemas", ())
ORGANIZER_SHOW = OrganizerShowPage(
    room_url="/organizer/organizations/1/waiting-rooms/7",
    tabs=(Link("Now", "/organizer/shows/1", current=True), Link("Orders", "#")),
    show_id="1945",
    seat_plan_id="plan-cinema",
    row=ROWS[0],
    categories=tuple(
        CategoryCounts(category, Counts(total, sold=sold), rupees(sold * 300))
        for category, total, sold in zip(CATEGORIES, (168, 120, 48), (31, 42, 18), strict=True)
    ),
    sales=tuple(
        SalesHour(NOW - timedelta(hours=24 - n), (n * 7 + n * n) % 19 + (12 if n > 18 else 0))
        for n in range(24)
    ),
    orders=44,
    admitted=0,
    public_url="/shows/1945",
)

ADMITTED = CheckInResult("admitted", NOW, "Row H seat 12", "Prime", "Asha Rao")
ANSWERS = (
    ADMITTED,
    CheckInResult(
        "already_used", NOW, "Row H seat 12", "Prime", "Asha Rao", used_at=at(19, 12), used_gate="2"
    ),
    CheckInResult("void", NOW, "Row C seat 4", "Regular", "Jo Meyer"),
    CheckInResult(
        "wrong_show", NOW, "Row A seat 1", "Regular", "Li Wei", other_show="Oppenheimer, 21:50"
    ),
    CheckInResult("unknown", NOW, code="T7KQ-29FM-H12"),
)
DOOR_SHOWS = (
    Option("1945", "19:45 Dune: Part Two, Screen 2", selected=True),
    Option("2110", "21:10 Dune: Part Two, Screen 1"),
)


def door(result: CheckInResult | None) -> DoorPage:
    """The door page just after `result`."""
    return DoorPage(DOOR_SHOWS, "1945", TZ, "2", result, ANSWERS, admitted=37, expected=91)


DOOR_CLOSED = DoorPage((), None, TZ)
