"""A venue's programme by week and day, and price lists."""

from collections.abc import Mapping
from datetime import date, datetime

import msgspec

from tessera.kit.money import Money
from tessera.web.views.organizer import Desk, ShowStatus
from tessera.web.views.series import BatchRow
from tessera.web.views.shell import Both, Link, Option, Refusal

HOUR = 60
LANE = 54


class Bar(msgspec.Struct, frozen=True):
    """A show on its hall's line: minutes from the left edge, film and cleaning."""

    show_id: int
    url: str
    title: str
    starts_at: datetime
    ends_at: datetime
    free_at: datetime
    status: ShowStatus
    sold: int
    x: int
    width: int
    cleaning: int
    facts: tuple[str, ...] = ()


class Lane(msgspec.Struct, frozen=True):
    """A hall and its day."""

    hall_id: int
    hall: str
    formats: tuple[str, ...]
    turnaround_minutes: int
    bars: tuple[Bar, ...]


class DayTab(msgspec.Struct, frozen=True):
    """A day of the week."""

    on: date
    url: str
    shows: int
    drafts: int
    current: bool = False


class Film(msgspec.Struct, frozen=True):
    """A title that can be dropped in."""

    id: int
    name: str
    minutes: int
    languages: str


class ProgrammePage(msgspec.Struct, frozen=True, kw_only=True):
    """`organizer/programme.html`, for `/organizer/organizations/{id}/programme?venue=&day=`.

    `values` and `problems` are those of the form that was sent last; `first_hour` is where the
    lines begin, `hours` how long they are.
    """

    desk: Desk
    url: str
    day: str
    venues: tuple[Link, ...]
    venue_id: int = 0
    timezone: str = "UTC"
    earlier: str = ""
    later: str = ""
    days: tuple[DayTab, ...] = ()
    lanes: tuple[Lane, ...] = ()
    films: tuple[Film, ...] = ()
    price_lists: tuple[Option, ...] = ()
    formats: tuple[str, ...] = ()
    values: Mapping[str, str] = {}
    problems: tuple[str, ...] = ()
    refusal: Refusal | None = None
    said: str = ""
    drafts: int = 0
    may_change: bool = False
    may_enter: bool = False
    """Whether who looks may enter venues."""
    first_hour: int = 8
    hours: int = 18
    monday: str = ""
    next_monday: str = ""
    next_day: str = ""
    batches: tuple[BatchRow, ...] = ()
    """What was planned lately in one act."""

    @property
    def width(self) -> int:
        """Of the drawing, in minutes."""
        return self.hours * HOUR

    @property
    def height(self) -> int:
        """Of the drawing."""
        return LANE * len(self.lanes) + 24


class PriceField(msgspec.Struct, frozen=True):
    """A line of a price list as it is typed."""

    weekdays: tuple[int, ...] = ()
    since: str = ""
    until: str = ""
    formats: str = ""
    category: str = ""
    amount: str = ""


class PriceRow(msgspec.Struct, frozen=True):
    """A list in the list of lists."""

    url: str
    name: str
    lines: tuple[tuple[str, Money], ...]


class PriceListsPage(msgspec.Struct, frozen=True, kw_only=True):
    """`organizer/price_lists.html`: the lists and a form for a new one, or the form of one."""

    desk: Desk
    url: str
    action: str
    currency: str
    name: str = ""
    fields: tuple[PriceField, ...] = ()
    lists: tuple[PriceRow, ...] = ()
    problems: Mapping[str, str] = {}
    version: int = 0
    chosen: str = ""
    may_change: bool = True
    refusal: Refusal | None = None
    said: str = ""
    both: tuple[Both, ...] | None = None
    """Where somebody else has saved meanwhile."""
