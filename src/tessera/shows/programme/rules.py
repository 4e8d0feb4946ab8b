"""Pure decisions about a programme: what places cost then, and when a hall is free again."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tessera.shows.programme.model import AT_ONCE_MAX, PriceLine

FIVE = 5


def prices_at(
    lines: Sequence[PriceLine], categories: Sequence[str], *, local: datetime, format_: str
) -> tuple[dict[str, int], list[str]]:
    """Prices by category of a show that starts at `local`, and the categories that have none."""
    found: dict[str, int] = {}
    missing = []
    for category in categories:
        line = next((one for one in lines if _fits(one, category, local, format_=format_)), None)
        if line is None:
            missing.append(category)
        else:
            found[category] = line.amount
    return found, missing


def _fits(line: PriceLine, category: str, local: datetime, *, format_: str) -> bool:
    at = local.time()
    return (
        line.category in ("", category)
        and (not line.weekdays or local.isoweekday() in line.weekdays)
        and (line.since is None or at >= line.since)
        and (line.until is None or at < line.until)
        and (not line.formats or format_ in line.formats)
    )


def starts_of(
    day: date,
    zone: ZoneInfo,
    *,
    first: time,
    last: time,
    busy_minutes: int,
    every: int | None,
) -> Iterator[datetime]:
    """When a film starts that fills a hall's day. `last` before `first` is after midnight.

    Steps are counted on the clock of the wall in real minutes, so that a night in which clocks turn
    has neither a gap nor a clash.
    """
    begin = datetime.combine(day, first, zone)
    end = datetime.combine(day if last >= first else day + timedelta(days=1), last, zone)
    step = every or -(-busy_minutes // FIVE) * FIVE
    at, until = begin.timestamp(), end.timestamp()
    for _ in range(AT_ONCE_MAX):
        if at > until:
            return
        yield datetime.fromtimestamp(at, zone)
        at += max(step, FIVE) * 60


def copied_to(starts_at: datetime, zone: ZoneInfo, *, since: date, to: date) -> datetime:
    """The same time by the venue's clock, as many days later as `to` is after `since`."""
    local = starts_at.astimezone(zone)
    return datetime.combine(local.date() + (to - since), local.time(), zone)


def span_of(since: date, days: int, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The days of a venue as instants; the last one is not in it."""
    return (
        datetime.combine(since, time(), zone),
        datetime.combine(since + timedelta(days=days), time(), zone),
    )
