"""Periods, the way to a ticket, and a show against others, without a socket."""

from datetime import UTC, date, datetime

import pytest

from tessera.insights.model import Figures, Level, Visits
from tessera.insights.rules import asked_for, before, change, curve, funnel, still_to_come
from tessera.kit.errors import Invalid
from tessera.organizations.periods import Period

FRIDAY_EVENING = datetime(2026, 11, 20, 20, 15, tzinfo=UTC)
KOLKATA = "Asia/Kolkata"


@pytest.mark.parametrize(
    ("span", "since", "until", "first", "last"),
    [
        (None, None, None, date(2026, 10, 23), date(2026, 11, 21)),
        ("today", None, None, date(2026, 11, 21), date(2026, 11, 21)),
        ("7", None, None, date(2026, 11, 15), date(2026, 11, 21)),
        (None, date(2026, 11, 1), None, date(2026, 11, 1), date(2026, 11, 21)),
        (None, date(2026, 12, 1), None, date(2026, 12, 1), date(2026, 12, 1)),
        (None, None, date(2026, 3, 31), date(2026, 3, 2), date(2026, 3, 31)),
    ],
)
def test_period_is_of_days_by_the_clock_there(
    span: str | None, since: date | None, until: date | None, first: date, last: date
) -> None:
    """It is Saturday in India already."""
    found = asked_for(span, since, until, timezone=KOLKATA, now=FRIDAY_EVENING)

    assert (found.since, found.until) == (first, last)


def test_period_that_cannot_be_says_all_that_is_wrong() -> None:
    """The wrong way round, and not of this age."""
    with pytest.raises(Invalid) as refused:
        asked_for(None, date(2026, 5, 2), date(1999, 5, 1), timezone="UTC", now=FRIDAY_EVENING)

    assert [p.path for p in refused.value.problems] == ["until", "until"]


def test_period_before_has_as_many_days_and_ends_the_day_before() -> None:
    """Seven days are compared with the seven before them."""
    found = before(Period(date(2026, 11, 15), date(2026, 11, 21), KOLKATA))

    assert (found.since, found.until) == (date(2026, 11, 8), date(2026, 11, 14))


def test_day_that_is_not_over_is_compared_up_to_the_same_hour() -> None:
    """At a quarter past twenty the hours from twenty-one on are left out of the day before."""
    today = Period(date(2026, 11, 20), date(2026, 11, 20), "UTC")
    over = Period(date(2026, 11, 1), date(2026, 11, 19), "UTC")

    assert still_to_come(today, FRIDAY_EVENING) == (
        date(2026, 11, 19),
        datetime(2026, 11, 19, 21),  # noqa: DTZ001
    )
    assert still_to_come(over, FRIDAY_EVENING) is None


def test_each_step_is_a_share_of_the_one_before() -> None:
    """The first has none, nor has one after nothing."""
    steps = funnel(Visits(viewed=0, held=8), Figures(opened=4, orders=3))

    assert [step.count for step in steps] == [0, 8, 4, 3]
    assert [step.share for step in steps] == [None, None, 0.5, 0.75]


def test_change_from_nothing_is_not_told() -> None:
    """Twice as much of nothing is nothing."""
    assert change(5, 4) == 0.25
    assert change(5, 0) is None


def test_curve_adds_up_to_the_day_of_the_show_and_ends_where_we_are() -> None:
    """Own sales stop at today; others are averaged day by day, with the least and the most."""
    found = curve(
        {70: 10, 3: 20, 2: -5},
        [{3: 50}, {0: 10}],
        capacities=[100, 100, 20],
        days_left=2,
        like=Level.TITLE,
    )
    by_day = {point.days_before: point for point in found.points}

    assert max(by_day) == 60
    assert [by_day[day].own for day in (60, 3, 2)] == [0.1, 0.3, 0.25]
    assert by_day[1].own is None
    assert (by_day[0].average, by_day[0].least, by_day[0].most) == (0.5, 0.5, 0.5)
    assert by_day[2].average == 0.25
