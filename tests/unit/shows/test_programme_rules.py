"""Prices by weekday, time and format; days filled and copied by the clock of the wall."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from tessera.shows.programme.model import PriceLine
from tessera.shows.programme.rules import copied_to, prices_at, span_of, starts_of

BERLIN = ZoneInfo("Europe/Berlin")
KOLKATA = ZoneInfo("Asia/Kolkata")
LINES = (
    PriceLine(amount=900, formats=("3D",), category="prime"),
    PriceLine(amount=500, weekdays=(1, 2), until=time(17)),
    PriceLine(amount=800, category="prime"),
    PriceLine(amount=700, category="plain", since=time(17)),
)
MONDAY = datetime(2026, 11, 23, tzinfo=KOLKATA)
SATURDAY = datetime(2026, 11, 28, tzinfo=KOLKATA)


@pytest.mark.parametrize(
    ("local", "format_", "prices", "missing"),
    [
        (MONDAY.replace(hour=14), "", {"prime": 500, "plain": 500}, []),
        (MONDAY.replace(hour=14), "3D", {"prime": 900, "plain": 500}, []),
        (MONDAY.replace(hour=17), "", {"prime": 800, "plain": 700}, []),
        (SATURDAY.replace(hour=14), "2D", {"prime": 800}, ["plain"]),
        (SATURDAY.replace(hour=20), "3D", {"prime": 900, "plain": 700}, []),
    ],
)
def test_first_line_that_fits_decides(
    local: datetime, format_: str, prices: dict[str, int], missing: list[str]
) -> None:
    """`until` is not in it, `since` is; a category that no line fits is named."""
    assert prices_at(LINES, ("prime", "plain"), local=local, format_=format_) == (prices, missing)


def starts(first: time, last: time, *, busy: int, every: int | None = None) -> list[str]:
    """When a film starts on an ordinary day."""
    day = date(2026, 11, 23)
    found = starts_of(day, KOLKATA, first=first, last=last, busy_minutes=busy, every=every)
    return [f"{at:%H:%M}" for at in found]


def test_day_is_filled_as_soon_as_the_hall_is_clean_at_full_five_minutes() -> None:
    """131 minutes are 2:15 on the wall; the last one may start at the very end."""
    assert starts(time(10), time(14, 30), busy=131) == ["10:00", "12:15", "14:30"]
    assert starts(time(22), time(0, 30), busy=60) == ["22:00", "23:00", "00:00"]
    assert starts(time(10), time(11), busy=131, every=30) == ["10:00", "10:30", "11:00"]


def test_night_in_which_clocks_turn_has_no_clash_and_no_gap() -> None:
    """Between starts lie as many real minutes as asked for."""
    night = date(2026, 10, 24)
    found = list(
        starts_of(night, BERLIN, first=time(23), last=time(4), busy_minutes=60, every=None)
    )

    gaps = {(b - a).total_seconds() for a, b in zip(utc(found), utc(found)[1:], strict=False)}
    assert gaps == {3600.0}


def utc(instants: list[datetime]) -> list[datetime]:
    """The same without a wall."""
    return [at.astimezone(UTC) for at in instants]


def test_copy_keeps_the_time_on_the_wall() -> None:
    """Over the change of clocks a show at 20:00 stays at 20:00."""
    at = datetime(2026, 10, 24, 18, 0, tzinfo=UTC)
    copied = copied_to(at, BERLIN, since=date(2026, 10, 24), to=date(2026, 10, 31))

    assert f"{copied:%d %H:%M}" == "31 20:00"
    assert copied.astimezone(UTC).hour == 19
    since, until = span_of(date(2026, 10, 25), 1, BERLIN)
    assert (until.astimezone(UTC) - since.astimezone(UTC)).total_seconds() == 25 * 3600
