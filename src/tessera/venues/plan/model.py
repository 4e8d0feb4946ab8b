"""The seat-plan format, version 1: what a hall looks like and which places it sells.

Coordinates are absolute plan units: x grows to the right, y grows downwards (away from a screen
at the top). A usual seat is a circle of radius 10, so one unit is about 2.5 cm. Rotations are
degrees clockwise around the thing's own `x`, `y`. docs/seat-plan.md tells the same with an example.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

FORMAT: Literal["tessera-seat-plan/1"] = "tessera-seat-plan/1"

PLACES_MAX = 100_000
CATEGORIES_MAX = 255
"""A compiled plan spends one byte on the category of a place."""
COORDINATE_MAX = 1_000_000
TEXT_MAX_SIGNS = 80
GUID_MAX_SIGNS = 200
ACCESSIBLE, COMPANION, RESTRICTED_VIEW = 1, 2, 4
"""Bits that tell what is special about a place, in a compiled plan."""
PARTS_MAX = 5_000
"""Bound of every list in a document: sections, rows of a section, seats of a row, points …"""

Text = Annotated[str, Meta(max_length=TEXT_MAX_SIGNS, pattern=r"^(\S(.*\S)?)?$")]
Guid = Annotated[str, Meta(max_length=GUID_MAX_SIGNS, pattern=r"^(\S(.*\S)?)?$")]
Label = Annotated[str, Meta(min_length=1, max_length=TEXT_MAX_SIGNS, pattern=r"^\S(.*\S)?$")]
Key = Annotated[str, Meta(max_length=40, pattern=r"^[a-z0-9][a-z0-9_-]*$")]
Color = Annotated[str, Meta(max_length=40, pattern=r"^[#a-zA-Z0-9(),.% -]*$")]
Coordinate = Annotated[float, Meta(ge=-COORDINATE_MAX, le=COORDINATE_MAX)]
Length = Annotated[float, Meta(ge=0, le=COORDINATE_MAX)]
Degrees = Annotated[float, Meta(ge=-360, le=360)]
Capacity = Annotated[int, Meta(ge=1, le=PLACES_MAX)]


class Point(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A spot on the plan."""

    x: Coordinate
    y: Coordinate


class _Shape(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """An outline at `x`, `y`, turned around that point."""

    x: Coordinate
    y: Coordinate


class Rectangle(_Shape, frozen=True, tag="rectangle", tag_field="type"):
    """`x`, `y` is the corner at the top left, before it is turned."""

    width: Length
    height: Length
    rotation: Degrees = 0.0


class Circle(_Shape, frozen=True, tag="circle", tag_field="type"):
    """`x`, `y` is the centre."""

    radius: Length


class Ellipse(_Shape, frozen=True, tag="ellipse", tag_field="type"):
    """`x`, `y` is the centre."""

    radius_x: Length
    radius_y: Length
    rotation: Degrees = 0.0


class Polygon(_Shape, frozen=True, tag="polygon", tag_field="type"):
    """The points are relative to `x`, `y`; the outline closes by itself."""

    points: Annotated[tuple[Point, ...], Meta(min_length=3, max_length=PARTS_MAX)]
    rotation: Degrees = 0.0


Shape = Rectangle | Circle | Ellipse | Polygon


class Category(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a place is priced by. A show names its prices by `key`; people read `name`."""

    key: Key
    name: Label
    color: Color = ""


class Seat(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One place to sit, drawn as a circle around `x`, `y`.

    `guid` and `start` are another program's words for the seat and for where its row is filled
    from; they are kept so that a plan can go back to that program with its identities.
    """

    label: Label
    x: Coordinate
    y: Coordinate
    category: Key
    accessible: bool = False
    companion: bool = False
    restricted_view: bool = False
    radius: Length = 10.0
    guid: Guid = ""
    start: Literal["", "<", ">", "<>"] = ""


class Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Seats that stand side by side, in the order of their standing.

    `spoken` and `seat_spoken` are another program's wordings, such as "Row H" and "Seat %s";
    like a seat's `guid` they are kept for the way back.
    """

    label: Label
    seats: Annotated[tuple[Seat, ...], Meta(max_length=PARTS_MAX)]
    label_at: Literal["none", "start", "end", "both"] = "both"
    spoken: Text = ""
    seat_spoken: Text = ""


class Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A part of the house with rows of its own: stalls, balcony, block 101.

    The only section of a hall may have the empty name: its seats are then simply "H 12".
    Two rows may share a label (left and right of an aisle) if their seats' labels differ.
    """

    name: Text
    rows: Annotated[tuple[Row, ...], Meta(max_length=PARTS_MAX)]


class StandingArea(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Room for `capacity` people without seats; its places are anonymous and alike."""

    name: Label
    category: Key
    capacity: Capacity
    shape: Shape


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A table and the seats around it; each of its seats is a place."""

    name: Label
    seats: Annotated[tuple[Seat, ...], Meta(max_length=PARTS_MAX)]
    shape: Shape | None = None


class Writing(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Words drawn on the plan, centred on `x`, `y`; `size` is the height of the letters."""

    text: Label
    x: Coordinate
    y: Coordinate
    size: Length = 16.0
    color: Color = ""
    rotation: Degrees = 0.0


class Decoration(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is drawn but never sold: the stage, the screen, walls, doors, a bar, words."""

    kind: Literal["stage", "screen", "wall", "door", "bar", "other"] = "other"
    shape: Shape | None = None
    writing: Writing | None = None
    color: Color = ""
    border_color: Color = ""


class Size(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How much of the plan to show, from 0, 0."""

    width: Length
    height: Length


class SeatPlan(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A hall. Without a `size`, a drawing shows all there is; without a `focus`, the best places
    are those nearest to the middle of the seats."""

    format: Literal["tessera-seat-plan/1"]
    name: Label
    categories: Annotated[tuple[Category, ...], Meta(min_length=1, max_length=CATEGORIES_MAX)]
    sections: Annotated[tuple[Section, ...], Meta(max_length=PARTS_MAX)] = ()
    tables: Annotated[tuple[Table, ...], Meta(max_length=PARTS_MAX)] = ()
    areas: Annotated[tuple[StandingArea, ...], Meta(max_length=PARTS_MAX)] = ()
    decorations: Annotated[tuple[Decoration, ...], Meta(max_length=PARTS_MAX)] = ()
    focus: Point | None = None
    size: Size | None = None


def place_label(section: str, row: str, seat: str, *, table: bool = False) -> str:
    """What people call a place: "Stalls H 12", "H 12" in a nameless section, "Table 4 seat 2"."""
    if table:
        return f"{section} seat {seat}"
    return " ".join(part for part in (section, row, seat) if part)
