"""Restaurants, streaming titles, subscription plans."""

from datetime import date
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

TOP_MAX = 10
TRENDING_MAX = 20
NEW_MAX, NEW_DAYS = 20, 30
RECOMMENDED_MAX, RECOMMENDED_TENTHS = 15, 70

Name = Annotated[str, Meta(min_length=1, max_length=200)]
Line = Annotated[str, Meta(max_length=200)]
City = Annotated[str, Meta(min_length=1, max_length=100)]
Text = Annotated[str, Meta(max_length=5000)]
Address = Annotated[str, Meta(max_length=500, pattern=r"^(https://[^\s]+)?$")]
Words = Annotated[
    tuple[Annotated[str, Meta(min_length=1, max_length=60)], ...], Meta(max_length=20)
]
Tenths = Annotated[int, Meta(ge=0, le=100)]
Latitude = Annotated[float, Meta(ge=-90, le=90)]
Longitude = Annotated[float, Meta(ge=-180, le=180)]
Currency = Annotated[str, Meta(pattern="^[A-Z]{3}$")]
Amount = Annotated[int, Meta(ge=0, le=10**12)]
Months = Annotated[int, Meta(ge=1, le=36)]


class StreamingType(StrEnum):
    """What is streamed."""

    MOVIE = "movie"
    SERIES = "series"
    DOCUMENTARY = "documentary"
    SHOW = "show"


class GuideRefusal(StrEnum):
    """Why an entry stays as it is."""

    CHANGED_MEANWHILE = "changed_meanwhile"
    NAME_TAKEN = "name_taken"


class Offer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a restaurant offers; after `until` it is shown no more."""

    name: Name
    details: Line = ""
    until: date | None = None


Offers = Annotated[tuple[Offer, ...], Meta(max_length=20)]


class NewRestaurant(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A restaurant to be entered."""

    name: Name
    city: City
    address: Line = ""
    cuisines: Words = ()
    rating_tenths: Tenths | None = None
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    phone: Line = ""
    url: Address = ""
    overview: Text = ""
    offers: Offers = ()
    enabled: bool = True


class RestaurantChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What to change; fields left out stay."""

    version: int | UnsetType = UNSET
    name: Name | UnsetType = UNSET
    city: City | UnsetType = UNSET
    address: Line | UnsetType = UNSET
    cuisines: Words | UnsetType = UNSET
    rating_tenths: Tenths | UnsetType | None = UNSET
    latitude: Latitude | UnsetType | None = UNSET
    longitude: Longitude | UnsetType | None = UNSET
    phone: Line | UnsetType = UNSET
    url: Address | UnsetType = UNSET
    overview: Text | UnsetType = UNSET
    offers: Offers | UnsetType = UNSET
    enabled: bool | UnsetType = UNSET


class Restaurant(NewRestaurant, frozen=True, kw_only=True):
    """A restaurant as everybody may read it."""

    id: int
    version: int


class NewStreaming(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A title that is streamed, to be entered."""

    name: Name
    type: StreamingType
    platform: City
    added_on: date
    genres: Words = ()
    languages: Words = ()
    rating_tenths: Tenths | None = None
    url: Address = ""
    overview: Text = ""
    enabled: bool = True


class StreamingChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What to change; fields left out stay."""

    version: int | UnsetType = UNSET
    name: Name | UnsetType = UNSET
    type: StreamingType | UnsetType = UNSET
    platform: City | UnsetType = UNSET
    added_on: date | UnsetType = UNSET
    genres: Words | UnsetType = UNSET
    languages: Words | UnsetType = UNSET
    rating_tenths: Tenths | UnsetType | None = UNSET
    url: Address | UnsetType = UNSET
    overview: Text | UnsetType = UNSET
    enabled: bool | UnsetType = UNSET


class Streaming(NewStreaming, frozen=True, kw_only=True):
    """A streamed title as everybody may read it."""

    id: int
    version: int


class NewPlan(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A subscription of a platform: what it costs for so many months, in minor units."""

    platform: City
    name: City
    amount: Amount
    currency: Currency
    months: Months = 1
    features: Line = ""


class PlanChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What to change; fields left out stay."""

    version: int | UnsetType = UNSET
    platform: City | UnsetType = UNSET
    name: City | UnsetType = UNSET
    amount: Amount | UnsetType = UNSET
    currency: Currency | UnsetType = UNSET
    months: Months | UnsetType = UNSET
    features: Line | UnsetType = UNSET


class Plan(NewPlan, frozen=True, kw_only=True):
    """A subscription as everybody may read it."""

    id: int
    version: int


class GuideList(StrEnum):
    """Lists that people know by name."""

    TOP = "top"
    TRENDING = "trending"
    NEW = "new"
    RECOMMENDED = "recommended"


class WantedRestaurants(msgspec.Struct, frozen=True, kw_only=True):
    """Which restaurants; all that is given must hold. `venue_id` puts the nearest first."""

    q: str = ""
    city: str = ""
    cuisine: str = ""
    rating_min: int = 0
    venue_id: int | None = None
    top: bool = False
    everything: bool = False


class WantedStreaming(msgspec.Struct, frozen=True, kw_only=True):
    """Which streamed titles; all that is given must hold."""

    q: str = ""
    platform: str = ""
    genre: str = ""
    language: str = ""
    type: str = ""
    listed: GuideList | None = None
    everything: bool = False


class Near(msgspec.Struct, frozen=True):
    """A restaurant, and how far it is from the venue that was asked about, in kilometres."""

    restaurant: Restaurant
    km: float | None = None


class Advised(msgspec.Struct, frozen=True):
    """A streamed title, and in one word why it is shown: the genre that fits, and whether that was
    `booked` or `looked_at`."""

    streaming: Streaming
    genre: str = ""
    because: str = ""
