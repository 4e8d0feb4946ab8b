"""The show page: the seat map and, as equals, the list, best seats and standing areas."""

from datetime import datetime
from typing import Literal

import msgspec

from tessera.kit.money import Money
from tessera.web.views.catalog import Showtime
from tessera.web.views.shell import Countdown, Link, Option, Refusal, Share, ShowSummary

COLOURS = 8
"""How many category colours the tokens have (`--cat-1` … `--cat-8`)."""

PlaceState = Literal["free", "held", "sold", "mine"]


class CategoryPrice(msgspec.Struct, frozen=True):
    """What a place costs. `colour` is 1 … 8, the same on the map, in the legend and in the list."""

    key: str
    label: str
    price: Money
    free: int
    colour: int


class PlaceChoice(msgspec.Struct, frozen=True):
    """A seat in the list. `category` and `notes` in words: "Prime", "restricted view"."""

    place: int
    seat: str
    label: str
    state: PlaceState
    category: str
    colour: int
    price: Money
    notes: tuple[str, ...] = ()
    chosen: bool = False


class RowOfPlaces(msgspec.Struct, frozen=True):
    """A row of seats in walking order."""

    label: str
    places: tuple[PlaceChoice, ...]


class SectionLink(msgspec.Struct, frozen=True):
    """A part of the hall to open in the list. `url` is the show page with `?section=`."""

    name: str
    url: str
    free: int
    price_from: Money
    current: bool = False


class SectionPlaces(msgspec.Struct, frozen=True):
    """The seats of the open section: at most about 1,500, so that a page stays light."""

    name: str
    rows: tuple[RowOfPlaces, ...]


class StandingArea(msgspec.Struct, frozen=True):
    """An area without numbered seats. `area` is posted back; `quantity_max` bounds the choice."""

    area: str
    label: str
    price: Money
    free: int
    quantity_max: int
    colour: int = 1


class OwnHold(msgspec.Struct, frozen=True):
    """Places that this browser already holds for this show."""

    url: str
    places: tuple[int, ...]
    countdown: Countdown


class WindowLine(msgspec.Struct, frozen=True):
    """When something is sold: its categories (none: all), and whether a code is asked for."""

    name: str
    opens_at: datetime
    closes_at: datetime
    categories: tuple[str, ...]
    code: bool
    open: bool


class ShowPage(msgspec.Struct, frozen=True):
    """`shows/show.html`, for `/shows/{id}?section=` and the refused `POST /shows/{id}/holds`.

    The form posts `place` (repeated), or `category` + `quantity` (best seats), or `area` +
    `quantity`. `sections` is empty in a hall of one part; `section` is None while none is chosen.
    """

    show_id: str
    seat_plan_id: str
    show: ShowSummary
    status: Literal["soon", "on_sale", "sold_out", "closed", "cancelled"]
    categories: tuple[CategoryPrice, ...]
    capacity: int
    available: int
    places_per_order_max: int
    hold_minutes: int
    sections: tuple[SectionLink, ...] = ()
    section: SectionPlaces | None = None
    areas: tuple[StandingArea, ...] = ()
    quantities: tuple[Option, ...] = ()
    other_times: tuple[Showtime, ...] = ()
    sales_open_at: datetime | None = None
    cancel_until: datetime | None = None
    refusal: Refusal | None = None
    hold: OwnHold | None = None
    title_link: Link | None = None
    room: Link | None = None
    """The waiting room that stands before the sale, for who has not been let in."""
    turn: Countdown | None = None
    """The turn of who was let in."""
    room_id: str = ""
    share: Share | None = None
    windows: tuple[WindowLine, ...] = ()
    asks_code: bool = False
    unlisted: bool = False
