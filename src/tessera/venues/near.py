"""Venues around a spot on the earth, the nearest first."""

from collections.abc import Sequence
from math import asin, cos, degrees, radians, sin
from typing import NamedTuple

import msgspec

from tessera.kit import sql as named
from tessera.kit.database import Tx
from tessera.venues.model import Venue, venue_of

sql = named.beside(__file__)

EARTH_KM = 6371.0088
RADIUS_KM_MAX = 20_100
"""Half of the way around: further away is nothing."""
RADIUS_KM_USUAL = 25.0


class Spot(msgspec.Struct, frozen=True):
    """Somewhere, in degrees, and how far around it in kilometres."""

    latitude: float
    longitude: float
    radius_km: float = RADIUS_KM_USUAL


class Box(NamedTuple):
    """Degrees that hold a circle; `west` may lie beyond -180, or `east` beyond 180."""

    west: float
    south: float
    east: float
    north: float


class VenueNear(msgspec.Struct, frozen=True):
    """A venue and how far away it is."""

    venue: Venue
    km: float


def box_around(spot: Spot) -> Box:
    """The smallest box of degrees around a circle on a sphere; around a pole, every longitude.

    Bronshtein, Semendjajew: where the circle touches its meridians, sin Δλ = sin r / cos φ.
    """
    angle = spot.radius_km / EARTH_KM
    reach = degrees(angle)
    south, north = spot.latitude - reach, spot.latitude + reach
    if south <= -90 or north >= 90:
        return Box(-180.0, max(south, -90.0), 180.0, min(north, 90.0))
    aside = degrees(asin(min(1.0, sin(angle) / cos(radians(spot.latitude)))))
    return Box(spot.longitude - aside, south, spot.longitude + aside, north)


def spans(box: Box) -> tuple[tuple[float, float], tuple[float, float]]:
    """The longitudes of a box as two stretches within -180 … 180; the same one twice where the date
    line is not crossed."""
    if box.west < -180:
        return (-180.0, box.east), (box.west + 360, 180.0)
    if box.east > 180:
        return (box.west, 180.0), (-180.0, box.east - 360)
    return (box.west, box.east), (box.west, box.east)


async def venues_near(
    tx: Tx,
    spot: Spot,
    *,
    city: str | None = None,
    q: str | None = None,
    limit: int,
    offset: int = 0,
) -> Sequence[VenueNear]:
    """Enabled venues within the circle, the nearest first."""
    box = box_around(spot)
    (west, east), (west_too, east_too) = spans(box)
    rows = await tx.fetch(
        sql["near"],
        *(spot.latitude, spot.longitude, spot.radius_km),
        *(west, box.south, east, box.north, west_too, east_too),
        *(city, q, limit, offset),
    )
    return [VenueNear(venue_of(row), round(row["km"], 3)) for row in rows]
