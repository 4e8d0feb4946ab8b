"""A show filling up, seen by who organizes it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

import msgspec

from tessera.kit.money import Money
from tessera.web.views.insight_today import Today
from tessera.web.views.shell import Link, Pagination
from tessera.web.views.shows import CategoryPrice

ShowStatus = Literal[
    "draft", "scheduled", "on_sale", "sold_out", "running", "completed", "cancelled"
]


class Desk(msgspec.Struct, frozen=True):
    """The head of every page about an organization's money and terms."""

    organization_id: int
    name: str
    sections: tuple[Link, ...]
    others: tuple[Link, ...] = ()


class PeriodForm(msgspec.Struct, frozen=True):
    """Two days to choose, or one of the months; `problems` by field."""

    action: str
    since: str
    until: str
    months: tuple[Link, ...] = ()
    problems: Mapping[str, str] = {}


class Counts(msgspec.Struct, frozen=True):
    """Places of a show by state; they add up to the capacity (promise P6)."""

    capacity: int
    sold: int = 0
    pending: int = 0
    held: int = 0
    blocked: int = 0

    @property
    def free(self) -> int:
        """What nobody has claimed."""
        return self.capacity - self.sold - self.pending - self.held - self.blocked

    def percent(self, part: int) -> float:
        """`part` of the capacity, 0 … 100, with one decimal."""
        return round(100 * part / self.capacity, 1) if self.capacity else 0.0


class StepRow(msgspec.Struct, frozen=True):
    """A step to a first show on sale; `current` is the next one to do."""

    title: str
    why: str
    url: str
    done: bool
    current: bool


class ShowRow(msgspec.Struct, frozen=True):
    """A show in the organizer's list."""

    url: str
    title: str
    starts_at: datetime
    timezone: str
    venue: str
    hall: str
    status: ShowStatus
    counts: Counts
    revenue: Money


class OrganizerPage(msgspec.Struct, frozen=True):
    """`organizer/shows.html`, for `/organizer`. `books` lead to the books of each organization;
    `webhooks_url` is empty for who may not change them."""

    organization: str
    shows: tuple[ShowRow, ...]
    books: tuple[Link, ...] = ()
    today: Today | None = None
    webhooks_url: str = ""
    filters: tuple[Link, ...] = ()
    pages: Pagination = Pagination()
    start: tuple[StepRow, ...] = ()
    """The way to a first show on sale, for an organization that has sold nothing yet."""
    start_url: str = ""
    start_whole: bool = True
    """Whether the steps stand on the page, or only the way to them."""
    plan_url: str = ""
    """Where shows are planned, for who may."""


class SalesHour(msgspec.Struct, frozen=True):
    """Places sold in one stretch of time; bars of the chart, rows of the table behind it."""

    starts_at: datetime
    sold: int


class CategoryCounts(msgspec.Struct, frozen=True):
    """How one category fills up."""

    category: CategoryPrice
    counts: Counts
    revenue: Money


class OrganizerShowPage(msgspec.Struct, frozen=True):
    """`organizer/show.html`, for `/organizer/shows/{id}`. Counts and map follow the live stream."""

    show_id: str
    seat_plan_id: str
    row: ShowRow
    categories: tuple[CategoryCounts, ...]
    sales: tuple[SalesHour, ...] = ()
    orders: int = 0
    admitted: int = 0
    public_url: str = "/"
    door_url: str = "/door"
    cancel_url: str = ""
    move_url: str = ""
    terms_url: str = ""
    room_url: str = ""
    """The waiting room before the show, or where one is set up."""
    tabs: tuple[Link, ...] = ()


class CancelShowProgress(msgspec.Struct, frozen=True, kw_only=True):
    """How far a show's cancellation has come: orders undone, refunds sent."""

    reason: str
    started_at: datetime
    orders: int
    refunded: int
    sent: int
    under_way: int
    failed: int
    amount: Money
    whole: bool = False

    @property
    def percent(self) -> int:
        """Refunds sent of all that there will be; a show without orders is done at once."""
        return 100 * self.sent // self.orders if self.orders else 100


class CancelShowPage(msgspec.Struct, frozen=True, kw_only=True):
    """`organizer/cancel_show.html`: what cancelling would do, or how far it has come."""

    show_id: str
    title: str
    starts_at: datetime
    timezone: str
    venue: str
    hall: str
    orders: int
    amount: Money
    possible: bool = True
    progress: CancelShowProgress | None = None
    reason: str = ""
    reason_missing: bool = False
    reason_signs_max: int = 500
