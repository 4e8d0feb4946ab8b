"""Samples of dashboards: a house after a month, a show with its curve, a quiet platform."""

from datetime import date, timedelta
from math import exp, sin

from tessera.insights import charts, present
from tessera.insights.exports.model import COLUMNS, Table
from tessera.insights.exports.present import (
    COLUMN_WORDS,
    TABLES,
    every_options,
    formats,
    weekday_options,
)
from tessera.insights.model import (
    Curve,
    CurvePoint,
    Dashboard,
    Figures,
    Level,
    Of,
    Scope,
    ShowFill,
    Standing,
    Visits,
)
from tessera.insights.rules import before
from tessera.kit.money import Money
from tessera.organizations.periods import Period
from tessera.web.views.exports import ExportsPage, ScheduleRow
from tessera.web.views.insight import Choice, InsightPage
from tessera.web.views.insight_today import Tile, Today
from tessera.web.views.organizer import Desk, PeriodForm
from tessera.web.views.shell import Link, Option, Refusal
from tests.unit.ui.samples import at
from tests.unit.ui.samples_jobs import speak

NOW = at(19)
DAY = date(2026, 11, 21)
PERIOD = Period(DAY - timedelta(days=29), DAY, "Asia/Kolkata")
DESK = Desk(
    1,
    "Lantern Cinemas",
    (
        Link("Insight", "/organizer/organizations/1/insight", True),
        Link("Programme", "/organizer/organizations/1/programme"),
        Link("Statement", "/organizer/organizations/1/statement"),
    ),
)


def figures(n: float) -> Figures:
    """A day of a house, `n` times as busy as usual."""
    tickets = int(140 * n)
    return Figures(
        opened=int(70 * n),
        orders=int(62 * n),
        tickets=tickets,
        free_tickets=int(2 * n),
        back_tickets=int(5 * n),
        scans=int(120 * n),
        shows=9,
        capacity=1800,
        seated=int(900 * n),
        entered=int(800 * n),
        awaited=int(850 * n),
        no_shows=int(50 * n),
        face=38_000 * tickets,
        fee=1_500 * tickets,
        tax=7_110 * tickets,
        back_face=190_000,
        back_fee=0,
        back_tax=34_200,
    )


def month(start: date, shift: float) -> list[tuple[date, Figures]]:
    """Thirty days; Fridays and Saturdays sell most."""
    days = [start + timedelta(days=n) for n in range(30)]
    return [
        (day, figures(shift + 0.25 * sin(n) + (0.9 if day.isoweekday() in (5, 6) else 0)))
        for n, day in enumerate(days)
    ]


def added(days: list[tuple[date, Figures]]) -> Figures:
    """Their sum."""
    total = Figures()
    for _, one in days:
        total += one
    return total


THIS, LAST = month(PERIOD.since, 0.9), month(before(PERIOD).since, 0.75)
HEAT = [
    [
        0
        if hour < 7
        else int(40 * (1 + (day in (4, 5)) * 1.6) * exp(-((hour - 19) ** 2) / 14)) + hour % 3
        for hour in range(24)
    ]
    for day in range(7)
]


def fill(n: int, share: float, status: str = "on_sale") -> ShowFill:
    """A show this evening."""
    return ShowFill(
        id=n,
        title=("Dune: Part Two", "The Lunchbox", "Monsoon Wedding", "Kaala")[n % 4],
        venue="Regal",
        hall=f"Screen {1 + n % 3}",
        starts_at=NOW + timedelta(minutes=45 * n),
        timezone="Asia/Kolkata",
        status=status,
        capacity=220,
        seated=int(220 * share),
        entered=0,
    )


FILLS = [fill(n, share) for n, share in enumerate((1.0, 0.86, 0.64, 0.41, 0.22, 0.05), start=1)]
HOUSE = Dashboard(
    scope=Scope(Level.ORGANIZATION, 1, 1),
    name="Lantern Cinemas",
    period=PERIOD,
    before=before(PERIOD),
    currency="INR",
    currencies={"INR": 1, "EUR": 1},
    now=added(THIS),
    then=added(LAST),
    visits=Visits(31_250, 4_480),
    visits_then=Visits(24_100, 3_900),
    days=THIS,
    days_before=LAST,
    heat=HEAT,
    parts={
        Level.VENUE: [Of(1, "Regal", added(THIS[:18])), Of(2, "Lantern South", added(THIS[18:]))],
        Level.TITLE: [
            Of(n, name, added(THIS[n : n + 9]))
            for n, name in enumerate(("Dune: Part Two", "The Lunchbox", "Kaala"), start=1)
        ],
    },
    fullest=FILLS[:4],
    emptiest=FILLS[:2:-1],
    standing=Standing(42, 2, 812, 96, 71),
    until=NOW,
    lag_seconds=4,
)
CURVE = Curve(
    Level.TITLE,
    7,
    tuple(
        CurvePoint(
            day,
            None if day < 4 else 0.9 * exp(-day / 9),
            0.78 * exp(-day / 7),
            0.4 * exp(-day / 6),
            min(1.0, 1.05 * exp(-day / 10)),
        )
        for day in range(30, -1, -1)
    ),
)


