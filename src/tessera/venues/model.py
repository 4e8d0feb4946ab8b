"""Venues and halls."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from tessera.kit.versions import Version

Name = Annotated[str, Meta(min_length=1, max_length=200)]
City = Annotated[str, Meta(min_length=1, max_length=100)]
Country = Annotated[str, Meta(pattern="^[A-Z]{2}$")]
Address = Annotated[str, Meta(max_length=500)]
Zone = Annotated[str, Meta(min_length=1, max_length=64)]
Formats = Annotated[
    tuple[Annotated[str, Meta(min_length=1, max_length=30)], ...], Meta(min_length=1, max_length=20)
]
Latitude = Annotated[Decimal, Meta(ge=-90, le=90)]
Longitude = Annotated[Decimal, Meta(ge=-180, le=180)]
TurnaroundMinutes = Annotated[int, Meta(ge=0, le=1440)]
About = Annotated[str, Meta(max_length=2000)]


class Amenity(StrEnum):
    """What a venue has for who comes."""

    STEP_FREE = "step_free"
    LIFT = "lift"
    WHEELCHAIR = "wheelchair"
    HEARING_LOOP = "hearing_loop"
    TRANSIT = "transit"
    PARKING = "parking"
    CHARGING = "charging"
    BICYCLES = "bicycles"
    CLOAKROOM = "cloakroom"
    BAR = "bar"
    FOOD = "food"
    BABY_CHANGING = "baby_changing"
    AIR_CONDITIONING = "air_conditioning"
    WIFI = "wifi"


Amenities = Annotated[tuple[Amenity, ...], Meta(max_length=len(Amenity))]


class NewVenue(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A venue to be entered. `timezone` is an IANA name, `country` ISO 3166-1."""

    organization_id: int
    name: Name
    city: City
    country: Country
    timezone: Zone
    address: Address = ""
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    about: About = ""
    amenities: Amenities = ()


class VenueChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What to change; fields left out stay. A `version` that is no longer the venue's is refused.

    A venue that is not enabled is not listed and takes no new shows; those that sell go on.
    """

    name: Name | UnsetType = UNSET
    city: City | UnsetType = UNSET
    country: Country | UnsetType = UNSET
    address: Address | UnsetType = UNSET
    latitude: Decimal | UnsetType | None = UNSET
    longitude: Decimal | UnsetType | None = UNSET
    about: About | UnsetType = UNSET
    amenities: Amenities | UnsetType = UNSET
    enabled: bool | UnsetType = UNSET
    version: Version | UnsetType = UNSET


class NewHall(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A hall to be entered."""

    name: Annotated[str, Meta(min_length=1, max_length=100)]
    formats: Formats = ("2D",)
    seat_plan_id: int | None = None
    turnaround_minutes: TurnaroundMinutes = 15


class HallChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What to change; fields left out stay. A new seat plan is for shows made from now on.
    A `version` that is no longer the hall's is refused."""

    name: Annotated[str, Meta(min_length=1, max_length=100)] | UnsetType = UNSET
    formats: Formats | UnsetType = UNSET
    seat_plan_id: int | UnsetType | None = UNSET
    turnaround_minutes: TurnaroundMinutes | UnsetType = UNSET
    enabled: bool | UnsetType = UNSET
    version: Version | UnsetType = UNSET


class ShownPicture(msgspec.Struct, frozen=True):
    """A picture that everybody may see. `key` names its sizes, `width` and `height` are pixels as
    it was sent, `alt` says what it shows."""

    key: str
    alt: str
    width: int
    height: int


class Venue(msgspec.Struct, frozen=True, kw_only=True):
    """A venue as everybody may read it."""

    id: int
    organization_id: int
    name: str
    address: str
    city: str
    country: str
    timezone: str
    latitude: Decimal | None
    longitude: Decimal | None
    about: str
    amenities: tuple[str, ...]
    enabled: bool
    version: int
    pictures: tuple[ShownPicture, ...] = ()


class Hall(msgspec.Struct, frozen=True, kw_only=True):
    """A hall as everybody may read it."""

    id: int
    venue_id: int
    name: str
    formats: tuple[str, ...]
    seat_plan_id: int | None
    turnaround_minutes: int
    enabled: bool
    version: int


class SeatPlanInfo(msgspec.Struct, frozen=True, kw_only=True):
    """A seat plan without its geometry. Versions of one name follow each other."""

    id: int
    organization_id: int
    name: str
    version: int
    capacity: int
    categories: tuple[str, ...]
    content_hash: str


def venue_of(row: Any) -> Venue:
    """A row of `venues` as a value."""
    fields = {f: row[f] for f in Venue.__struct_fields__}
    pictures = fields["pictures"]
    if isinstance(pictures, str):
        pictures = msgspec.json.decode(pictures)
    return Venue(
        **fields
        | {
            "amenities": tuple(row["amenities"]),
            "pictures": msgspec.convert(pictures, tuple[ShownPicture, ...]),
        }
    )


def hall_of(row: Any) -> Hall:
    """A row of `halls` as a value."""
    return msgspec.convert({f: row[f] for f in Hall.__struct_fields__}, Hall, strict=False)


def seat_plan_of(row: Any) -> SeatPlanInfo:
    """A row of `seat_plans` as a value."""
    fields = {f: row[f] for f in SeatPlanInfo.__struct_fields__}
    return msgspec.convert(fields, SeatPlanInfo, strict=False)
