"""An arena: two rings of numbered blocks around a standing floor, the stage at one end."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import degrees

from ..model import (
    FORMAT,
    Decoration,
    Point,
    Polygon,
    Rectangle,
    Row,
    Seat,
    SeatPlan,
    Section,
    StandingArea,
    Writing,
)
from .parts import categories, on_arc, row_letters, sound, within

FLOOR_HALF_WIDTH, FLOOR_LENGTH = 720, 2240
BESIDE_STAGE = 260
"""The long sides reach this far up beside the stage; who sits there sees it from the side."""
SEAT, ROW, AISLE = 20, 22, 34
RAIL, CONCOURSE = 50, 90
"""From the floor to the first row, and from the last row of one ring to the first of the next."""

CATEGORIES = categories(
    ("floor", "Standing floor", "#b8405e"),
    ("lower-front", "Lower ring, near stage", "#d9a441"),
    ("lower", "Lower ring", "#5a8f7b"),
    ("upper", "Upper ring", "#5b7db1"),
    ("upper-end", "Upper ring, far end", "#7d8ca3"),
)

Spot = Callable[[int, int], Point]
"""(row, seat) → where it is."""


@dataclass(frozen=True, slots=True)
class Block:
    """A block before it has its number: `seats_of[row]` seats in each row."""

    seats_of: tuple[int, ...]
    spot: Spot
    category: str
    near_stage: bool = False


@dataclass(frozen=True, slots=True)
class Ring:
    """A bowl level: how far from the floor it begins, and how its blocks are cut."""

    first_number: int
    inset: int
    rows: int
    side_category: str
    end_category: str
    front_category: str
    corner_blocks: int
    corner_rows: int


def arena(
    *,
    name: str = "Arena",
    standing: int = 3000,
    lower_rows: int = 26,
    upper_rows: int = 27,
    block_seats: int = 16,
) -> SeatPlan:
    """About 18,000 seats by default, blocks 101 … below and 201 … above. Raises `Invalid`."""
    within(
        {
            "standing": (standing, 1, 20_000),
            "lower_rows": (lower_rows, 4, 40),
            "upper_rows": (upper_rows, 4, 60),
            "block_seats": (block_seats, 8, 40),
        }
    )
    second = RAIL + lower_rows * ROW + CONCOURSE
    rings = (
        Ring(101, RAIL, lower_rows, "lower", "lower", "lower-front", 1, lower_rows * 3 // 4),
        Ring(201, second, upper_rows, "upper", "upper-end", "upper", 2, upper_rows * 5 // 9),
    )
    sections = [section for ring in rings for section in _ring(ring, block_seats)]
    floor = Rectangle(-FLOOR_HALF_WIDTH, 0, 2 * FLOOR_HALF_WIDTH, FLOOR_LENGTH)
    plan = SeatPlan(
        format=FORMAT,
        name=name,
        categories=CATEGORIES,
        sections=tuple(sections),
        areas=(StandingArea("Floor", "floor", standing, floor),),
        decorations=_stage(),
        focus=Point(0.0, 420.0),
    )
    return sound(plan)


def _ring(ring: Ring, width: int) -> Iterator[Section]:
    """Blocks in the order of their numbers: down the right side, along the end, up the left."""
    blocks = [
        *_side(ring, width, right=True),
        *_corner(ring, right=True),
        *_end(ring, width),
        *reversed(_corner(ring, right=False)),
        *reversed(_side(ring, width, right=False)),
    ]
    for number, block in enumerate(blocks, start=ring.first_number):
        yield Section(str(number), tuple(_rows(block, wheels=ring.first_number == 101)))


def _rows(block: Block, *, wheels: bool) -> Iterator[Row]:
    last = len(block.seats_of) - 1
    for row, count in enumerate(block.seats_of):
        seats = []
        for seat in range(count):
            at = block.spot(row, seat)
            special = wheels and row == last  # the concourse is level with the last lower row
            seats.append(
                Seat(
                    label=str(seat + 1),
                    x=at.x,
                    y=at.y,
                    category=block.category,
                    accessible=special and seat == 0,
                    companion=special and seat == 1,
                    restricted_view=block.near_stage and not wheels and row > last // 2,
                )
            )
        yield Row(row_letters(row), tuple(seats), label_at="start")


def _cut(length: int, width: int) -> tuple[int, int]:
    """How many blocks of `width` seats fit into a length, and the offset that centres them."""
    count = max(1, (length + AISLE) // (width * SEAT + AISLE))
    return count, (length - count * (width * SEAT + AISLE) + AISLE + SEAT) // 2


def _side(ring: Ring, width: int, *, right: bool) -> list[Block]:
    """Blocks along a long side, from the stage to the end; rows run along the side."""
    count, offset = _cut(FLOOR_LENGTH + BESIDE_STAGE, width)
    sign = 1 if right else -1

    def block(number: int) -> Block:
        top = offset - BESIDE_STAGE + number * (width * SEAT + AISLE)

        def spot(row: int, seat: int) -> Point:
            # Seats are counted clockwise, as the blocks are.
            along = seat if right else width - 1 - seat
            x = sign * (FLOOR_HALF_WIDTH + ring.inset + row * ROW)
            return Point(x, top + along * SEAT)

        category = ring.front_category if 0 < number < 3 else ring.side_category
        return Block((width,) * ring.rows, spot, category, near_stage=number == 0)

    return [block(number) for number in range(count)]


def _end(ring: Ring, width: int) -> list[Block]:
    """Blocks across the far end, from right to left."""
    count, offset = _cut(2 * FLOOR_HALF_WIDTH, width)

    def block(number: int) -> Block:
        start = FLOOR_HALF_WIDTH - offset - number * (width * SEAT + AISLE)

        def spot(row: int, seat: int) -> Point:
            return Point(start - seat * SEAT, FLOOR_LENGTH + ring.inset + row * ROW)

        return Block((width,) * ring.rows, spot, ring.end_category)

    return [block(number) for number in range(count)]


def _corner(ring: Ring, *, right: bool) -> list[Block]:
    """Blocks that fan out around a corner of the floor, from the side to the end."""
    sign = 1 if right else -1
    centre = Point(sign * FLOOR_HALF_WIDTH, FLOOR_LENGTH)
    wedge = 90.0 / ring.corner_blocks

    def block(number: int) -> Block:
        middle = 90.0 - (number + 0.5) * wedge

        def radius(row: int) -> int:
            return ring.inset + row * ROW

        def count(row: int) -> int:
            arc = radius(row) * wedge / degrees(1.0)
            return max(1, int((arc - AISLE) / SEAT))

        def spot(row: int, seat: int) -> Point:
            along = seat if right else count(row) - 1 - seat
            step = degrees(SEAT / radius(row))
            at = on_arc(
                centre, radius(row), sign * (middle - (along - (count(row) - 1) / 2) * step)
            )
            return Point(2.0 * round(at.x / 2), 2.0 * round(at.y / 2))  # 5 cm; smaller on the wire

        seats_of = tuple(count(row) for row in range(ring.corner_rows))
        return Block(seats_of, spot, ring.end_category)

    return [block(number) for number in range(ring.corner_blocks)]


def _stage() -> tuple[Decoration, ...]:
    """The main stage above the floor and a catwalk that reaches into it."""
    stage = Rectangle(-430.0, -330.0, 860.0, 300.0)
    catwalk = Polygon(
        x=0.0,
        y=-30.0,
        points=tuple(
            Point(float(x), float(y))
            for x, y in (
                (-40, 0),
                (40, 0),
                (40, 330),
                (110, 330),
                (110, 430),
                (-110, 430),
                (-110, 330),
                (-40, 330),
            )
        ),
    )
    words = Writing("STAGE", x=0.0, y=-180.0, size=90.0)
    return (Decoration("stage", shape=stage, writing=words), Decoration("stage", shape=catwalk))
