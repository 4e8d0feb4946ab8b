"""A cinema hall: rows × seats, aisles, a gentle curve, price bands from front to back."""

from collections.abc import Sequence

import msgspec

from tessera.kit.errors import Invalid, Problem

from ..model import (
    FORMAT,
    Category,
    Decoration,
    Point,
    Polygon,
    Row,
    Seat,
    SeatPlan,
    Section,
    Writing,
)
from .parts import ROW_PITCH, SEAT_PITCH, row_letters, within

AISLE = 1.3 * SEAT_PITCH
SCREEN_DISTANCE = 110.0
SCREEN_SHARE = 0.86
"""The screen is this much of the width of the rows."""


class Band(msgspec.Struct, frozen=True):
    """`rows` rows of one category, counted from the screen; `space` adds legroom before each."""

    key: str
    name: str
    rows: int
    color: str = ""
    space: float = 0.0


USUAL_BANDS = (
    Band("classic", "Classic", 3, "#7d8ca3"),
    Band("prime", "Prime", 6, "#d9a441"),
    Band("recliner", "Recliner", 3, "#b8405e", space=8.0),
)


def cinema(
    *,
    name: str = "Screen 1",
    rows: int = 12,
    seats_per_row: int = 18,
    aisles: Sequence[int] = (4, 14),
    bands: Sequence[Band] = USUAL_BANDS,
    accessible: int = 2,
    accessible_row: str = "first",
    curve_percent: int = 5,
) -> SeatPlan:
    """A hall with a screen at the top.

    An aisle comes after each seat number of `aisles`. The rows of the `bands` must add up to
    `rows`. `accessible` wheelchair places, each with a companion beside it, stand at the ends of
    the `first` or `last` row. The middle of a row lies `curve_percent` of its width deeper than
    its ends. Raises `Invalid`.
    """
    _check(rows, seats_per_row, aisles, bands, accessible, accessible_row, curve_percent)
    xs = _columns(seats_per_row, aisles)
    special = _special_seats(seats_per_row, accessible)
    special_row = 0 if accessible_row == "first" else rows - 1
    made, y = [], SCREEN_DISTANCE
    for number, band in enumerate(band for each in bands for band in [each] * each.rows):
        y += band.space if number else 0.0
        marks = special if number == special_row else {}
        seats = [
            Seat(
                label=str(seat + 1),
                x=x,
                y=round(y + _bow(x, xs[-1], curve_percent), 1),
                category=band.key,
                accessible=marks.get(seat) == "accessible",
                companion=marks.get(seat) == "companion",
            )
            for seat, x in enumerate(xs)
        ]
        made.append(Row(row_letters(number), tuple(seats)))
        y += ROW_PITCH
    return SeatPlan(
        format=FORMAT,
        name=name,
        categories=tuple(Category(band.key, band.name, band.color) for band in bands),
        sections=(Section("", tuple(made)),),
        decorations=_screen(xs[-1]),
        focus=Point(xs[-1] / 2, round(SCREEN_DISTANCE + (y - SCREEN_DISTANCE) * 2 / 3, 1)),
    )


def _columns(seats: int, aisles: Sequence[int]) -> list[float]:
    """The x of each seat of a row, from 0."""
    xs, x = [], 0.0
    for seat in range(1, seats + 1):
        xs.append(round(x, 1))
        x += SEAT_PITCH + (AISLE if seat in aisles else 0.0)
    return xs


def _bow(x: float, width: float, percent: int) -> float:
    """0 at the ends of a row, most in its middle: a parabola is an arc for the eye."""
    aside = 2 * x / width - 1 if width else 0.0
    return width * percent / 100 * (1 - aside * aside)


def _special_seats(seats: int, accessible: int) -> dict[int, str]:
    """Seat index → mark, in pairs from both ends inwards, the wheelchair on the outer side."""
    marks = {}
    for pair in range(accessible):
        depth = pair // 2 * 2
        outer, inner = (
            (depth, depth + 1) if pair % 2 == 0 else (seats - 1 - depth, seats - 2 - depth)
        )
        marks[outer], marks[inner] = "accessible", "companion"
    return marks


def _screen(width: float) -> tuple[Decoration, ...]:
    """A curved screen across the top, with its name below."""
    half, middle, steps = width * SCREEN_SHARE / 2, width / 2, 12
    far = [Point(half * i / steps, 26.0 * (i / steps) ** 2) for i in range(-steps, steps + 1)]
    near = [Point(p.x * 0.99, p.y + 8.0) for p in reversed(far)]
    points = tuple(Point(round(p.x, 1), round(p.y, 1)) for p in far + near)
    words = Writing("SCREEN", x=middle, y=34.0, size=12.0)
    shape = Polygon(x=middle, y=0.0, points=points)
    return (Decoration("screen", shape=shape, writing=words),)


def _check(
    rows: int,
    seats: int,
    aisles: Sequence[int],
    bands: Sequence[Band],
    accessible: int,
    accessible_row: str,
    curve_percent: int,
) -> None:
    figures = {
        "rows": (rows, 1, 200),
        "seats_per_row": (seats, 1, 200),
        "accessible": (accessible, 0, 100),
        "curve_percent": (curve_percent, 0, 30),
    }
    within(figures | {f"bands[{i}].rows": (band.rows, 1, 200) for i, band in enumerate(bands)})
    problems = [
        Problem(f"aisles[{i}]", f"must come after one of the seats 1 to {seats - 1}")
        for i, aisle in enumerate(aisles)
        if not 1 <= aisle < seats
    ]
    if sum(band.rows for band in bands) != rows:
        total = sum(band.rows for band in bands)
        problems.append(Problem("bands", f"have {total} rows together, the hall has {rows}"))
    if 2 * accessible > seats:
        problems.append(Problem("accessible", "places and their companions do not fit into a row"))
    if accessible_row not in ("first", "last"):
        problems.append(Problem("accessible_row", "must be first or last"))
    if problems:
        raise Invalid(problems)
