"""Small plans with boring defaults, and hypothesis strategies for any plan."""

import copy
import string
from collections.abc import Collection
from itertools import count
from typing import Any

from hypothesis import strategies as st

from tessera.venues.plan.model import (
    FORMAT,
    Category,
    Circle,
    Decoration,
    Ellipse,
    Point,
    Polygon,
    Rectangle,
    Row,
    Seat,
    SeatPlan,
    Section,
    StandingArea,
    Table,
    Writing,
)

_SMALL: dict[str, Any] = {
    "format": FORMAT,
    "name": "Small house",
    "categories": [{"key": "near", "name": "Near"}, {"key": "far", "name": "Far"}],
    "sections": [
        {
            "name": "Stalls",
            "rows": [
                {
                    "label": row,
                    "seats": [
                        {"label": str(i + 1), "x": 20 * i, "y": y, "category": category}
                        for i in range(6)
                    ],
                }
                for row, y, category in (("A", 0, "near"), ("B", 22, "near"), ("C", 44, "far"))
            ],
        }
    ],
    "tables": [
        {
            "name": "Table 1",
            "seats": [{"label": "1", "x": 200, "y": 0, "category": "far", "accessible": True}],
            "shape": {"type": "circle", "x": 220, "y": 0, "radius": 10},
        }
    ],
    "areas": [
        {
            "name": "Floor",
            "category": "near",
            "capacity": 10,
            "shape": {"type": "rectangle", "x": 0, "y": 100, "width": 200, "height": 100},
        }
    ],
}


def small_document() -> dict[str, Any]:
    """18 seats in three rows, one seat at a table, a floor of 10; fresh at every call."""
    return copy.deepcopy(_SMALL)


def rows_plan(
    sizes: list[int],
    *,
    restricted: Collection[int] = (),
    accessible: Collection[int] = (),
) -> SeatPlan:
    """Centred rows of the given sizes, 22 units apart, the focus in the middle."""
    rows, places = [], count()
    for number, size in enumerate(sizes):
        seats = tuple(
            Seat(
                str(i + 1),
                x=20.0 * (i - (size - 1) / 2),
                y=22.0 * number,
                category="any",
                restricted_view=(place := next(places)) in restricted,
                accessible=place in accessible,
            )
            for i in range(size)
        )
        rows.append(Row(string.ascii_uppercase[number], seats))
    return SeatPlan(FORMAT, "Rows", (Category("any", "Any"),), (Section("", tuple(rows)),))


coordinates = st.floats(-5000, 5000).map(lambda value: round(value, 2))
degrees = st.floats(-360, 360).map(lambda value: round(value, 1))
lengths = st.floats(0.1, 900).map(lambda value: round(value, 2))
words = st.text("abcdefghijkäöक🎭 -", min_size=1, max_size=12).map(str.strip).filter(bool)
points = st.builds(Point, coordinates, coordinates)
shapes = st.one_of(
    st.builds(Rectangle, coordinates, coordinates, lengths, lengths, degrees),
    st.builds(Circle, coordinates, coordinates, lengths),
    st.builds(Ellipse, coordinates, coordinates, lengths, lengths, degrees),
    st.builds(
        Polygon, coordinates, coordinates, st.lists(points, min_size=3, max_size=5).map(tuple)
    ),
)
writings = st.builds(Writing, words, coordinates, coordinates, lengths)
decorations = st.builds(
    Decoration, kind=st.sampled_from(["stage", "other"]), shape=shapes, writing=st.none() | writings
) | st.builds(Decoration, writing=writings)


@st.composite
def seats_of(draw: st.DrawFn, keys: list[str], most: int = 6) -> tuple[Seat, ...]:
    """Seats with distinct labels."""
    labels = draw(st.lists(words, min_size=1, max_size=most, unique=True))
    return tuple(
        Seat(
            label,
            draw(coordinates),
            draw(coordinates),
            draw(st.sampled_from(keys)),
            radius=draw(st.sampled_from([10.0, 12.5])),
            start=draw(st.sampled_from(["", "<", "<>"])),
        )
        for label in labels
    )


@st.composite
def plans(draw: st.DrawFn) -> SeatPlan:
    """Any plan that `check` accepts, of a few dozen places at most."""
    names = iter(draw(st.lists(words, min_size=9, max_size=9, unique=True)))
    keys = ["one", "two", "three"][: draw(st.integers(1, 3))]
    sections = tuple(
        Section(
            f"{next(names)} s{i}",
            tuple(
                Row(f"{draw(words)} r{j}", draw(seats_of(keys)))
                for j in range(draw(st.integers(1, 3)))
            ),
        )
        for i in range(draw(st.integers(1, 3)))
    )
    tables = tuple(
        Table(f"{next(names)} t", draw(seats_of(keys, 4)), draw(st.none() | shapes))
        for _ in range(draw(st.integers(0, 2)))
    )
    areas = tuple(
        StandingArea(f"{next(names)} a", draw(st.sampled_from(keys)), 7, draw(shapes))
        for _ in range(draw(st.integers(0, 2)))
    )
    return SeatPlan(
        FORMAT,
        draw(words),
        tuple(Category(key, key.title(), "#aabbcc") for key in keys),
        sections,
        tables,
        areas,
        tuple(draw(st.lists(decorations, max_size=2))),
        draw(st.none() | points),
    )
