"""When a rule takes place: RFC 5545 by the venue's clock (recurring shows)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tessera.kit.errors import Invalid
from tessera.shows.model import SaleWindow
from tessera.shows.series.rules import (
    at_clock,
    days_of,
    occurrences,
    rule_problem,
    windows_within,
)

BERLIN = ZoneInfo("Europe/Berlin")
FRIDAY = date(2027, 3, 19)


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("", ["2027-03-19"]),
        ("FREQ=DAILY;COUNT=3", ["2027-03-19", "2027-03-20", "2027-03-21"]),
        ("RRULE:FREQ=WEEKLY;BYDAY=FR,SA;COUNT=3", ["2027-03-19", "2027-03-20", "2027-03-26"]),
        ("freq=weekly;interval=2;until=20270416", ["2027-03-19", "2027-04-02", "2027-04-16"]),
        # The last instant that the rule names is the evening before by the venue's clock.
        ("FREQ=DAILY;UNTIL=20270320T223000Z", ["2027-03-19", "2027-03-20"]),
        ("FREQ=MONTHLY;BYDAY=3FR;COUNT=2", ["2027-03-19", "2027-04-16"]),
    ],
)
def test_rule_names_its_days(rule: str, days: list[str]) -> None:
    """The first day is the series' own; an end counts by the venue's clock."""
    assert [day.isoformat() for day in days_of(rule, FRIDAY, BERLIN)] == days


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("FREQ=HOURLY;COUNT=3", "must begin with"),
        ("FREQ=DAILY", "must end"),
        ("FREQ=DAILY;COUNT=3;UNTIL=20270401", "must end"),
        ("FREQ=DAILY;COUNT=3;BYHOUR=20", "has BYHOUR"),
        ("FREQ=DAILY;COUNT=3;BYMONTHDAY=31", "has BYMONTHDAY"),
        ("FREQ=WEEKLY;COUNT=x", "is no rule"),
        ("FREQ=WEEKLY;UNTIL=20271399", "is no rule"),
        ("every friday", "must begin with"),
    ],
)
def test_rule_that_shows_cannot_have_is_told(rule: str, said: str) -> None:
    """In a sentence, before anything is planned."""
    assert (rule_problem(rule) or "").startswith(said)


def test_rule_without_measure_is_refused() -> None:
    """Nobody plans a thousand shows in one go."""
    with pytest.raises(Invalid, match="rule"):
        days_of("FREQ=DAILY;COUNT=1000", FRIDAY, BERLIN)


@pytest.mark.parametrize(
    ("day", "at", "instant", "shifted"),
    [
        (date(2027, 3, 27), time(20), "2027-03-27T19:00:00+00:00", False),
        (date(2027, 3, 28), time(20), "2027-03-28T18:00:00+00:00", False),
        # The night skips it: read by the offset before, an hour later on the wall.
        (date(2027, 3, 28), time(2, 30), "2027-03-28T01:30:00+00:00", True),
        # It comes twice: the first.
        (date(2027, 10, 31), time(2, 30), "2027-10-31T00:30:00+00:00", False),
    ],
)
def test_time_stays_on_the_wall_when_clocks_turn(
    day: date, at: time, instant: str, shifted: bool
) -> None:
    """Eight in the evening is eight in the evening, an hour earlier in the world."""
    assert at_clock(day, at, BERLIN) == (datetime.fromisoformat(instant), shifted)


def test_days_left_out_and_past_ones_are_named_and_not_planned() -> None:
    """Everybody sees what the rule meant, and what will be."""
    days = days_of("FREQ=DAILY;COUNT=3", FRIDAY, BERLIN)
    seen = list(
        occurrences(
            days,
            time(20),
            BERLIN,
            exdates=[days[2]],
            length=timedelta(hours=2),
            cleaning=timedelta(minutes=15),
            now=datetime(2027, 3, 20, 12, tzinfo=UTC),
        )
    )

    assert [(one.past, one.excluded, one.fine) for one in seen] == [
        (True, False, False),
        (False, False, True),
        (False, True, False),
    ]
    assert seen[1].free_at - seen[1].starts_at == timedelta(minutes=135)


def test_windows_of_a_run_are_cut_to_the_sale_of_each_show() -> None:
    """One that lies outside is none of this show's."""
    begin = datetime(2027, 3, 1, tzinfo=UTC)
    days = [begin + timedelta(days=n) for n in range(6)]
    windows = tuple(
        SaleWindow(name=name, opens_at=opens, closes_at=closes)
        for name, opens, closes in (
            ("Presale", days[0], days[2]),
            ("Everybody", days[2], days[5]),
            ("Late", days[4], days[5]),
        )
    )

    cut = windows_within(windows, days[1], days[4])

    assert [(w.name, w.opens_at, w.closes_at) for w in cut] == [
        ("Presale", days[1], days[2]),
        ("Everybody", days[2], days[4]),
    ]
