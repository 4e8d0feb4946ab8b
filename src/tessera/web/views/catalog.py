"""Home and title page."""

from datetime import date, datetime
from typing import Literal

import msgspec

from tessera.kit.money import Money
from tessera.web.views.shell import Link, Pagination, Poster, Share

Availability = Literal["open", "few", "sold_out", "soon", "closed", "cancelled"]
"""`soon`: the sale has not opened; `few`: `left` tells how many; `closed`: the sale is over."""


class Showtime(msgspec.Struct, frozen=True):
    """A show as a small token one can press."""

    url: str
    starts_at: datetime
    timezone: str
    availability: Availability
    facts: tuple[str, ...] = ()
    left: int | None = None
    price_from: Money | None = None
    current: bool = False


class TitleCard(msgspec.Struct, frozen=True):
    """A title in the grid. `facts`: at most three short ones ("2 h 46", "UA", "English")."""

    url: str
    title: str
    poster: Poster
    facts: tuple[str, ...] = ()
    showtimes: tuple[Showtime, ...] = ()
    venue: str = ""
    sold_percent: int | None = None


class FeaturedTitle(msgspec.Struct, frozen=True):
    """What hangs over the entrance: one title, larger, with its next shows."""

    card: TitleCard
    tagline: str = ""
    overview: str = ""


class DayChip(msgspec.Struct, frozen=True):
    """One day to look at. `days_away` counts from today in the city (0 today, 1 tomorrow)."""

    on: date
    url: str
    days_away: int
    current: bool = False


class HomePage(msgspec.Struct, frozen=True):
    """`catalog/home.html`, for `/` and `/search?q=`.

    `day` is None when no single day is chosen (a search). `cities`, `kinds` and `days` are the
    filters as links that keep the others; the first of `cities` and `kinds` may be "all".
    """

    cities: tuple[Link, ...]
    days: tuple[DayChip, ...]
    kinds: tuple[Link, ...]
    cards: tuple[TitleCard, ...]
    city: str | None = None
    day: DayChip | None = None
    q: str = ""
    featured: FeaturedTitle | None = None
    found: int | None = None
    pages: Pagination = Pagination()
    clear_url: str = "/"
    share: Share | None = None


class CastMember(msgspec.Struct, frozen=True):
    """A name and what they do or play."""

    name: str
    part: str = ""


class VenueShows(msgspec.Struct, frozen=True):
    """The shows of a title at one venue on the chosen day."""

    venue: str
    address: str
    showtimes: tuple[Showtime, ...]


class TitlePage(msgspec.Struct, frozen=True):
    """`catalog/title.html`, for `/titles/{id}?date=&city=`."""

    title: str
    kind: str
    poster: Poster
    facts: tuple[str, ...]
    days: tuple[DayChip, ...]
    venues: tuple[VenueShows, ...]
    day: DayChip | None = None
    tagline: str = ""
    overview: str = ""
    director: str = ""
    cast: tuple[CastMember, ...] = ()
    genres: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    certificate: str = ""
    runtime_minutes: int | None = None
    released_on: date | None = None
    rating: str = ""
    trailer_url: str | None = None
    trailer_type: str = ""
    """The media type of a film of ours, to be played on the page; empty for one elsewhere."""
    backdrop_url: str = ""
    cities: tuple[Link, ...] = ()
    city: str | None = None
    share: Share | None = None
    calendar_url: str = ""
