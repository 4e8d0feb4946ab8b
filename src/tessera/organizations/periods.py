"""Periods of an organization's books: whole days by its own clock."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import msgspec

from tessera.kit.errors import Invalid, Problem

YEARS_MAX = 10
"""A period is at most this long; who wants more asks twice."""
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2200, 1, 1)


class Period(msgspec.Struct, frozen=True):
    """From the first instant of `since` to the last of `until`, both days included."""

    since: date
    until: date
    timezone: str

    @property
    def begins(self) -> datetime:
        """The first instant that belongs to it."""
        return midnight(self.since, self.timezone)

    @property
    def ends(self) -> datetime:
        """The first instant that does not: where the next period begins."""
        return midnight(self.until + timedelta(days=1), self.timezone)


def midnight(day: date, timezone: str) -> datetime:
    """The instant at which `day` begins there, in UTC."""
    return datetime.combine(day, time(), ZoneInfo(timezone)).astimezone(UTC)


def period_of(since: date | None, until: date | None, *, timezone: str, now: datetime) -> Period:
    """The days asked for; this month where none is named. Raises `Invalid` with all problems."""
    month = this_month(timezone, now)
    first = since or (month.since if until is None else until.replace(day=1))
    last = until or (month.until if since is None else max(month.until, first))
    problems = [
        Problem(name, "is not in this age")
        for name, day in (("since", first), ("until", last))
        if not FIRST_DAY <= day < LAST_DAY
    ]
    if first > last:
        problems.append(Problem("until", "must not lie before since"))
    if last - first > timedelta(days=366 * YEARS_MAX):
        problems.append(Problem("until", f"must lie within {YEARS_MAX} years of since"))
    if problems:
        raise Invalid(problems)
    return Period(first, last, timezone)


def this_month(timezone: str, now: datetime) -> Period:
    """The month that `now` lies in, by that clock."""
    today = now.astimezone(ZoneInfo(timezone)).date()
    return _month(today, timezone)


def months_back(timezone: str, now: datetime) -> Iterator[Period]:
    """This month, the one before it, and so on."""
    month = this_month(timezone, now)
    while True:
        yield month
        month = _month(month.since - timedelta(days=1), timezone)


def _month(day: date, timezone: str) -> Period:
    first = day.replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    return Period(first, following - timedelta(days=1), timezone)


def problems_of_timezone(name: str) -> list[Problem]:
    """What keeps a name from being a timezone."""
    if name in available_timezones():
        return []
    return [Problem("timezone", f"{name} is not a timezone (IANA)")]
