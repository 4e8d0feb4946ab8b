"""Pure: periods that people ask for, the way to a ticket, how a show sells against others."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tessera.insights.model import Curve, CurvePoint, Figures, Level, Step, Visits
from tessera.kit.errors import Invalid, Problem
from tessera.organizations.periods import FIRST_DAY, LAST_DAY, Period

DAYS_MAX = 366
SPANS: Mapping[str, int] = {"today": 1, "7": 7, "30": 30, "90": 90}
"""Periods that end today, by what they are called in addresses: days."""
USUAL_SPAN = "30"
CURVE_DAYS_MAX = 60
"""A sales curve begins this many days before the show; what was sold before counts there."""
STEPS = ("viewed", "held", "ordered", "paid")


def asked_for(
    span: str | None, since: date | None, until: date | None, *, timezone: str, now: datetime
) -> Period:
    """The period meant: days from `since` to `until` where one is named, else a span that ends
    today. Raises `Invalid` with all problems."""
    today = now.astimezone(ZoneInfo(timezone)).date()
    if since is None and until is None:
        days = SPANS.get(span or USUAL_SPAN)
        if days is None:
            raise Invalid([Problem("period", f"is none of {', '.join(SPANS)}")])
        return Period(today - timedelta(days=days - 1), today, timezone)
    last = until or max(today, since or today)
    first = since or last - timedelta(days=29)
    problems = [
        Problem(name, "is not in this age")
        for name, day in (("since", first), ("until", last))
        if not FIRST_DAY <= day < LAST_DAY
    ]
    if first > last:
        problems.append(Problem("until", "must not lie before since"))
    if last - first >= timedelta(days=DAYS_MAX):
        problems.append(Problem("until", f"must lie within {DAYS_MAX} days of since"))
    if problems:
        raise Invalid(problems)
    return Period(first, last, timezone)


def before(period: Period) -> Period:
    """The same number of days, right before."""
    days = (period.until - period.since).days + 1
    return Period(
        period.since - timedelta(days=days), period.since - timedelta(days=1), period.timezone
    )


def still_to_come(period: Period, now: datetime) -> tuple[date, datetime] | None:
    """Of a period that ends today: the last day of the period before, and the local hour from
    which on that day is not compared, because we have not come so far. None where it is over."""
    local = now.astimezone(ZoneInfo(period.timezone)).replace(tzinfo=None)
    if local.date() != period.until:
        return None
    hour = local.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    days = timedelta(days=(period.until - period.since).days + 1)
    return period.until - days, hour - days


def funnel(visits: Visits, figures: Figures) -> tuple[Step, ...]:
    """From a show's page to a ticket. Programs open no page, so a share can be above 1."""
    counts = (visits.viewed, visits.held, figures.opened, figures.orders)
    return tuple(
        Step(name, count, None if not n or not counts[n - 1] else count / counts[n - 1])
        for n, (name, count) in enumerate(zip(STEPS, counts, strict=True))
    )


def change(now: float, then: float) -> float | None:
    """By how much it is more or less than before: 0.25 is a quarter more; None where there was
    nothing before."""
    return (now - then) / then if then else None


def quotient(part: float, whole: float) -> float | None:
    """A share, None of nothing."""
    return part / whole if whole else None


def curve(
    own: Mapping[int, int],
    others: Sequence[Mapping[int, int]],
    *,
    capacities: Sequence[int],
    days_left: int,
    like: Level,
) -> Curve:
    """Shares sold by days before the show, from net sales by day.

    `own` and `others` map days before the show (0 is its day) to places sold less given back;
    `capacities` are its own, then the others'. What lies ahead (`days_left`) has no own point.
    """
    first = max([days_left, 0, *own, *(day for sold in others for day in sold)])
    days = range(min(first, CURVE_DAYS_MAX), -1, -1)
    mine = _shares(own, capacities[0], days)
    theirs = [
        _shares(sold, seats, days) for sold, seats in zip(others, capacities[1:], strict=True)
    ]
    points = []
    for n, day in enumerate(days):
        column = [shares[n] for shares in theirs]
        points.append(
            CurvePoint(
                day,
                mine[n] if day >= days_left else None,
                sum(column) / len(column) if column else None,
                min(column, default=None),
                max(column, default=None),
            )
        )
    return Curve(like, len(others), tuple(points))


def _shares(sold: Mapping[int, int], capacity: int, days: range) -> list[float]:
    """Sold until the end of each day, of all places; what was sold earlier counts on the first."""
    total = sum(n for day, n in sold.items() if day > days[0])
    shares = []
    for day in days:
        total += sold.get(day, 0)
        shares.append(total / capacity if capacity else 0.0)
    return shares
