"""pretix's seating-plan format as its published schema (0.0.1) describes it, with our bounds.

Positions are relative: a row's to its zone, a seat's to its row, an area's to its zone, an area's
words to the area. Rotations are degrees clockwise around the area's position. `uuid` and
`zone_id` are read and not kept: nothing but pretix's editor refers to them.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from ..model import CATEGORIES_MAX, COORDINATE_MAX, GUID_MAX_SIGNS, PARTS_MAX, TEXT_MAX_SIGNS

# Zone, row and seat add up, and so do the parts of an area; their sum stays within our bound.
Number = Annotated[float, Meta(ge=-COORDINATE_MAX / 4, le=COORDINATE_MAX / 4)]
Length = Annotated[float, Meta(ge=0, le=COORDINATE_MAX / 4)]
Pixels = Annotated[int, Meta(ge=0, le=COORDINATE_MAX)]
Words = Annotated[str, Meta(max_length=TEXT_MAX_SIGNS)]
Label = Annotated[str, Meta(min_length=1, max_length=TEXT_MAX_SIGNS)]
Guid = Annotated[str, Meta(min_length=2, max_length=GUID_MAX_SIGNS, pattern=r"^[^ ].*[^ ]$")]


class _Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """pretix's schema allows no field beyond its own."""


class Position(_Strict, frozen=True):
    """Relative to what holds it."""

    x: Number
    y: Number


ORIGIN = Position(0.0, 0.0)


class Category(_Strict, frozen=True):
    name: Label
    color: Words = ""


class Seat(_Strict, frozen=True):
    seat_guid: Guid
    seat_number: Label
    position: Position
    category: Words
    uuid: Words = ""
    start_direction: Words | None = None
    radius: Length = 10.0


class Row(_Strict, frozen=True):
    """`seat_label` may hold `%s` for the seat's number."""

    row_number: Words
    seats: Annotated[tuple[Seat, ...], Meta(max_length=PARTS_MAX)]
    row_label: Words | None = None
    seat_label: Words | None = None
    uuid: Words = ""
    row_number_position: Literal["start", "end", "both"] | None = None
    position: Position = ORIGIN


class Polygon(_Strict, frozen=True):
    points: Annotated[tuple[Position, ...], Meta(min_length=3, max_length=PARTS_MAX)]


class Rectangle(_Strict, frozen=True):
    width: Length
    height: Length


class Ellipse(_Strict, frozen=True):
    radius: Position


class Circle(_Strict, frozen=True):
    radius: Length


class Writing(_Strict, frozen=True):
    text: Words
    position: Position
    color: Words = ""
    size: Length = 16.0


class Area(_Strict, frozen=True):
    """Anything drawn that is no seat; `shape` says which of the five descriptions counts."""

    color: Words = ""
    border_color: Words = ""
    rotation: Number = 0.0
    position: Position = ORIGIN
    uuid: Words = ""
    shape: Literal["polygon", "rectangle", "ellipse", "circle", "text"] | None = None
    polygon: Polygon | None = None
    rectangle: Rectangle | None = None
    ellipse: Ellipse | None = None
    circle: Circle | None = None
    text: Writing | None = None


class Zone(_Strict, frozen=True):
    position: Position
    rows: Annotated[tuple[Row, ...], Meta(max_length=PARTS_MAX)]
    name: Words = ""
    zone_id: Words = ""
    uuid: Words = ""
    areas: Annotated[tuple[Area, ...], Meta(max_length=PARTS_MAX)] = ()


class Size(_Strict, frozen=True):
    width: Pixels
    height: Pixels


class Plan(_Strict, frozen=True):
    name: Label
    zones: Annotated[tuple[Zone, ...], Meta(max_length=PARTS_MAX)]
    categories: Annotated[tuple[Category, ...], Meta(max_length=CATEGORIES_MAX)]
    size: Size
