"""Read a dashboard: a handful of index ranges over the roll-ups, whatever was sold behind them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import msgspec

from tessera.insights.model import (
    MEASURES,
    Dashboard,
    Figures,
    Level,
    Of,
    Scope,
    ShowFill,
    Standing,
    Visits,
)
from tessera.insights.roll_up import Lag
from tessera.insights.rules import before, still_to_come
from tessera.kit import sql as named
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, Problem
from tessera.organizations.periods import Period

_SUMS = ", ".join(f"coalesce(sum({name}), 0)::bigint AS {name}" for name in MEASURES)
_FILLS = """SELECT i.show_id AS id, t.name AS title, v.name AS venue, h.name AS hall, i.starts_at,
    i.timezone, s.status, i.capacity, i.seated, i.entered
FROM insight_shows i JOIN shows s ON s.id = i.show_id JOIN titles t ON t.id = s.title_id
    JOIN halls h ON h.id = s.hall_id JOIN venues v ON v.id = h.venue_id
WHERE ($1::bigint IS NULL OR i.organization_id = $1) AND ($2::bigint IS NULL OR i.venue_id = $2)
    AND ($3::bigint IS NULL OR i.title_id = $3) AND i.starts_at >= $4 AND i.starts_at < $5
    AND i.currency = $6 AND s.status NOT IN ('draft', 'cancelled') AND i.capacity > 0"""
_TODAY = ", ".join(
    f"coalesce(sum({of}) FILTER (WHERE hour >= $2::date), 0)::bigint AS {name}, "
    f"coalesce(sum({of}) FILTER (WHERE hour < $2::date), 0)::bigint AS {name}_then"
    for name, of in (
        ("tickets", "tickets"),
        ("sales", "face + fee + tax"),
        ("refunds", "back_face + back_fee + back_tax"),
    )
)
sql = {
    name: query.replace("%SUMS%", _SUMS).replace("%FILLS%", _FILLS).replace("%TODAY%", _TODAY)
    for name, query in named.beside(__file__, "read.sql").items()
}

PARTS_MAX = 10
SHOWS_MAX = 8
PARTS: Mapping[Level, tuple[Level, ...]] = {
    Level.PLATFORM: (Level.ORGANIZATION, Level.TITLE),
    Level.ORGANIZATION: (Level.VENUE, Level.TITLE),
}
"""What a level's sales are told by."""


async def read_dashboard(
    tx: Tx,
    scope: Scope,
    period: Period,
    *,
    name: str,
    currency: str | None,
    usual_currency: str,
    now: datetime,
    lag: Lag,
) -> Dashboard:
    """The dashboard of `scope`. Raises `Invalid` for a currency that nothing was sold in."""
    earlier = before(period)
    asked = (scope.level.value, scope.id, scope.organization_id)
    both = Period(earlier.since, period.until, period.timezone)
    sold_in = await _currencies(tx, asked, both)
    chosen = currency or next(iter(sold_in), usual_currency)
    if currency is not None and currency not in {*sold_in, usual_currency}:
        raise Invalid([Problem("currency", f"nothing was sold in {currency}")])
    by_day = await _days(tx, asked, both, currency=chosen)
    ahead = still_to_come(period, now)
    then = _sum(by_day, earlier)
    if ahead is not None:
        row = await tx.fetch_one(sql["hours"], *asked, ahead[1], ahead[0], chosen)
        then = _less(then, _figures(row))
    visits, visits_then = await _visits(tx, asked, period, earlier=earlier, until=ahead)
    fullest, emptiest = await _fills(tx, scope, period, currency=chosen, now=now)
    return Dashboard(
        scope=scope,
        name=name,
        period=period,
        before=earlier,
        currency=chosen,
        currencies=sold_in,
        now=_sum(by_day, period),
        then=then,
        visits=visits,
        visits_then=visits_then,
        days=_each(by_day, period),
        days_before=_each(by_day, earlier),
        heat=await _heat(tx, asked, period, currency=chosen),
        parts={
            level: await _parts(tx, scope, level, period=period, currency=chosen)
            for level in PARTS.get(scope.level, ())
        },
        fullest=fullest,
        emptiest=emptiest,
        standing=await _standing(tx, scope, now),
        until=lag.until,
        lag_seconds=lag.seconds,
    )


Asked = tuple[str, int, int | None]


async def _currencies(tx: Tx, asked: Asked, period: Period) -> dict[str, int]:
    """Sales by currency, the one with most tickets first."""
    name = "show_currencies" if asked[0] == Level.SHOW else "currencies"
    rows = await tx.fetch(sql[name], *asked, period.since, period.until)
    return {row["currency"]: row["sales"] for row in rows}


