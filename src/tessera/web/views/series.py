"""Series of shows, as who plans them sees them."""

from collections.abc import Mapping
from datetime import date, datetime

import msgspec

from tessera.web.views.organizer import Desk, ShowStatus
from tessera.web.views.shell import Both, Link, Option, Refusal


class SeriesRow(msgspec.Struct, frozen=True):
    """A series in the list."""

    url: str
    name: str
    title: str
    hall: str
    shows: int
    timezone: str
    first_at: datetime | None
    last_at: datetime | None


class ForeseenShow(msgspec.Struct, frozen=True, kw_only=True):
    """A show that a rule would make; `why` is empty where nothing is in the way."""

    starts_at: datetime
    ends_at: datetime
    fine: bool
    why: str = ""
    hint: str = ""


class Foreseen(msgspec.Struct, frozen=True):
    """What creating would do. `sent` are the fields to send again, name and value."""

    shows: tuple[ForeseenShow, ...]
    fine: int
    sent: tuple[tuple[str, str], ...] = ()


class SeriesListPage(msgspec.Struct, frozen=True, kw_only=True):
    """`organizer/series.html`: the series, and a form for a new one with what it would make."""

    desk: Desk
    url: str
    currency: str
    timezone: str = "UTC"
    series: tuple[SeriesRow, ...] = ()
    titles: tuple[Option, ...] = ()
    halls: tuple[Option, ...] = ()
    price_lists: tuple[Option, ...] = ()
    values: Mapping[str, str] = {}
    weekdays: tuple[Option, ...] = ()
    windows: tuple[Mapping[str, str], ...] = ()
    problems: Mapping[str, str] = {}
    foreseen: Foreseen | None = None
    may_change: bool = True
    refusal: Refusal | None = None
    said: str = ""


class RunShow(msgspec.Struct, frozen=True, kw_only=True):
    """A show of a series."""

    id: int
    url: str
    starts_at: datetime
    status: ShowStatus
    sold: int
    capacity: int
    facts: tuple[str, ...] = ()


class BatchRow(msgspec.Struct, frozen=True):
    """What was planned in one act and can be undone."""

    url: str
    made_at: datetime
    shows: int
    sold: int


class SeriesPage(msgspec.Struct, frozen=True, kw_only=True):
    """`organizer/one_series.html`: its shows, changed together."""

    desk: Desk
    url: str
    name: str
    title: str
    hall: str
    rule: str
    timezone: str
    currency: str
    version: int
    shows: tuple[RunShow, ...] = ()
    chosen: tuple[Option, ...] = ()
    batches: tuple[BatchRow, ...] = ()
    values: Mapping[str, str] = {}
    problems: Mapping[str, str] = {}
    refused: tuple[str, ...] = ()
    exdates: tuple[date, ...] = ()
    windows: tuple[Mapping[str, str], ...] = ()
    may_change: bool = True
    refusal: Refusal | None = None
    cancel_link: Link | None = None
    said: str = ""
    both: tuple[Both, ...] | None = None
    """Where somebody else has saved meanwhile."""
