"""Samples of what is kept back, of series, windows and changes."""

from datetime import timedelta

import msgspec

from tessera.allotments.forms import VALUES
from tessera.kit.money import Money
from tessera.shows.series.forms import DAYS
from tessera.shows.series.forms import VALUES as RUN_VALUES
from tessera.web.views.allotments import (
    AllotmentOrder,
    AllotmentPage,
    AllotmentRow,
    AllotmentsPage,
    KeptPlace,
    ShowHead,
)
from tessera.web.views.cancelling import (
    CancellationRunPage,
    CancelManyPage,
    DoomedRow,
    RunRow,
)
from tessera.web.views.editing import BookedRow, CodeSeries, Consequence, EditShowPage
from tessera.web.views.series import (
    BatchRow,
    Foreseen,
    ForeseenShow,
    RunShow,
    SeriesListPage,
    SeriesPage,
    SeriesRow,
)
from tessera.web.views.shell import Link, Option, Refusal
from tessera.web.views.shows import WindowLine
from tests.unit.ui import samples_hall as hall
from tests.unit.ui.samples import at
from tests.unit.ui.samples_people import DESK

HEAD = ShowHead(
    "1945", "Dune: Part Three", at(20), "Asia/Kolkata", "Regal, Colaba", "Screen 1", "on_sale"
)
PRESS = AllotmentRow(
    url="/organizer/allotments/1",
    name="Press, first night",
    purpose="Press",
    note="Names come from Farah by Thursday",
    places=4,
    labels="C 7, C 8, C 9, C 10",
    orders=2,
    releases_at=at(20) - timedelta(hours=2),
)
KEPT = (
    PRESS,
    AllotmentRow(
        url="/organizer/allotments/2",
        name="Counter",
        purpose="Box office",
        places=40,
        labels="A 1, A 2, A 3, A 4, A 5, A 6, A 7, A 8, A 9, A 10, A 11, A 12, …",
    ),
    AllotmentRow(
        url="/organizer/allotments/3", name="House", purpose="House", orders=1, ended_at=at(9)
    ),
)
PURPOSES = (Option("house", "House"), Option("press", "Press", True))
ALLOTMENTS = AllotmentsPage(
    show=HEAD,
    seat_plan_id=hall.SHOW.seat_plan_id,
    url="/organizer/shows/1/allotments",
    categories=hall.SHOW.categories,
    allotments=KEPT,
    purposes=PURPOSES,
    keys=(Option("k", "Ticket shop of the radio"),),
    values=VALUES | {"labels": "A 29-31", "name": "Friends"},
    problems={"labels": "there is no place called A 31"},
    section=hall.SHOW.section,
    places_max=5000,
)
ALLOTMENTS_NONE = AllotmentsPage(
    show=HEAD,
    seat_plan_id=hall.SHOW.seat_plan_id,
    url="/organizer/shows/1/allotments",
    categories=hall.SHOW.categories,
    values=VALUES,
    may_change=False,
)
ALLOTMENT = AllotmentPage(
    show=HEAD,
    back=Link("Kept back", "/organizer/shows/1/allotments"),
    url="/organizer/allotments/1",
    row=PRESS,
    places=tuple(
        KeptPlace(place, f"C {place}", "Prime", Money(45_000, "INR")) for place in range(7, 11)
    ),
    ways=(Option("complimentary", "Free of charge", True), Option("cash", "Cash")),
    orders=(
        AllotmentOrder(
            "/organizer/orders/1",
            "K7QM2",
            "Ann Critic",
            "C 5, C 6",
            "Free of charge",
            Money(0, "INR"),
            at(10),
        ),
    ),
    values={
        "quantity": "",
        "buyer.name": "",
        "buyer.email": "",
        "name": PRESS.name,
        "note": PRESS.note,
        "release": "2",
        "unit": "hours",
    },
    refusal=Refusal("not_in_allotment", "These places are not in this allotment."),
)