async def _days(tx: Tx, asked: Asked, period: Period, *, currency: str) -> dict[date, Figures]:
    name = "show_days" if asked[0] == Level.SHOW else "days"
    rows = await tx.fetch(sql[name], *asked, period.since, period.until, currency)
    return {row["at"]: _figures(row) for row in rows}


def _figures(row: Any) -> Figures:
    return Figures(**{name: row[name] for name in MEASURES})


def _each(by_day: Mapping[date, Figures], period: Period) -> list[tuple[date, Figures]]:
    """Every day of the period, also those on which nothing happened."""
    days = (period.until - period.since).days + 1
    every = (period.since + timedelta(days=n) for n in range(days))
    return [(day, by_day.get(day, Figures())) for day in every]


def _sum(by_day: Mapping[date, Figures], period: Period) -> Figures:
    found = [n for day, n in by_day.items() if period.since <= day <= period.until]
    return Figures(**{name: sum(getattr(n, name) for n in found) for name in MEASURES})


def _less(figures: Figures, other: Figures) -> Figures:
    return Figures(**{n: getattr(figures, n) - getattr(other, n) for n in MEASURES})


async def _visits(
    tx: Tx, asked: Asked, period: Period, *, earlier: Period, until: tuple[date, datetime] | None
) -> tuple[Visits, Visits]:
    midnight = datetime(period.since.year, period.since.month, period.since.day)  # noqa: DTZ001
    row = await tx.fetch_one(
        sql["visits"],
        *asked,
        earlier.since,
        period.since,
        midnight if until is None else until[1],
        period.until,
    )
    assert row is not None, "a sum is always a row"
    return Visits(row["viewed"], row["held"]), Visits(row["viewed_then"], row["held_then"])


async def _heat(tx: Tx, asked: Asked, period: Period, *, currency: str) -> list[list[int]]:
    heat = [[0] * 24 for _ in range(7)]
    for row in await tx.fetch(sql["heat"], *asked, period.since, period.until, currency):
        heat[row["weekday"] - 1][row["hour"]] = row["tickets"]
    return heat


async def _parts(
    tx: Tx, scope: Scope, level: Level, *, period: Period, currency: str
) -> tuple[Of, ...]:
    of = scope.id if scope.level is Level.ORGANIZATION else None
    rows = await tx.fetch(
        sql["parts"], level.value, of, period.since, period.until, currency, PARTS_MAX
    )
    found = await tx.fetch(sql[f"names_{level.value}"], [row["id"] for row in rows])
    names = {row["id"]: row["name"] for row in found}
    return tuple(Of(row["id"], names.get(row["id"], "–"), _figures(row)) for row in rows)


async def _fills(
    tx: Tx, scope: Scope, period: Period, *, currency: str, now: datetime
) -> tuple[Sequence[ShowFill], Sequence[ShowFill]]:
    """The shows of the period that are fullest, and those to come that are emptiest."""
    if scope.level in (Level.SHOW, Level.PLATFORM):
        return (), ()
    venue = scope.id if scope.level is Level.VENUE else None
    title = scope.id if scope.level is Level.TITLE else None
    asked = (scope.organization_id, venue, title, period.begins)
    full = await tx.fetch(sql["fullest"], *asked, period.ends, currency, SHOWS_MAX)
    soon = now + timedelta(days=7)
    empty = await tx.fetch(
        sql["emptiest"], *asked[:3], now, max(period.ends, soon), currency, SHOWS_MAX, now
    )
    return [fill_of(row) for row in full], [fill_of(row) for row in empty]


def fill_of(row: Any) -> ShowFill:
    """A row as a show that fills up."""
    return ShowFill(**{name: row[name] for name in ShowFill.__struct_fields__})


async def _standing(tx: Tx, scope: Scope, now: datetime) -> Standing | None:
    if scope.level not in (Level.PLATFORM, Level.ORGANIZATION):
        return None
    of = scope.id if scope.level is Level.ORGANIZATION else None
    row = await tx.fetch_one(sql["standing"], of, scope.level.value, now.replace(tzinfo=None))
    assert row is not None, "counts are always a row"
    standing = Standing(**dict(row))
    if scope.level is Level.ORGANIZATION:
        return standing
    more = await tx.fetch_one(sql["standing_platform"])
    assert more is not None, "counts are always a row"
    return msgspec.structs.replace(standing, **dict(more))
