"""Exports: one to take away now, and those on a timetable."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from tessera.web.views.organizer import Desk, PeriodForm
from tessera.web.views.shell import Link, Option, Refusal


class ScheduleRow(msgspec.Struct, frozen=True, kw_only=True):
    """An export on a timetable. `change_url` takes a pause or a removal."""

    name: str
    what: str
    when: str
    email: str
    paused: bool
    next_at: datetime
    last_at: datetime | None
    last_rows: int | None
    failure: str
    version: int
    change_url: str


class ExportsPage(msgspec.Struct, frozen=True, kw_only=True):
    """`organizer/exports.html`. The form of a table is a GET to `file_url`."""

    desk: Desk
    tables: tuple[Link, ...]
    table: str
    about: str
    period: PeriodForm
    timezone: str
    formats: tuple[Option, ...]
    columns: tuple[Option, ...]
    show_id: str
    file_url: str
    schedules: tuple[ScheduleRow, ...]
    schedules_url: str
    every: tuple[Option, ...]
    weekdays: tuple[Option, ...]
    values: Mapping[str, str] = {}
    problems: Mapping[str, str] = {}
    refusal: Refusal | None = None
