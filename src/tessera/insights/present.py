"""A dashboard as its page shows it."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from babel.core import Locale
from babel.dates import format_date

from tessera.insights import charts
from tessera.insights.model import Curve, Dashboard, Figures, Level, Of, ShowFill
from tessera.insights.rules import change, funnel, quotient
from tessera.kit.money import Money, exponent
from tessera.web.present import N_, Say
from tessera.web.templates import LOCALES
from tessera.web.views.insight import (
    CurveRow,
    CurveView,
    DayRow,
    FunnelRow,
    HeatRow,
    PartRow,
    PartTable,
)
from tessera.web.views.insight_today import FillRow, Tile

STEP_WORDS = {
    "viewed": N_("Looked at a show"),
    "held": N_("Held places"),
    "ordered": N_("Opened an order"),
    "paid": N_("Paid"),
}
PART_WORDS = {
    Level.ORGANIZATION: N_("Organizations"),
    Level.VENUE: N_("Venues"),
    Level.TITLE: N_("Titles"),
}
CURVE_WORDS = {
    Level.TITLE: N_("Compared with %(count)s earlier shows of the same title."),
    Level.VENUE: N_("Compared with %(count)s earlier shows at the same venue."),
}
A_MONDAY = date(2024, 1, 1)


def tiles_of(found: Dashboard, say: Say) -> tuple[Tile, ...]:
    """The figures of the period, each with what it was before."""
    now, then, currency = found.now, found.then, found.currency

    def money(label: str, of: str, **more: Any) -> Tile:
        a, b = getattr(now, of), getattr(then, of)
        return Tile(label=say(label), kind="money", value=whole(a, currency),
            then=whole(b, currency), change=change(a, b), **more)  # fmt: skip

    def number(label: str, of: str, **more: Any) -> Tile:
        a, b = getattr(now, of), getattr(then, of)
        return Tile(label=say(label), kind="number", value=a, then=b, change=change(a, b), **more)

    def share(label: str, part: str, whole: str, **more: Any) -> Tile:
        a = quotient(getattr(now, part), getattr(now, whole))
        b = quotient(getattr(then, part), getattr(then, whole))
        return Tile(label=say(label), kind="share", value=a, then=b,
            change=None if a is None or b is None else a - b, **more)  # fmt: skip

    return (
        money(N_("Sales"), "sales", note=say(N_("What customers paid, fees and taxes in it"))),
        money(N_("Refunds"), "refunds", more_is_bad=True),
        money(N_("Revenue"), "revenue", note=say(N_("Sales less refunds"))),
        number(N_("Tickets sold"), "tickets"),
        number(N_("Orders"), "orders"),
        share(
            N_("Occupancy"),
            "seated",
            "capacity",
            note=say(N_("Places sold, of shows in these days")),
        ),
        _conversion(found, say),
        share(
            N_("No-shows"),
            "no_shows",
            "awaited",
            more_is_bad=True,
            note=say(N_("Of shows that are over and whose door looked at tickets")),
        ),
        number(N_("Free tickets"), "free_tickets"),
        number(N_("Tickets given back"), "back_tickets", more_is_bad=True),
        number(N_("Let in at the door"), "scans"),
        number(N_("Shows"), "shows"),
    )


def _conversion(found: Dashboard, say: Say) -> Tile:
    a = quotient(found.now.orders, found.visits.viewed)
    b = quotient(found.then.orders, found.visits_then.viewed)
    return Tile(
        label=say(N_("Conversion")),
        kind="share",
        value=a,
        then=b,
        change=None if a is None or b is None else a - b,
        note=say(N_("Paid orders for each look at a show's page")),
    )


def whole(amount: int, currency: str) -> Money:
    """To whole units of the currency, half-even: tiles are read at a glance; tables are exact."""
    unit: int = 10 ** exponent(currency)
    return Money(round(Decimal(amount) / unit) * unit, currency)


def standing_of(found: Dashboard, say: Say) -> tuple[Tile, ...]:
    """What there is now, whatever the period."""
    standing = found.standing
    if standing is None:
        return ()
    words = (
        (N_("Titles"), standing.titles),
        (N_("Venues"), standing.venues),
        (N_("Shows"), standing.shows),
        (N_("Shows to come"), standing.shows_to_come),
        (N_("Active shows"), standing.shows_active),
        (N_("Organizations"), standing.organizations),
        (N_("Applications to decide"), standing.applications),
        (N_("Blocked people"), standing.accounts_blocked),
    )
    return tuple(
        Tile(label=say(label), kind="number", value=n) for label, n in words if n is not None
    )


def day_rows(found: Dashboard) -> tuple[DayRow, ...]:
    """The table behind the chart of days."""
    currency = found.currency
    return tuple(
        DayRow(
            day,
            figures.orders,
            figures.tickets,
            Money(figures.sales, currency),
            Money(figures.refunds, currency),
            Money(earlier.sales, currency),
        )
        for (day, figures), (_, earlier) in zip(found.days, found.days_before, strict=True)
    )


def funnel_rows(found: Dashboard, say: Say) -> tuple[FunnelRow, ...]:
    """The way to a ticket."""
    steps = funnel(found.visits, found.now)
    widest = max([1, *(step.count for step in steps)])
    return tuple(
        FunnelRow(
            say(STEP_WORDS[step.name]), step.count, round(100 * step.count / widest, 1), step.share
        )
        for step in steps
    )


def weekdays(language: str) -> list[str]:
    """Monday to Sunday, short."""
    locale = Locale.parse(LOCALES[language])
    return [format_date(A_MONDAY + timedelta(days=n), "EEE", locale=locale) for n in range(7)]


def heat_rows(found: Dashboard, language: str) -> tuple[HeatRow, ...]:
    """The table behind the heat map."""
    names = weekdays(language)
    return tuple(HeatRow(name, row) for name, row in zip(names, found.heat, strict=True))


def best_days(found: Dashboard, language: str) -> tuple[str, ...]:
    """The weekdays that sold most, by tickets."""
    sums = [(sum(row), n) for n, row in enumerate(found.heat)]
    names = weekdays(language)
    return tuple(names[n] for total, n in sorted(sums, key=lambda s: (-s[0], s[1]))[:2] if total)


def best_hours(found: Dashboard, language: str) -> tuple[str, ...]:
    """The hours of the week that sold most."""
    names = weekdays(language)
    return tuple(f"{names[row]} {hour:02d}:00" for row, hour, _ in charts.peaks(found.heat))


def part_tables(found: Dashboard, say: Say, urls: Any) -> tuple[PartTable, ...]:
    """What sold best; `urls` answers a level and an id with an address."""
    return tuple(
        PartTable(
            level.value,
            say(PART_WORDS[level]),
            tuple(_part(one, found.currency, urls(level, one.id)) for one in parts),
        )
        for level, parts in found.parts.items()
        if parts
    )


def _part(one: Of, currency: str, url: str) -> PartRow:
    figures: Figures = one.figures
    return PartRow(
        one.name,
        url,
        figures.tickets,
        Money(figures.sales, currency),
        Money(figures.refunds, currency),
        quotient(figures.seated, figures.capacity),
    )


def fill_rows(shows: Sequence[ShowFill], *, base: str = "/organizer/shows/") -> tuple[FillRow, ...]:
    """Shows with how full they are."""
    return tuple(
        FillRow(
            f"{base}{show.id}",
            show.title,
            f"{show.venue}, {show.hall}",
            show.starts_at,
            show.timezone,
            show.status,
            show.capacity,
            show.seated,
            round(100 * show.share, 1),
        )
        for show in shows
    )


def curve_view(found: Curve, say: Say) -> CurveView:
    """A show's sales against shows like it."""
    points = found.points
    chart = charts.curves(
        [point.own for point in points],
        [point.average for point in points],
        least=[point.least for point in points],
        most=[point.most for point in points],
    )
    words = say(CURVE_WORDS[found.like]) % {"count": found.shows} if found.shows else ""
    rows = (CurveRow(p.days_before, p.own, p.average, p.least, p.most) for p in reversed(points))
    return CurveView(chart, words, tuple(rows))
