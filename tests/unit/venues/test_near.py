"""Boxes around circles on the earth."""

from math import asin, cos, radians, sin, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.venues.near import EARTH_KM, Spot, box_around, spans

KM_PER_DEGREE = EARTH_KM * radians(1)


def km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Haversine, (latitude, longitude) in degrees."""
    (la, lo), (lb, lp) = a, b
    h = sin(radians(lb - la) / 2) ** 2
    h += cos(radians(la)) * cos(radians(lb)) * sin(radians(lp - lo) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(h)))


def holds(spot: Spot, latitude: float, longitude: float) -> bool:
    """Whether the box, as PostgreSQL looks it up, holds a place."""
    box = box_around(spot)
    inside = any(west <= longitude <= east for west, east in spans(box))
    return box.south <= latitude <= box.north and inside


@given(
    spot=st.builds(
        Spot,
        st.floats(-90, 90),
        st.floats(-180, 180),
        st.floats(0.1, 2_000),
    ),
    latitude=st.floats(-90, 90),
    longitude=st.floats(-180, 180),
)
def test_box_holds_whatever_the_circle_holds(spot: Spot, latitude: float, longitude: float) -> None:
    """No venue inside the circle is left out, at poles and over the date line either."""
    if km((spot.latitude, spot.longitude), (latitude, longitude)) <= spot.radius_km * 0.999_999:
        assert holds(spot, latitude, longitude)


def test_box_is_no_larger_than_it_has_to_be() -> None:
    """At the equator a circle of one degree is a box of two."""
    box = box_around(Spot(0.0, 10.0, KM_PER_DEGREE))

    assert (round(box.west, 6), round(box.south, 6)) == (9.0, -1.0)
    assert (round(box.east, 6), round(box.north, 6)) == (11.0, 1.0)


@pytest.mark.parametrize(
    ("longitude", "wanted"),
    [
        (179.5, ((178.5, 180.0), (-180.0, -179.5))),
        (-179.5, ((-180.0, -178.5), (179.5, 180.0))),
        (0.0, ((-1.0, 1.0), (-1.0, 1.0))),
    ],
)
def test_box_over_the_date_line_is_two_stretches(
    longitude: float, wanted: tuple[tuple[float, float], tuple[float, float]]
) -> None:
    """Both within -180 … 180."""
    found = spans(box_around(Spot(0.0, longitude, KM_PER_DEGREE)))

    assert tuple((round(a, 6), round(b, 6)) for a, b in found) == wanted
