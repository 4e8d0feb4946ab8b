"""Pure decisions about series: when a rule takes place, by the clock of the venue (RFC 5545)."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import msgspec
from dateutil.rrule import rrule, rrulestr

from tessera.kit.errors import Invalid, Problem
from tessera.shows.model import SaleWindow
from tessera.shows.series.model import OCCURRENCES_MAX, Occurrence

ENDS = frozenset({"COUNT", "UNTIL"})
OFTEN = frozenset({"FREQ", "INTERVAL", "BYDAY", "BYMONTH", "WKST"}) | ENDS
SELDOM = OFTEN | {"BYMONTHDAY", "BYSETPOS", "BYWEEKNO", "BYYEARDAY"}
PARTS = {"DAILY": OFTEN, "WEEKLY": OFTEN, "MONTHLY": SELDOM, "YEARLY": SELDOM}
"""What of RFC 5545 makes sense for shows: the time of day is the series' own."""
WRONG = (ValueError, TypeError, KeyError, OverflowError)
UNTIL = re.compile(r"UNTIL=(\d{8})(T\d{6})?(Z?)")


def rule_problem(text: str) -> str | None:
    """What is wrong with a rule, in a sentence; None where nothing is."""
    parts = dict(part.partition("=")[::2] for part in _bare(text).split(";"))
    known = PARTS.get(parts.get("FREQ", ""))
    if known is None:
        return "must begin with FREQ=DAILY, WEEKLY, MONTHLY or YEARLY"
    if unknown := sorted(set(parts) - known):
        return f"has {unknown[0]}, which shows like these cannot have"
    if ("COUNT" in parts) == ("UNTIL" in parts):
        return "must end: with either COUNT or UNTIL"
    try:
        rrulestr(_naive(_bare(text), ZoneInfo("UTC")), dtstart=datetime(2026, 1, 1))  # noqa: DTZ001
    except WRONG:
        return "is no rule of RFC 5545"
    return None


def days_of(rule: str, starts_on: date, zone: ZoneInfo) -> list[date]:
    """The days of a rule, the first one too (RFC 5545 counts it). Raises `Invalid`."""
    if not rule:
        return [starts_on]
    if problem := rule_problem(rule):
        raise Invalid([Problem("rule", problem)])
    # By wall clock and without a zone: the rule names days, and each gets its instant afterwards.
    first = datetime.combine(starts_on, time())
    counted = rrulestr(_naive(_bare(rule), zone), dtstart=first)
    assert isinstance(counted, rrule), "rule_problem lets one rule through"
    try:
        days = [at.date() for at in islice(counted, OCCURRENCES_MAX + 1)]
    except WRONG as error:
        raise Invalid([Problem("rule", "is no rule of RFC 5545")]) from error
    if len(days) > OCCURRENCES_MAX:
        raise Invalid([Problem("rule", f"makes more than {OCCURRENCES_MAX} shows")])
    return days


def at_clock(day: date, at: time, zone: ZoneInfo) -> tuple[datetime, bool]:
    """The instant of a time by the venue's clock, and whether that clock shows another time then.

    RFC 5545, 3.3.5: a time that a night skips is read by the offset before it; of a time that comes
    twice it is the first.
    """
    instant = datetime.combine(day, at, zone).astimezone(UTC)
    seen = instant.astimezone(zone)
    return instant, seen.time().replace(fold=0) != at or seen.date() != day


def occurrences(
    days: Sequence[date],
    at: time,
    zone: ZoneInfo,
    *,
    exdates: Sequence[date],
    length: timedelta,
    cleaning: timedelta,
    now: datetime,
) -> Iterator[Occurrence]:
    """Each day of a rule as a show."""
    left_out = frozenset(exdates)
    for day in days:
        starts, shifted = at_clock(day, at, zone)
        yield Occurrence(
            day=day,
            starts_at=starts,
            ends_at=starts + length,
            free_at=starts + length + cleaning,
            shifted=shifted,
            excluded=day in left_out,
            past=starts <= now,
        )


def windows_within(
    windows: Sequence[SaleWindow], opens_at: datetime, closes_at: datetime
) -> tuple[SaleWindow, ...]:
    """The parts of a run's windows that lie within one show's sale."""
    cut = (
        msgspec.structs.replace(
            w, opens_at=max(w.opens_at, opens_at), closes_at=min(w.closes_at, closes_at)
        )
        for w in windows
    )
    return tuple(w for w in cut if w.opens_at < w.closes_at)


def _bare(text: str) -> str:
    return text.strip().upper().removeprefix("RRULE:").rstrip(";")


def _naive(text: str, zone: ZoneInfo) -> str:
    """The rule with its end by the venue's clock: whole days, for the rule counts days."""

    def by_clock(found: "re.Match[str]") -> str:
        day = datetime.strptime(found[1], "%Y%m%d").replace(tzinfo=UTC)
        if found[3]:
            clock = time.fromisoformat((found[2] or "T000000")[1:])
            day = datetime.combine(day.date(), clock, UTC).astimezone(zone)
        return f"UNTIL={day:%Y%m%d}"

    return UNTIL.sub(by_clock, text)
