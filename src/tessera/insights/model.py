"""What dashboards tell. Amounts are minor units of one currency; hours and days are the venue's."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum

import msgspec

from tessera.organizations.periods import Period


class Level(StrEnum):
    """Of what figures are told; the values are those of `insight_scope` in the database."""

    SHOW = "show"
    TITLE = "title"
    VENUE = "venue"
    ORGANIZATION = "organization"
    PLATFORM = "platform"


class Scope(msgspec.Struct, frozen=True):
    """One thing that figures are told of. A title is told of one organization, or of all (None)."""

    level: Level
    id: int = 0
    organization_id: int | None = None


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """Sums over some hours; the names are those of the roll-ups' columns.

    `opened` orders, by when; `orders` and `tickets` paid, by when; `back_…` what was given back, by
    when; `scans` who went in, by when. The others are of shows that begin in those hours: `seated`
    places sold, `entered` of them went in; `awaited` and `no_shows` only where somebody looked at
    tickets, once the show is over.
    """

    opened: int = 0
    orders: int = 0
    tickets: int = 0
    free_tickets: int = 0
    back_tickets: int = 0
    scans: int = 0
    shows: int = 0
    capacity: int = 0
    seated: int = 0
    entered: int = 0
    awaited: int = 0
    no_shows: int = 0
    face: int = 0
    fee: int = 0
    tax: int = 0
    back_face: int = 0
    back_fee: int = 0
    back_tax: int = 0

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(**{name: getattr(self, name) + getattr(other, name) for name in MEASURES})

    @property
    def sales(self) -> int:
        """What customers paid for places: price, fee and tax."""
        return self.face + self.fee + self.tax

    @property
    def refunds(self) -> int:
        """What cancellations gave back of it."""
        return self.back_face + self.back_fee + self.back_tax

    @property
    def revenue(self) -> int:
        """What is left of sales."""
        return self.sales - self.refunds


MEASURES = Figures.__struct_fields__


class Visits(msgspec.Struct, frozen=True):
    """What processes counted: pages of shows opened, holds placed. Close to the truth."""

    viewed: int = 0
    held: int = 0


class Step(msgspec.Struct, frozen=True):
    """A step of the way to a ticket. `share` is of the step before, None where that has none."""

    name: str
    count: int
    share: float | None


class Of(msgspec.Struct, frozen=True):
    """A part that figures are told of: an organization, a venue, a title."""

    id: int
    name: str
    figures: Figures


class ShowFill(msgspec.Struct, frozen=True, kw_only=True):
    """A show and how it sells."""

    id: int
    title: str
    venue: str
    hall: str
    starts_at: datetime
    timezone: str
    status: str
    capacity: int
    seated: int
    entered: int

    @property
    def share(self) -> float:
        """Sold of all places, 0 … 1."""
        return self.seated / self.capacity if self.capacity else 0.0


class Standing(msgspec.Struct, frozen=True):
    """What there is now, whatever the period (OP1). `accounts_blocked` is of the platform only."""

    titles: int
    venues: int
    shows: int
    shows_to_come: int
    shows_active: int
    accounts_blocked: int | None = None
    organizations: int | None = None
    applications: int | None = None


class Dashboard(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that is told of a scope in a period and a currency.

    `then` is the period before, as far into it as we are into this one. `heat` counts tickets sold
    by weekday (Monday first) and hour. `currencies` are sales by currency: they are never added.
    """

    scope: Scope
    name: str
    period: Period
    before: Period
    currency: str
    currencies: Mapping[str, int]
    now: Figures
    then: Figures
    visits: Visits
    visits_then: Visits
    days: Sequence[tuple[date, Figures]]
    days_before: Sequence[tuple[date, Figures]]
    heat: Sequence[Sequence[int]]
    parts: Mapping[Level, Sequence[Of]]
    fullest: Sequence[ShowFill] = ()
    emptiest: Sequence[ShowFill] = ()
    standing: Standing | None = None
    until: datetime
    lag_seconds: int


class CurvePoint(msgspec.Struct, frozen=True):
    """Shares of the capacity sold, so many days before the show: its own, and others like it."""

    days_before: int
    own: float | None
    average: float | None
    least: float | None
    most: float | None


class Curve(msgspec.Struct, frozen=True):
    """How a show sells against shows like it: of its title (`title`), else of its venue."""

    like: Level
    shows: int
    points: Sequence[CurvePoint]
