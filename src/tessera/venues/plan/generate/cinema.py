"""A cinema hall: rows × seats, aisles, a gentle curve, price bands from front to back."""

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from tessera.kit.errors import Problem

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
from .parts import ROW_PITCH, SEAT_PITCH, refuse, row_letters, sound, within

AISLE = 1.3 * SEAT_PITCH
ROWS_MAX = SEATS_PER_ROW_MAX = 200
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
    within(
        {
            "rows": (rows, 1, ROWS_MAX),
            "seats_per_row": (seats_per_row, 1, SEATS_PER_ROW_MAX),
            "accessible": (accessible, 0, SEATS_PER_ROW_MAX // 2),
            "curve_percent": (curve_percent, 0, 30),
        }
    )
    refuse(
        *_aisle_problems(aisles, seats_per_row),
        *_band_problems(bands, rows),
        *_wheel_problems(accessible, seats_per_row, accessible_row),
    )
    xs = _columns(seats_per_row, aisles)
    ys = list(_row_starts(bands))
    wheels = {0 if accessible_row == "first" else rows - 1: _pairs(seats_per_row, accessible)}
    made = [
        _row(n, _bowed(xs, y, curve_percent), category=category, marks=wheels.get(n, {}))
        for n, (y, category) in enumerate(ys)
    ]
    return sound(_plan(name, bands, made, width=xs[-1], depth=ys[-1][0] + ROW_PITCH))


def _plan(
    name: str, bands: Sequence[Band], rows: Sequence[Row], *, width: float, depth: float
) -> SeatPlan:
    back = SCREEN_DISTANCE + (depth - SCREEN_DISTANCE) * 2 / 3
    return SeatPlan(
        format=FORMAT,
        name=name,
        categories=tuple(Category(band.key, band.name, band.color) for band in bands),
        sections=(Section("", tuple(rows)),),
        decorations=_screen(width),
        focus=Point(width / 2, round(back, 1)),
    )


def _row_starts(bands: Sequence[Band]) -> Iterator[tuple[float, str]]:
    """The y of the ends of each row, from the screen on, and its category."""
    y = SCREEN_DISTANCE
    for number, band in enumerate(bands):
        for row in range(band.rows):
            y += band.space if number or row else 0.0
            yield y, band.key
            y += ROW_PITCH


def _row(
    number: int,
    spots: Sequence[tuple[float, float]],
    *,
    category: str,
    marks: Mapping[int, str],
) -> Row:
    seats = [
        Seat(
            label=str(seat + 1),
            x=x,
            y=y,
            category=category,
            accessible=marks.get(seat) == "accessible",
            companion=marks.get(seat) == "companion",
        )
        for seat, (x, y) in enumerate(spots)
    ]
    return Row(row_letters(number), tuple(seats))


def _columns(seats: int, aisles: Sequence[int]) -> list[float]:
    """The x of each seat of a row, from 0."""
    xs, x = [], 0.0
    for seat in range(1, seats + 1):
        xs.append(round(x, 1))
        x += SEAT_PITCH + (AISLE if seat in aisles else 0.0)
    return xs


def _bowed(xs: Sequence[float], y: float, percent: int) -> list[tuple[float, float]]:
    """A row's seats, the ends of the row at `y`."""
    return [(x, round(y + _bow(x, xs[-1], percent), 1)) for x in xs]


def _bow(x: float, width: float, percent: int) -> float:
    """0 at the ends of a row, most in its middle: a parabola is an arc for the eye."""
    aside = 2 * x / width - 1 if width else 0.0
    return width * percent / 100 * (1 - aside * aside)


def _pairs(seats: int, accessible: int) -> dict[int, str]:
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


def _aisle_problems(aisles: Sequence[int], seats: int) -> Iterator[Problem]:
    for i, aisle in enumerate(aisles):
        if not 1 <= aisle < seats:
            yield Problem(f"aisles[{i}]", f"must come after one of the seats 1 to {seats - 1}")


def _band_problems(bands: Sequence[Band], rows: int) -> Iterator[Problem]:
    """Bands must have rows, and add up to those of the hall."""
    for i, band in enumerate(bands):
        if not 1 <= band.rows <= ROWS_MAX:
            yield Problem(f"bands[{i}].rows", f"must be between 1 and {ROWS_MAX}")
    total = sum(band.rows for band in bands)
    if total != rows:
        yield Problem("bands", f"have {total} rows together, the hall has {rows}")


def _wheel_problems(accessible: int, seats: int, row: str) -> Iterator[Problem]:
    if 2 * accessible > seats:
        yield Problem("accessible", "places and their companions do not fit into a row")
    if row not in ("first", "last"):
        yield Problem("accessible_row", "must be first or last")
