"""What the page of a programme shows."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from tessera.shows.model import ShowStatus
from tessera.shows.programme.model import Slot
from tessera.venues.model import Hall
from tessera.web.views.programme import HOUR, Bar, DayTab, Lane

FIRST_HOUR = 8
HOURS = 18


def lanes_of(
    halls: Sequence[Hall], slots: Sequence[Slot], *, day: date, zone: ZoneInfo
) -> tuple[tuple[Lane, ...], int, int]:
    """Each hall with its day; the hour at the left edge, and how many there are."""
    today = [slot for slot in slots if slot.starts_at.astimezone(zone).date() == day]
    first = min([FIRST_HOUR, *(slot.starts_at.astimezone(zone).hour for slot in today)])
    ends = [_minutes(slot.hall_busy_until, day, zone) for slot in today]
    hours = max([FIRST_HOUR + HOURS, *(-(-end // HOUR) for end in ends)]) - first
    lanes = tuple(
        Lane(
            hall.id,
            hall.name,
            hall.formats,
            hall.turnaround_minutes,
            tuple(_bar(s, day, zone, left=first * HOUR) for s in today if s.hall_id == hall.id),
        )
        for hall in halls
        if hall.enabled or any(slot.hall_id == hall.id for slot in today)
    )
    return lanes, first, hours


def tabs_of(
    slots: Sequence[Slot], *, monday: date, day: date, zone: ZoneInfo, url: str, venue_id: int
) -> tuple[DayTab, ...]:
    """The days of the week with what is planned on each."""
    tabs = []
    for n in range(7):
        on = monday + timedelta(days=n)
        here = [slot for slot in slots if slot.starts_at.astimezone(zone).date() == on]
        drafts = sum(slot.status is ShowStatus.DRAFT for slot in here)
        query = urlencode({"venue": venue_id, "day": on.isoformat()})
        tabs.append(DayTab(on, f"{url}?{query}", len(here), drafts, on == day))
    return tuple(tabs)


def _bar(slot: Slot, day: date, zone: ZoneInfo, *, left: int) -> Bar:
    starts, ends = _minutes(slot.starts_at, day, zone), _minutes(slot.ends_at, day, zone)
    free = _minutes(slot.hall_busy_until, day, zone)
    status: Any = ShowStatus(slot.status).value
    return Bar(
        show_id=slot.id,
        url=f"/organizer/shows/{slot.id}",
        title=slot.title,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        free_at=slot.hall_busy_until,
        status=status,
        sold=slot.sold,
        x=starts - left,
        width=ends - starts,
        cleaning=free - ends,
        facts=tuple(fact for fact in (slot.format, slot.language) if fact),
    )


def _minutes(at: datetime, day: date, zone: ZoneInfo) -> int:
    """Minutes by the venue's clock since the beginning of the day."""
    local = at.astimezone(zone)
    return (local.date() - day).days * 24 * HOUR + local.hour * HOUR + local.minute
