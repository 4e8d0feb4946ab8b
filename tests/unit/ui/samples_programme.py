"""Samples of a venue's programme and of price lists."""

from datetime import date, timedelta

import msgspec

from tessera.kit.money import Money
from tessera.web.views.programme import (
    Bar,
    DayTab,
    Film,
    Lane,
    PriceField,
    PriceListsPage,
    PriceRow,
    ProgrammePage,
)
from tessera.web.views.shell import Link, Option, Refusal
from tests.unit.ui.samples import at
from tests.unit.ui.samples_people import DESK

URL = "/organizer/organizations/1/programme"


def bar(show_id: int, title: str, hour: int, *, status: str = "on_sale", length: int = 150) -> Bar:
    """A show that starts at a full hour."""
    begins = at(hour)
    return Bar(
        show_id=show_id,
        url=f"/organizer/shows/{show_id}",
        title=title,
        starts_at=begins,
        ends_at=begins + timedelta(minutes=length),
        free_at=begins + timedelta(minutes=length + 15),
        status=status,  # type: ignore[arg-type]
        sold=12 * show_id,
        x=(hour - 8) * 60,
        width=length,
        cleaning=15,
        facts=("IMAX", "English"),
    )


DUNE, PIPPA = "Dune: Part Three", "Pippa and the Paper Moon"
LANES = (
    Lane(1, "Screen 1", ("2D", "3D"), 15, (bar(1, DUNE, 11), bar(2, DUNE, 15), bar(3, DUNE, 20))),
    Lane(2, "Screen 2", ("IMAX",), 20, (bar(4, PIPPA, 10, length=95), bar(5, DUNE, 18))),
    Lane(3, "Studio", ("2D",), 10, (bar(6, PIPPA, 16, status="draft", length=95),)),
)
DAYS = tuple(
    DayTab(date(2026, 11, day), f"{URL}?day=2026-11-{day}", 6 - n % 3, n % 2, n == 1)
    for n, day in enumerate(range(23, 30))
)
PROGRAMME = ProgrammePage(
    desk=DESK,
    url=URL,
    day="2026-11-24",
    venues=(Link("Regal, Colaba", URL, True), Link("Regal, Koregaon Park", URL)),
    venue_id=1,
    timezone="Asia/Kolkata",
    earlier=URL,
    later=URL,
    days=DAYS,
    lanes=LANES,
    films=(
        Film(1, DUNE, 150, "English, Hindi"),
        Film(2, PIPPA, 95, "English"),
        Film(3, "The Last Lamplighter", 118, "Hindi"),
    ),
    price_lists=(Option("1", "Usual"), Option("2", "Holidays")),
    formats=("2D", "3D", "IMAX"),
    values={
        "title_id": "",
        "hall_id": "2",
        "at": "18:00",
        "ads_minutes": "15",
        "language": "",
        "format": "IMAX",
        "first": "10:00",
        "last": "22:30",
        "every": "",
    },
    said="6 planned or published, 0 refused.",
    drafts=3,
    may_change=True,
    monday="2026-11-23",
    next_monday="2026-11-30",
    next_day="2026-11-25",
)
PROGRAMME_CLASH = msgspec.structs.replace(
    PROGRAMME,
    said="",
    refusal=Refusal("hall_busy", "The hall has another show at that time."),
    problems=("price_list_id: has no price for prime then",),
)
PROGRAMME_NONE = ProgrammePage(desk=DESK, url=URL, day="", venues=())
PRICES = PriceListsPage(
    desk=DESK,
    url="/organizer/organizations/1/price-lists",
    action="/organizer/organizations/1/price-lists",
    currency="INR",
    name="Winter",
    fields=(
        PriceField((6, 7), "", "", "", "", "450"),
        PriceField((), "17:00", "", "3D, IMAX", "prime", "dear"),
        PriceField(),
    ),
    lists=(
        PriceRow(
            "/organizer/organizations/1/price-lists/1",
            "Usual",
            (("–", Money(25_000, "INR")), ("prime", Money(40_000, "INR"))),
        ),
    ),
    problems={"lines[1].amount": "is not a price"},
)
