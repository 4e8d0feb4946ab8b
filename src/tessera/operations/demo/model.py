"""What the demo's content is made of."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from tessera.venues.plan.model import SeatPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class Film:
    """A real film. Languages are named in English; `rating_tenths` is 0 to 100."""

    name: str
    original_language: str
    languages: tuple[str, ...]
    genres: tuple[str, ...]
    runtime_minutes: int
    director: str
    cast: tuple[str, ...]
    released_on: date
    certificate: str
    overview: str
    tagline: str
    rating_tenths: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Anything on that is no film; `kind` is one of the catalogue's, `director` who leads it.

    It plays in one hall; `prices` are minor units per category key in that city's currency, and
    `days_ahead` tells on which days from today, each at the local hour `starts_at_hour`.
    """

    name: str
    kind: str
    language: str
    genres: tuple[str, ...]
    runtime_minutes: int
    director: str
    cast: tuple[str, ...]
    certificate: str
    overview: str
    tagline: str
    venue: str
    hall: str
    days_ahead: tuple[int, ...]
    starts_at_hour: int
    prices: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """Where venues stand: ISO 3166 country, IANA timezone, ISO 4217 currency."""

    name: str
    country: str
    timezone: str
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hall:
    """`plan` makes the seat plan; `prices` are the usual minor units per category key."""

    name: str
    formats: tuple[str, ...]
    plan: Callable[[], SeatPlan]
    prices: tuple[tuple[str, int], ...]
    turnaround_minutes: int = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Venue:
    """A building of an organization, with its place on the map in degrees (WGS 84)."""

    name: str
    organization: str
    address: str
    city: City
    latitude: float
    longitude: float
    halls: tuple[Hall, ...]
