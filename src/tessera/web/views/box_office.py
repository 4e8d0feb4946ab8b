"""What the box office looks at: a show's places through time, who comes, one place, one move."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from tessera.kit.money import Money
from tessera.web.views.shell import Link, Refusal


class ShowHead(msgspec.Struct, frozen=True):
    """The head of each page about a show, with the way around it."""

    show_id: int
    title: str
    starts_at: datetime
    timezone: str
    where: str
    tabs: tuple[Link, ...]


class Layer(msgspec.Struct, frozen=True):
    """Places that look alike, as one path of an SVG. `state` is `sold`, `new` or `free`."""

    state: str
    path: str


class FloorArea(msgspec.Struct, frozen=True):
    """A standing area as a box, in plan units."""

    name: str
    x: float
    y: float
    width: float
    height: float
    first: int
    capacity: int
    sold: int


class RowThen(msgspec.Struct, frozen=True):
    """A row or area of the hall at an instant: `sold` of `capacity`, `new` of them just then."""

    label: str
    url: str
    first: int
    capacity: int
    sold: int
    new: int


class SoldPage(msgspec.Struct, frozen=True, kw_only=True):
    """`organizer/sold.html`. `steps` are the instants that the slider stands for."""

    head: ShowHead
    step: int
    steps: tuple[datetime, ...]
    sold: int
    new: int
    capacity: int
    box: tuple[float, float, float, float]
    size: float
    layers: tuple[Layer, ...]
    areas: tuple[FloorArea, ...]
    rows: tuple[RowThen, ...]
    seat_plan_id: int

    @property
    def at(self) -> datetime:
        """The instant that is shown."""
        return self.steps[self.step]


class AttendeeRow(msgspec.Struct, frozen=True):
    """Somebody who comes."""

    label: str
    category: str
    name: str
    email: str
    reference: str
    order_url: str
    status: str
    used_at: datetime | None
    used_gate: str
    invited: bool


class AttendeesPage(msgspec.Struct, frozen=True, kw_only=True):
    """`organizer/attendees.html`."""

    head: ShowHead
    words: str
    filters: tuple[Link, ...]
    came: str
    rows: tuple[AttendeeRow, ...]
    valid: int
    used: int
    more_url: str
    csv_url: str


class PlaceRow(msgspec.Struct, frozen=True):
    """A place in a list of places."""

    place: int
    label: str
    url: str
    state: str
    category: str


class HappenedRow(msgspec.Struct, frozen=True):
    """Something that happened to a place."""

    at: datetime
    what: str
    who: str
    order_url: str
    reference: str
    detail: str
    amount: Money | None


class PlacesPage(msgspec.Struct, frozen=True, kw_only=True):
    """`organizer/places.html`: look for a place, and what happened to one. `found` are places to
    choose from, `rows` the parts of the hall."""

    head: ShowHead
    words: str
    rows: tuple[Link, ...]
    found: tuple[PlaceRow, ...]
    label: str = ""
    state: str = ""
    happened: tuple[HappenedRow, ...] = ()
    missed: bool = False


class InvitePage(msgspec.Struct, frozen=True, kw_only=True):
    """`organizer/invite.html`: who is invited to which places, and why."""

    head: ShowHead
    values: Mapping[str, str]
    problems: Mapping[str, str]
    refusal: Refusal | None
    free: tuple[PlaceRow, ...]
    blocked: tuple[PlaceRow, ...]
    chosen: frozenset[str]
    free_count: int
    blocked_count: int


class ReseatPreview(msgspec.Struct, frozen=True):
    """What another place would do."""

    label: str
    place: int
    category: str
    was: Money
    becomes: Money
    back: Money
    dearer: Money | None


class ReseatPage(msgspec.Struct, frozen=True, kw_only=True):
    """`organizer/reseat.html`: another place for one ticket."""

    order_url: str
    action: str
    reference: str
    buyer: str
    title: str
    starts_at: datetime
    timezone: str
    label: str
    category: str
    near: tuple[PlaceRow, ...]
    values: Mapping[str, str]
    problems: Mapping[str, str]
    refusal: Refusal | None
    preview: ReseatPreview | None
