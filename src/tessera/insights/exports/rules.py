"""Pure: what may be asked for, and when a timetable's next run is."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tessera.insights.exports.model import COLUMNS, Due, Every, NewSchedule, Table
from tessera.kit.errors import Invalid, Problem

NAME_SIGNS_MAX = 120
DAY_OF_MONTH_MAX = 28
"""Every month has it."""


def chosen_columns(table: Table, columns: tuple[str, ...]) -> tuple[str, ...]:
    """The columns asked for, in the table's order; all where none is. An amount brings its
    currency. Raises `Invalid`."""
    there = COLUMNS[table]
    unknown = [name for name in columns if name not in there]
    if unknown:
        raise Invalid([Problem("columns", f"is none of {', '.join(there)}")])
    wanted = set(columns or there)
    if any(there[name].value == "amount" for name in wanted):
        wanted.add("currency")
    return tuple(name for name in there if name in wanted)


def check_schedule(new: NewSchedule) -> None:
    """Raises `Invalid` with everything that is wrong."""
    problems = []
    if not 1 <= len(new.name.strip()) <= NAME_SIGNS_MAX:
        problems.append(Problem("name", f"must have 1 to {NAME_SIGNS_MAX} characters"))
    try:
        chosen_columns(new.table, new.columns)
    except Invalid as error:
        problems += error.problems
    if not _clock(new.at):
        problems.append(Problem("at", "is not a time"))
    if (new.every is Every.WEEK) != (new.weekday is not None):
        problems.append(Problem("weekday", "belongs to weekly exports, and to no other"))
    elif new.weekday is not None and not 1 <= new.weekday <= 7:
        problems.append(Problem("weekday", "must be from 1 to 7"))
    if (new.every is Every.MONTH) != (new.day is not None):
        problems.append(Problem("day", "belongs to monthly exports, and to no other"))
    elif new.day is not None and not 1 <= new.day <= DAY_OF_MONTH_MAX:
        problems.append(Problem("day", f"must be from 1 to {DAY_OF_MONTH_MAX}"))
    if problems:
        raise Invalid(problems)


def _clock(text: str) -> bool:
    try:
        return len(text) == 5 and time.fromisoformat(text).second == 0
    except ValueError:
        return False


def next_run(
    every: Every, *, weekday: int | None, day: int | None, at: time, after: datetime, timezone: str
) -> datetime:
    """The first instant after `after` at which it is due, by that clock. An hour that the clock
    leaps over comes when it would have been."""
    zone = ZoneInfo(timezone)
    on = after.astimezone(zone).date()
    for _ in range(40):
        due = datetime.combine(on, at, zone)
        if due > after and _is_day(every, on, weekday=weekday, day=day):
            return due
        on += timedelta(days=1)
    raise AssertionError("every month has a day to run on")


def _is_day(every: Every, on: date, *, weekday: int | None, day: int | None) -> bool:
    if every is Every.WEEK:
        return on.isoweekday() == weekday
    return on.day == day if every is Every.MONTH else True


def due_days(every: Every, on: date) -> Due:
    """The days that a run on `on` tells of: yesterday, the seven days before, or the month before
    up to yesterday."""
    yesterday = on - timedelta(days=1)
    if every is Every.DAY:
        return Due(yesterday, yesterday)
    if every is Every.WEEK:
        return Due(on - timedelta(days=7), yesterday)
    month_ago = (on.replace(day=1) - timedelta(days=1)).replace(day=on.day)
    return Due(month_ago, yesterday)