RUNS = "/organizer/organizations/1/series"
SERIES_ROWS = (
    SeriesRow(
        "/organizer/series/1",
        "Hamlet on Fridays",
        "Hamlet",
        "Main stage",
        8,
        "Asia/Kolkata",
        at(20),
        at(20) + timedelta(weeks=7),
    ),
)
FORESEEN = Foreseen(
    (
        ForeseenShow(starts_at=at(20), ends_at=at(22), fine=True),
        ForeseenShow(
            starts_at=at(20) + timedelta(weeks=1),
            ends_at=at(22) + timedelta(weeks=1),
            fine=False,
            why="The hall has Othello then",
        ),
        ForeseenShow(
            starts_at=at(20) + timedelta(weeks=2),
            ends_at=at(22) + timedelta(weeks=2),
            fine=True,
            hint="Clocks turn that night: it starts later by the clock.",
        ),
    ),
    2,
    (("name", "Othello"),),
)
WINDOW_LINES = (
    {
        "window_name": "Presale",
        "window_opens": "2026-11-01T10:00",
        "window_closes": "2026-11-03T10:00",
        "window_categories": "prime",
        "window_code": "yes",
    },
    dict.fromkeys(
        ("window_name", "window_opens", "window_closes", "window_categories", "window_code"), ""
    ),
)
SERIES = SeriesListPage(
    desk=DESK,
    url=RUNS,
    currency="INR",
    timezone="Asia/Kolkata",
    series=SERIES_ROWS,
    titles=(Option("1", "Hamlet", True), Option("2", "Othello")),
    halls=(Option("1", "Regal, Main stage", True),),
    price_lists=(Option("1", "Evenings"),),
    values=RUN_VALUES | {"name": "Othello in spring", "starts_on": "2026-11-27", "price": "x"},
    weekdays=tuple(Option(day, day.title(), day == "FR") for day in DAYS),
    problems={"price": "is not a price", "windows[0].closes_at": "must lie after opens_at"},
    windows=WINDOW_LINES,
    foreseen=FORESEEN,
)
SERIES_NONE = SeriesListPage(
    desk=DESK, url=RUNS, currency="INR", values=RUN_VALUES, may_change=False
)
ONE_SERIES = SeriesPage(
    desk=DESK,
    url="/organizer/series/1",
    name="Hamlet on Fridays",
    title="Hamlet",
    hall="Main stage",
    rule="FREQ=WEEKLY;COUNT=8",
    timezone="Asia/Kolkata",
    currency="INR",
    version=3,
    shows=tuple(
        RunShow(
            id=n,
            url=f"/organizer/shows/{n}",
            starts_at=at(20) + timedelta(weeks=n),
            status="on_sale",
            sold=40 * n,
            capacity=320,
            facts=("English",),
        )
        for n in range(4)
    ),
    windows=WINDOW_LINES,
    batches=(
        BatchRow("/organizer/show-batches/2/undoing", at(10), 4, 0),
        BatchRow("/organizer/show-batches/1/undoing", at(9), 4, 2),
    ),
    values=RUN_VALUES | {"scope": "all", "show_id": "", "starts_time": "", "price_now": "500"},
    said="4 shows changed, 0 refused.",
)

EDIT_VALUES = {
    "title_id": "1",
    "starts_at": "2026-11-21T20:00",
    "ends_at": "2026-11-21T22:45",
    "sales_open_at": "2026-11-01T10:00",
    "sales_close_at": "2026-11-21T20:00",
    "language": "English",
    "format": "IMAX",
    "places_per_order_max": "10",
    "places_per_customer_max": "4",
    "hold_seconds": "600",
    "unlisted": "yes",
    "version": "7",
    "note": "",
    **{f"price-{c.key}": "450" for c in hall.SHOW.categories},
}
EDIT = EditShowPage(
    show=HEAD,
    url="/organizer/shows/1945/edit",
    currency="INR",
    values=EDIT_VALUES,
    windows=WINDOW_LINES,
    titles=(Option("1", "Dune: Part Three", True),),
    formats=("2D", "IMAX"),
    categories=hall.SHOW.categories,
    problems={"windows[0].closes_at": "must lie after opens_at"},
    named={"windows[0].closes_at": "Window 1, Closes"},
    codes=(CodeSeries("?series=0#codes", "Fan club", 500, at(9), True),),
    codes_url="/organizer/shows/1945/codes",
    issued=("AAAAA-BBBBB-CCCCC-DDDDD-EEE", "AAAAA-BBBBB-CCCCC-DDDDD-FFF"),
    room_url="/organizer/shows/1945/room",
    move_url="/organizer/shows/1945/move",
    public_url="/shows/1945",
    told=((at(9), "Language: English → Hindi"),),
)
EDIT_TOLD = EditShowPage(
    show=HEAD,
    url="/organizer/shows/1945/edit",
    currency="INR",
    values=EDIT_VALUES,
    consequence=Consequence(
        orders=2,
        places=5,
        changes=(("Language", "English", "Hindi"), ("Format", "IMAX", "")),
        examples=(
            BookedRow("/organizer/orders/1", "K7QM2", "Ann Buyer", 3),
            BookedRow("/organizer/orders/2", "P2XW9", "Bo Buyer", 2),
        ),
        sent=(("language", "Hindi"),),
    ),
    room=Link("Waiting room", "/organizer"),
    room_stands=True,
)
SHOW_WINDOWS = msgspec.structs.replace(
    hall.SHOW,
    windows=(
        WindowLine("Presale", at(8), at(23), ("prime",), True, True),
        WindowLine("Everybody", at(23), at(23) + timedelta(days=9), (), False, False),
    ),
    asks_code=True,
)

DOOMED = tuple(
    DoomedRow(
        show_id=n,
        url=f"/organizer/shows/{n}",
        title="Hamlet",
        starts_at=at(20) + timedelta(weeks=n),
        timezone="Asia/Kolkata",
        where="Regal, Main stage",
        orders=12 * n,
        amount=Money(540_000 * n, "INR"),
    )
    for n in range(1, 4)
)
CANCELLING = "/organizer/organizations/1/cancellations"
CANCEL_MANY = CancelManyPage(desk=DESK, url=CANCELLING, shows=DOOMED)
CANCEL_LOOK = CancelManyPage(
    desk=DESK,
    url=CANCELLING,
    chosen=DOOMED,
    orders=72,
    amounts=(Money(3_240_000, "INR"),),
    problems={"reason": "must have 1 to 500 printable characters"},
)
CANCELLED = CancellationRunPage(
    desk=DESK,
    reason="The roof leaks",
    refused=1,
    done=False,
    shows=tuple(
        RunRow(
            url=f"/organizer/shows/{n}/cancellation",
            title="Hamlet",
            starts_at=at(20) + timedelta(weeks=n),
            timezone="Asia/Kolkata",
            orders=12,
            sent=12 if n < 2 else 4,
            failed=int(n == 2),
            amount=Money(540_000, "INR"),
            done=n < 2,
        )
        for n in range(4)
    ),
)