def choice(found: Dashboard, **problems: str) -> Choice:
    """The form, with the usual period."""
    spans = ("Today", "7 days", "30 days", "90 days")
    return Choice(
        action="/organizer/organizations/1/insight",
        spans=tuple(Link(name, "?period=30", name == "30 days") for name in spans),
        currencies=tuple(Link(code, f"?currency={code}", code == "INR") for code in ("INR", "EUR")),
        since=found.period.since.isoformat(),
        until="soon" if problems else found.period.until.isoformat(),
        currency=found.currency,
        first=found.period.since,
        last=found.period.until,
        first_before=found.before.since,
        last_before=found.before.until,
        timezone=found.period.timezone,
        problems=problems,
    )


def insight(found: Dashboard, curve: Curve | None = None, **problems: str) -> InsightPage:
    """The page of a dashboard."""
    return InsightPage(
        desk=DESK,
        title="Dune: Part Two" if curve else "Insight",
        kicker=(),
        choice=choice(found, **problems),
        standing=present.standing_of(found, speak),
        tiles=present.tiles_of(found, speak),
        days=charts.bars([f.sales for _, f in found.days], [f.sales for _, f in found.days_before]),
        day_rows=present.day_rows(found),
        heat=charts.heat(found.heat),
        heat_rows=present.heat_rows(found, "en"),
        best_days=present.best_days(found, "en"),
        best_hours=present.best_hours(found, "en"),
        funnel=present.funnel_rows(found, speak),
        parts=present.part_tables(found, speak, lambda level, n: f"/x/{level}/{n}"),
        fullest=present.fill_rows(found.fullest),
        emptiest=present.fill_rows(found.emptiest),
        curve=present.curve_view(curve, speak) if curve else None,
        until=found.until,
        lag_seconds=found.lag_seconds,
        late=bool(problems),
    )


NOTHING = Dashboard(
    scope=Scope(Level.PLATFORM),
    name="Tessera",
    period=Period(DAY, DAY, "UTC"),
    before=before(Period(DAY, DAY, "UTC")),
    currency="EUR",
    currencies={},
    now=Figures(),
    then=Figures(),
    visits=Visits(),
    visits_then=Visits(),
    days=[(DAY, Figures())],
    days_before=[(DAY - timedelta(days=1), Figures())],
    heat=[[0] * 24 for _ in range(7)],
    parts={},
    standing=Standing(0, 0, 0, 0, 0, 3, 1, 1),
    until=NOW,
    lag_seconds=900,
)
ORGANIZATION = insight(HOUSE)
SHOW = insight(HOUSE, CURVE)
EMPTY = insight(NOTHING, until="This is not a day.")
TODAY = Today(
    day=DAY,
    timezone="Asia/Kolkata",
    tiles=(
        Tile(label="Shows today", kind="number", value=6),
        Tile(label="Places sold for today", kind="number", value=699, note="of 1320"),
        Tile(label="Occupancy today", kind="share", value=0.53),
        Tile(label="Let in so far", kind="number", value=212),
        Tile(
            label="Tickets bought today",
            kind="number",
            value=412,
            then=350,
            change=0.177,
            note="Beside the same weekday a week ago, up to this hour",
        ),
        Tile(
            label="Sales today",
            kind="money",
            value=Money(18_905_000, "INR"),
            then=Money(16_100_000, "INR"),
            change=0.174,
        ),
        Tile(
            label="Refunds today",
            kind="money",
            value=Money(90_000, "INR"),
            then=Money(45_000, "INR"),
            change=1.0,
            more_is_bad=True,
        ),
    ),
    shows=present.fill_rows(FILLS),
    dashboards=(Link("Lantern Cinemas", "/organizer/organizations/1/insight"),),
)


def schedule(name: str, *, paused: bool = False, failure: str = "") -> ScheduleRow:
    """An export on a timetable."""
    return ScheduleRow(
        name=name,
        what="Orders, Excel (XLSX)",
        when="every week, Mon, 07:00",
        email="asha@example.com",
        paused=paused,
        next_at=NOW + timedelta(days=2),
        last_at=None if failure else NOW - timedelta(days=5),
        last_rows=None if failure else 1_204,
        failure=failure,
        version=1,
        change_url="/organizer/export-schedules/1",
    )


def exports(*schedules: ScheduleRow, **problems: str) -> ExportsPage:
    """The page of exports, at the table of orders."""
    return ExportsPage(
        desk=DESK,
        tables=tuple(Link(name, f"?table={t}", t is Table.ORDERS) for t, name in TABLES.items()),
        table="orders",
        about="A line for each order, by when it was paid; unpaid ones by when they began.",
        period=PeriodForm("", "2026-11-01", "2026-11-30"),
        timezone="Asia/Kolkata",
        formats=formats("xlsx"),
        columns=tuple(Option(c, COLUMN_WORDS[c], c != "hall") for c in COLUMNS[Table.ORDERS]),
        show_id="",
        file_url="/organizer/organizations/1/exports/file",
        schedules=schedules,
        schedules_url="/organizer/organizations/1/exports/schedules",
        every=every_options(speak, None),
        weekdays=weekday_options("en", None),
        values={"name": "", "at": "25:00"} if problems else {},
        problems=problems,
        refusal=Refusal("changed", "Somebody has changed this meanwhile.") if problems else None,
    )


EXPORTS = exports(
    schedule("Orders for the accountant"),
    schedule("Attendees", paused=True),
    schedule("Ledger", failure="The last one could not be made."),
)
EXPORTS_WRONG = exports(at="is not a time", since="This is not a day.", columns="is none of them")
