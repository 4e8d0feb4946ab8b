"""Venues and halls: as everybody sees them, and as their organization keeps them."""

from collections.abc import Mapping

import msgspec

from tessera.web.views.catalog import DayChip, Showtime
from tessera.web.views.organizer import Desk
from tessera.web.views.shell import Link, Option, Pagination, Poster, Refusal


class Photo(msgspec.Struct, frozen=True, kw_only=True):
    """A picture in its sizes. `sources` are (media type, srcset), the best first; `width` and
    `height` are pixels as it was sent."""

    alt: str
    url: str
    large_url: str
    sources: tuple[tuple[str, str], ...]
    width: int
    height: int


class PictureRow(msgspec.Struct, frozen=True, kw_only=True):
    """A picture as its venue keeps it: shown as soon as it is drawn. `positions` are places that it
    may take."""

    url: str
    alt: str
    state: str
    fact: str
    version: int
    positions: tuple[Option, ...]
    photo: Photo | None = None
    problem: str = ""
    theirs: str = ""


class VenueCard(msgspec.Struct, frozen=True):
    """A venue in a list. `km` is how far away it is, where somebody asked from where they are."""

    name: str
    city: str
    address: str
    url: str
    amenities: tuple[str, ...] = ()
    km: float | None = None
    photo: Photo | None = None


class VenuesPage(msgspec.Struct, frozen=True, kw_only=True):
    """`venues/list.html`, for `/venues`."""

    venues: tuple[VenueCard, ...]
    cities: tuple[Link, ...]
    q: str = ""
    city: str = ""
    near: bool = False
    latitude: str = ""
    longitude: str = ""
    radius: tuple[Option, ...] = ()
    problem: str = ""
    pages: Pagination = Pagination()


class TitleAtVenue(msgspec.Struct, frozen=True):
    """A title with its shows of the chosen day at one venue."""

    title: str
    url: str
    poster: Poster
    facts: tuple[str, ...]
    showtimes: tuple[Showtime, ...]


class VenuePage(msgspec.Struct, frozen=True, kw_only=True):
    """`venues/venue.html`, for `/venues/{id}?date=`."""

    name: str
    address: str
    about: str
    amenities: tuple[str, ...]
    halls: tuple[tuple[str, tuple[str, ...]], ...]
    map_url: str
    days: tuple[DayChip, ...]
    titles: tuple[TitleAtVenue, ...]
    photos: tuple[Photo, ...] = ()


class VenueRow(msgspec.Struct, frozen=True):
    """A venue in its organization's list."""

    id: int
    name: str
    city: str
    url: str
    enabled: bool
    halls: int
    places: int


class OwnVenuesPage(msgspec.Struct, frozen=True, kw_only=True):
    """`organizer/venues.html`. `undo` brings the last switch back: (field, value) pairs."""

    desk: Desk
    venues: tuple[VenueRow, ...]
    url: str
    filters: tuple[Link, ...]
    q: str = ""
    may_change: bool = False
    said: str = ""
    undo: tuple[tuple[str, str], ...] = ()
    pages: Pagination = Pagination()


class SwitchRow(msgspec.Struct, frozen=True):
    """A venue before it is switched."""

    id: int
    name: str
    changes: bool
    shows: int
    sold: int


class SwitchPage(msgspec.Struct, frozen=True, kw_only=True):
    """`organizer/venues_switch.html`: what enabling or disabling many would mean."""

    desk: Desk
    action: str
    back: str
    enabled: bool
    rows: tuple[SwitchRow, ...]
    refusal: Refusal | None = None

    @property
    def changing(self) -> int:
        """How many are otherwise now."""
        return sum(row.changes for row in self.rows)


class HallRow(msgspec.Struct, frozen=True):
    """A hall in its venue's page."""

    name: str
    url: str
    formats: tuple[str, ...]
    enabled: bool
    capacity: int | None
    plan: str


class VenueForm(msgspec.Struct, frozen=True, kw_only=True):
    """What was typed about a venue, and what is wrong with it, by field; `version` is the one that
    was looked at, 0 for a new venue."""

    action: str
    values: Mapping[str, str]
    amenities: tuple[Option, ...]
    problems: Mapping[str, str] = {}
    version: int = 0
    timezones: tuple[str, ...] = ()


class OwnVenuePage(msgspec.Struct, frozen=True, kw_only=True):
    """`organizer/venue.html`: one venue with its halls, or the form of a new one."""

    desk: Desk
    form: VenueForm
    url: str
    name: str = ""
    enabled: bool = True
    halls: tuple[HallRow, ...] = ()
    public_url: str = ""
    may_change: bool = True
    removable: bool = False
    refusal: Refusal | None = None
    said: str = ""
    pictures: tuple[PictureRow, ...] = ()
    picture_problem: str = ""
    pictures_left: int = 0


class CategoryField(msgspec.Struct, frozen=True):
    """One line of the seats by numbers."""

    name: str = ""
    seats: str = ""


class HallForm(msgspec.Struct, frozen=True, kw_only=True):
    """What was typed about a hall."""

    action: str
    values: Mapping[str, str]
    formats: tuple[Option, ...]
    plans: tuple[Option, ...]
    problems: Mapping[str, str] = {}
    version: int = 0


class SeatsForm(msgspec.Struct, frozen=True, kw_only=True):
    """Rows × seats, with a count per category."""

    action: str
    values: Mapping[str, str]
    categories: tuple[CategoryField, ...]
    problems: Mapping[str, str] = {}


class OwnHallPage(msgspec.Struct, frozen=True, kw_only=True):
    """`organizer/hall.html`: a hall, its seats, the way to its plan's designer."""

    desk: Desk
    venue: Link
    form: HallForm
    seats: SeatsForm | None = None
    name: str = ""
    enabled: bool = True
    capacity: int | None = None
    categories: tuple[tuple[str, int], ...] = ()
    seat_plan_id: str = ""
    hall_id: str = ""
    draw_url: str = ""
    """Where a draft of its plan is begun."""
    action: str = ""
    may_change: bool = True
    removable: bool = False
    refusal: Refusal | None = None
    said: str = ""
