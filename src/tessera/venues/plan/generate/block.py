"""A block of rows by numbers, for plans that are put together from several.

`ui/static/js/plan-make.js` does the same while somebody draws.
"""

import re
from collections.abc import Sequence
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from ..model import Coordinate, Key, Row, Seat, Text
from .cinema import AISLE, ROWS_MAX, SEATS_PER_ROW_MAX
from .parts import LETTERS, ROW_PITCH, SEAT_PITCH, row_letters

Scheme = Literal["left", "right", "odd_even", "continental"]


class Block(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Rows × seats with the first seat at `x`, `y`. An aisle comes after each seat of `aisles`; the
    middle of a row lies `curve` percent of its width deeper than its ends."""

    rows: Annotated[int, Meta(ge=1, le=ROWS_MAX)]
    seats: Annotated[int, Meta(ge=1, le=SEATS_PER_ROW_MAX)]
    category: Key
    section: Text = ""
    first: Annotated[str, Meta(max_length=20)] = "A"
    scheme: Scheme = "left"
    aisles: Annotated[tuple[int, ...], Meta(max_length=50)] = ()
    curve: Annotated[float, Meta(ge=-50, le=50)] = 0.0
    x: Coordinate = 0.0
    y: Coordinate = 0.0


def rows_of(block: Block) -> list[Row]:
    """The rows of a block, front to back."""
    numbers = seat_numbers(block.seats, block.scheme)
    xs = [block.x]
    for seat in range(1, block.seats):
        xs.append(xs[-1] + SEAT_PITCH + (AISLE if seat in block.aisles else 0.0))
    width = xs[-1] - xs[0]
    rows = []
    for r in range(block.rows):
        y = block.y + r * ROW_PITCH
        seats = tuple(
            Seat(
                label=str(number),
                x=round(x, 1),
                y=round(y + _bow(x - block.x, width, block.curve), 1),
                category=block.category,
            )
            for x, number in zip(xs, numbers, strict=True)
        )
        rows.append(Row(label_after(block.first, r), seats))
    return rows


def seat_numbers(seats: int, scheme: Scheme, start: int = 1) -> list[int]:
    """Numbers from left to right. `odd_even` counts from the middle: … 5 3 1 2 4 6 …"""
    if scheme == "right":
        return list(range(start + seats - 1, start - 1, -1))
    if scheme == "odd_even":
        left = (seats + 1) // 2
        odds = [2 * (left - i) - 1 for i in range(left)]
        evens = [2 * (i + 1) for i in range(seats - left)]
        return [number + start - 1 for number in odds + evens]
    return list(range(start, start + seats))


def label_after(first: str, n: int) -> str:
    """The label that is `n` after `first`: C two after A, 13 one after 12, AA one after Z."""
    if first.isdecimal():
        return str(int(first) + n)
    if not re.fullmatch("[A-Z]+", first):
        return f"{first} {n + 1}" if n else first
    number = 0
    for sign in first:
        number = number * len(LETTERS) + LETTERS.index(sign) + 1
    return row_letters(number - 1 + n)


def next_label(rows: Sequence[Row]) -> str:
    """What the next row of a section is called."""
    return label_after(rows[-1].label, 1) if rows else "A"


def _bow(along: float, width: float, percent: float) -> float:
    t = along / width if width else 0.0
    return width * percent / 100 * 4 * t * (1 - t)
