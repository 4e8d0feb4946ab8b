"""The compiled plan: places numbered 0..N-1 and everything known of each, compactly."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import NamedTuple

from .geometry import geometry
from .model import Category, Decoration, Point, Shape, place_label


class Bank(NamedTuple):
    """Seats numbered in one go under one label: a row of a section, or the seats of a table."""

    section: str
    row: str
    first_place: int
    seats: int
    label_at: str
    table: bool


class Run(NamedTuple):
    """Seats side by side without an aisle: places `first` to `end` - 1.

    `near` is the distance from the plan's focus to the nearest of them.
    """

    first: int
    end: int
    near: float


@dataclass(frozen=True, slots=True)
class Area:
    """A standing area as the places `first_place` to `first_place + capacity - 1`."""

    name: str
    category: str
    first_place: int
    capacity: int
    shape: Shape


@dataclass(frozen=True, slots=True)
class PlaceName:
    """What a ticket says of a place. A place of a standing area has neither row nor seat."""

    section: str
    row: str
    seat: str
    label: str


@dataclass(frozen=True, slots=True, eq=False)
class CompiledPlan:
    """What selling needs of a plan. Numbering: seats of sections, then seats at tables, each in
    document order, then every standing area as one range. `xs` and `ys` are plan units and,
    like `seat_labels`, cover the seats only.
    """

    name: str
    capacity: int
    seats: int
    categories: tuple[Category, ...]
    category_of: bytes
    flags: bytes
    banks: tuple[Bank, ...]
    seat_labels: tuple[str, ...]
    xs: array[float]
    ys: array[float]
    radii: array[float]
    areas: tuple[Area, ...]
    table_shapes: tuple[tuple[str, Shape | None], ...]
    decorations: tuple[Decoration, ...]
    focus: Point
    bounds: tuple[float, float, float, float]
    runs: tuple[Run, ...]
    pitch: float
    content_hash: str
    labels: dict[int, str] = field(default_factory=dict, repr=False)

    def place_name(self, place: int) -> PlaceName:
        """Section, row, seat and label of a place. Raises `IndexError` outside 0..capacity-1."""
        if not 0 <= place < self.capacity:
            raise IndexError(place)
        if place >= self.seats:
            name = self.area_of(place).name
            return PlaceName(name, "", "", name)
        bank = self.banks[bisect_right(self.banks, place, key=lambda b: b.first_place) - 1]
        seat = self.seat_labels[place]
        label = place_label(bank.section, bank.row, seat, table=bank.table)
        return PlaceName(bank.section, bank.row, seat, label)

    def label(self, place: int) -> str:
        """The label people read: "Stalls H 12", or "Floor" for a place of a standing area.

        Remembered: an on-sale asks it of each place several times.
        """
        label = self.labels.get(place)
        if label is None:
            label = self.labels[place] = self.place_name(place).label
        return label

    def area_of(self, place: int) -> Area:
        """The standing area that holds `place`, which must not be a seat."""
        return self.areas[bisect_right(self.areas, place, key=lambda a: a.first_place) - 1]

    def geometry(self) -> bytes:
        """The JSON of `GET /seat-plans/{id}` without the `id`; see `geometry.py`."""
        return geometry(self)
