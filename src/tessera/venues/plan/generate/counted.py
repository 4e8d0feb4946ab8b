"""A hall by numbers: rows × seats per row, and how many seats of each category, front to back."""

from collections.abc import Iterator, Sequence
from typing import Annotated

import msgspec
from msgspec import Meta

from ..model import Category, Key, Label, Row, SeatPlan, Section
from .cinema import ROWS_MAX, SEATS_PER_ROW_MAX, Band, cinema
from .parts import sound

CATEGORIES_AT_ONCE_MAX = 20


class CategoryCount(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """So many seats of a category, counted from the first seat of the front row."""

    key: Key
    name: Label
    seats: Annotated[int, Meta(ge=1, le=ROWS_MAX * SEATS_PER_ROW_MAX)]
    color: Annotated[str, Meta(pattern="^(#[0-9a-fA-F]{6})?$")] = ""


def counted(
    *,
    name: str,
    rows: int,
    seats_per_row: int,
    categories: Sequence[CategoryCount],
    aisles: Sequence[int] = (),
    accessible: int = 0,
) -> SeatPlan:
    """A hall whose categories take its seats one after the other, a row may have two.

    Rows are A … Z, AA, AB … The counts must add up to the seats. Raises `Invalid`.
    """
    whole = Band("whole", "Whole", rows)
    plain = cinema(
        name=name,
        rows=rows,
        seats_per_row=seats_per_row,
        aisles=aisles,
        bands=(whole,),
        accessible=accessible,
    )
    keys = (count.key for count in categories for _ in range(count.seats))
    [section] = plain.sections
    painted = tuple(_painted(row, keys) for row in section.rows)
    return sound(
        msgspec.structs.replace(
            plain,
            categories=tuple(Category(c.key, c.name, c.color) for c in categories),
            sections=(Section(section.name, painted),),
        )
    )


def _painted(row: Row, keys: Iterator[str]) -> Row:
    seats = tuple(msgspec.structs.replace(seat, category=next(keys)) for seat in row.seats)
    return msgspec.structs.replace(row, seats=seats)
