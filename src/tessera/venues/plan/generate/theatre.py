"""A theatre: stalls, circle and balcony as fans of concentric arcs, boxes along the sides."""

from collections.abc import Iterable, Iterator
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
    Writing,
)
from .parts import ROW_PITCH, SEAT_PITCH, categories, on_arc, row_letters, sound, within

CENTRE = Point(0.0, -260.0)
"""All arcs are drawn around this point upstage; the stage's edge is at y = 40."""
FIRST_RADIUS = 400.0
CROSSING = 70.0
"""Between two tiers."""
AISLE_DEGREES_AT_FIRST_ROW = 5.0
BOX_SEATS = 4
BOX_DISTANCE = 350.0

CATEGORIES = categories(
    ("premium", "Premium stalls", "#b8405e"),
    ("stalls", "Stalls", "#d9a441"),
    ("circle", "Dress circle", "#5a8f7b"),
    ("balcony", "Balcony", "#5b7db1"),
    ("box", "Box", "#8a63a8"),
)


@dataclass(frozen=True, slots=True)
class Tier:
    """One fan: `half_angle` degrees to each side; the outer `hidden` seats see less."""

    name: str
    category: str
    rows: int
    half_angle: float
    hidden: int
    front_category: str = ""
    front_rows: int = 0


def theatre(
    *,
    name: str = "Main house",
    stalls_rows: int = 16,
    circle_rows: int = 8,
    balcony_rows: int = 6,
    boxes_per_side: int = 3,
    accessible: int = 4,
) -> SeatPlan:
    """A house with a stage at the top; tiers with 0 rows are left out.

    `accessible` places with a companion each stand at the aisles of the last row of the stalls.
    Raises `Invalid`.
    """
    within(
        {
            "stalls_rows": (stalls_rows, 2, 60),
            "circle_rows": (circle_rows, 0, 40),
            "balcony_rows": (balcony_rows, 0, 40),
            "boxes_per_side": (boxes_per_side, 0, 8),
            "accessible": (accessible, 0, 4),
        }
    )
    tiers = _tiers(stalls_rows, circle_rows, balcony_rows)
    sections = list(_fans(tiers, accessible))
    boxes, parapets = _boxes(boxes_per_side)
    sections += boxes
    used = {seat.category for s in sections for row in s.rows for seat in row.seats}
    plan = SeatPlan(
        format=FORMAT,
        name=name,
        categories=tuple(category for category in CATEGORIES if category.key in used),
        sections=tuple(sections),
        decorations=(*_stage(), *parapets),
        focus=on_arc(CENTRE, FIRST_RADIUS + stalls_rows * ROW_PITCH * 0.3, 0.0),
    )
    return sound(plan)


