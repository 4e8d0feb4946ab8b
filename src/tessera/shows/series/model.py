"""Series: what their shows share, when they take place, and what came of one act on many."""

from datetime import date, datetime, time
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from tessera.kit.clock import AwareInstant
from tessera.kit.versions import Version
from tessera.organizations.terms import RefundPolicy
from tessera.shows.model import ShowStatus, Windows
from tessera.shows.programme.model import Minutes
from tessera.shows.stage import Prices

OCCURRENCES_MAX = 366
"""Shows of one rule: a daily matinee for a year."""
SeriesName = Annotated[str, Meta(min_length=1, max_length=120, pattern=r"^\S(.*\S)?$")]
Rule = Annotated[str, Meta(max_length=500)]
Dates = Annotated[tuple[date, ...], Meta(max_length=OCCURRENCES_MAX)]


class Scope(StrEnum):
    """Which shows of a series a change is for."""

    ONE = "one"
    FOLLOWING = "following"
    ALL = "all"


class Shared(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the shows of a series share; each can go its own way later.

    The sale opens at `sale_opens_at`, or so many days before each show, or at once; it closes so
    many minutes before the start. Prices come from a list, or are named.
    """

    ads_minutes: Minutes = 0
    length_minutes: Annotated[int, Meta(ge=1, le=1440)] | None = None
    language: Annotated[str, Meta(max_length=60)] = ""
    format: Annotated[str, Meta(max_length=30)] = ""
    price_list_id: int | None = None
    prices: Prices = {}
    sale_opens_at: AwareInstant | None = None
    sale_opens_days: Annotated[int, Meta(ge=0, le=730)] | None = None
    sale_closes_minutes: Annotated[int, Meta(ge=0, le=10_080)] = 0
    hold_seconds: Annotated[int, Meta(ge=60, le=1800)] = 600
    places_per_order_max: Annotated[int, Meta(ge=1, le=100)] = 10
    places_per_customer_max: Annotated[int, Meta(ge=1, le=10_000)] | None = None
    refund_policy: RefundPolicy | None = None
    windows: Windows = ()
    """For the whole run; each show has the part that lies within its own sale."""
    unlisted: bool = False
    publish: bool = False


class NewSeries(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A series: the first day and time by the venue's clock, a rule of RFC 5545 (`FREQ=WEEKLY;
    BYDAY=FR,SA;COUNT=10`; none: that one day) and days that are left out (EXDATE)."""

    name: SeriesName
    title_id: int
    hall_id: int
    starts_on: date
    starts_time: time
    rule: Rule = ""
    exdates: Dates = ()
    shared: Shared = msgspec.field(default_factory=Shared)


class MoreShows(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """More shows of a series that stands, by another rule."""

    starts_on: date
    starts_time: time
    rule: Rule = ""
    exdates: Dates = ()


class SeriesChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What to change of one show, of it and those that follow, or of all. What is left out stays.

    `starts_time` keeps the day of each; `show_id` is the show that `one` and `following` mean.
    """

    scope: Scope
    show_id: int | None = None
    name: SeriesName | UnsetType = UNSET
    starts_time: time | UnsetType = UNSET
    language: Annotated[str, Meta(max_length=60)] | UnsetType = UNSET
    format: Annotated[str, Meta(max_length=30)] | UnsetType = UNSET
    prices: Prices | UnsetType = UNSET
    sale_opens_at: AwareInstant | UnsetType = UNSET
    places_per_order_max: Annotated[int, Meta(ge=1, le=100)] | UnsetType = UNSET
    places_per_customer_max: Annotated[int, Meta(ge=1, le=10_000)] | UnsetType | None = UNSET
    refund_policy: RefundPolicy | UnsetType | None = UNSET
    windows: Windows | UnsetType = UNSET
    unlisted: bool | UnsetType = UNSET
    publish: bool | UnsetType = UNSET
    version: Version | UnsetType = UNSET


class Occurrence(msgspec.Struct, frozen=True, kw_only=True):
    """A show that a rule would make. `shifted`: clocks turn that night, so it starts later by the
    clock than asked; `excluded` days are named for they are part of the rule."""

    day: date
    starts_at: datetime
    ends_at: datetime
    free_at: datetime
    shifted: bool = False
    excluded: bool = False
    past: bool = False
    in_the_way: str = ""
    """The show that has the hall then, or another of this very rule."""

    @property
    def fine(self) -> bool:
        """Whether it would be planned."""
        return not (self.excluded or self.past or self.in_the_way)


class SeriesShow(msgspec.Struct, frozen=True, kw_only=True):
    """A show of a series."""

    id: int
    starts_at: datetime
    ends_at: datetime
    sales_open_at: datetime
    sales_close_at: datetime
    status: ShowStatus
    language: str
    format: str
    sold: int
    capacity: int


class Series(msgspec.Struct, frozen=True, kw_only=True):
    """A series as it stands."""

    id: int
    organization_id: int
    venue_id: int
    timezone: str
    name: str
    title_id: int
    title: str
    hall_id: int
    hall: str
    rule: str
    starts_on: date
    starts_time: time
    exdates: tuple[date, ...]
    shared: Shared
    version: int
    shows: int = 0
    """How many there are."""
    first_at: datetime | None = None
    last_at: datetime | None = None


class Batch(msgspec.Struct, frozen=True):
    """What one act has planned; it can be undone while nothing of it is sold."""

    id: int
    organization_id: int
    venue_id: int
    series_id: int | None
    kind: str
    made_at: datetime
    undone_at: datetime | None
    shows: int
    sold: int