def _tiers(stalls_rows: int, circle_rows: int, balcony_rows: int) -> tuple[Tier, ...]:
    return (
        Tier("Stalls", "stalls", stalls_rows, 34.0, 0, "premium", max(1, stalls_rows // 2)),
        Tier("Circle", "circle", circle_rows, 38.0, 2),
        Tier("Balcony", "balcony", balcony_rows, 40.0, 3),
    )


def _fans(tiers: Iterable[Tier], accessible: int) -> Iterator[Section]:
    """The tiers behind each other; wheelchairs get into the stalls only."""
    radius = FIRST_RADIUS
    for tier in tiers:
        if tier.rows:
            wheels = accessible if tier.name == "Stalls" else 0
            yield Section(tier.name, tuple(_tier_rows(tier, radius, wheels)))
            radius += tier.rows * ROW_PITCH + CROSSING


def _tier_rows(tier: Tier, radius: float, wheels: int) -> Iterator[Row]:
    for number in range(tier.rows):
        front = number < tier.front_rows
        category = tier.front_category if front else tier.category
        last = number == tier.rows - 1
        blocks = _blocks(radius + number * ROW_PITCH, tier.half_angle)
        wheels_here = wheels if last else 0
        yield _row(number, blocks, category=category, hidden=tier.hidden, wheels=wheels_here)


def _blocks(radius: float, half_angle: float) -> list[list[Point]]:
    """Left, centre and right of one row, as points from left to right.

    The aisles keep their width: they take fewer degrees the further out the row is.
    """
    step = degrees(SEAT_PITCH / radius)
    aisle = AISLE_DEGREES_AT_FIRST_ROW * FIRST_RADIUS / radius
    inner = half_angle * 0.47
    centre = _spread(radius, start=-inner + aisle / 2, stop=inner - aisle / 2, step=step)
    right = _spread(radius, start=inner + aisle / 2, stop=half_angle, step=step)
    left = [Point(-p.x, p.y) for p in reversed(right)]
    return [left, centre, right]


def _spread(radius: float, *, start: float, stop: float, step: float) -> list[Point]:
    """As many seats as fit between two angles, `step` degrees each, centred between them."""
    count = int((stop - start) / step) + 1
    first = (start + stop - (count - 1) * step) / 2
    return [on_arc(CENTRE, radius, first + i * step) for i in range(count)]


def _row(number: int, blocks: list[list[Point]], *, category: str, hidden: int, wheels: int) -> Row:
    points = [point for block in blocks for point in block]
    cut_left, cut_right = len(blocks[0]), len(blocks[0]) + len(blocks[1])
    # Beside the aisles: the wheelchair at the aisle, its companion next to it.
    pairs = [(cut_left, cut_left + 1), (cut_right - 1, cut_right - 2)]
    pairs += [(cut_left - 1, cut_left - 2), (cut_right, cut_right + 1)]
    accessible = {wheel for wheel, _ in pairs[:wheels]}
    companions = {friend for _, friend in pairs[:wheels]}
    seats = [
        Seat(
            label=str(i + 1),
            x=point.x,
            y=point.y,
            category=category,
            accessible=i in accessible,
            companion=i in companions,
            restricted_view=i < hidden or i >= len(points) - hidden,
        )
        for i, point in enumerate(points)
    ]
    return Row(row_letters(number), tuple(seats))


def _boxes(per_side: int) -> tuple[list[Section], list[Decoration]]:
    """Boxes along both walls beside the front stalls, two chairs at the rail and two behind."""
    boxes, parapets = [], []
    for number in range(2 * per_side):
        side, depth = -1 if number % 2 == 0 else 1, number // 2
        rail = side * (BOX_DISTANCE + depth * 38.0)
        y = 50.0 + depth * 84.0
        seats = tuple(
            Seat(
                str(i + 1),
                x=rail + side * SEAT_PITCH * (i // 2),
                y=y + SEAT_PITCH * (i % 2),
                category="box",
                restricted_view=i // 2 == 1,
            )
            for i in range(BOX_SEATS)
        )
        boxes.append(Section(f"Box {number + 1}", (Row("1", seats, label_at="none"),)))
        left = min(rail, rail + side * SEAT_PITCH) - 18.0
        shape = Rectangle(left, y - 18.0, SEAT_PITCH + 36.0, SEAT_PITCH + 36.0)
        parapets.append(Decoration("wall", shape=shape, border_color="#8a63a8"))
    return boxes, parapets


def _stage() -> tuple[Decoration, ...]:
    """The stage behind its arch, and an apron that bows towards the house."""
    apron = [on_arc(CENTRE, FIRST_RADIUS - 90.0, 4.0 * i) for i in range(10, -11, -1)]
    y = apron[0].y
    arch = (Point(-320.0, y), Point(-320.0, -130.0), Point(320.0, -130.0), Point(320.0, y))
    words = Writing("STAGE", x=0.0, y=-20.0, size=26.0)
    shape = Polygon(x=0.0, y=0.0, points=(*arch, *apron))
    return (Decoration("stage", shape=shape, writing=words),)
