"""How much of the plane a plan covers, turned shapes included."""

from collections.abc import Iterator
from math import cos, radians, sin

from .model import Circle, Ellipse, Point, Polygon, Rectangle, Seat, SeatPlan, Shape, Writing


def bounds(plan: SeatPlan) -> tuple[float, float, float, float]:
    """Least x, least y, width and height in plan units: the plan's `size`, or all that is drawn."""
    if plan.size is not None:
        return 0.0, 0.0, plan.size.width, plan.size.height
    corners = list(_corners(plan))
    xs, ys = [corner[0] for corner in corners], [corner[1] for corner in corners]
    return min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)


def turn(point: Point, degrees: float) -> Point:
    """`point` turned clockwise around 0, 0 (clockwise on a screen, where y grows downwards)."""
    c, s = cos(radians(degrees)), sin(radians(degrees))
    return Point(point.x * c - point.y * s, point.x * s + point.y * c)


def outline(shape: Shape) -> list[Point]:
    """Corners of a polygon that encloses the shape, in plan units."""
    match shape:
        case Rectangle(width=w, height=h):
            relative = [Point(0.0, 0.0), Point(w, 0.0), Point(w, h), Point(0.0, h)]
        case Circle(radius=r):
            relative = _box(r, r)
        case Ellipse(radius_x=rx, radius_y=ry):
            relative = _box(rx, ry)
        case Polygon(points=points):
            relative = list(points)
    rotation = 0.0 if isinstance(shape, Circle) else shape.rotation
    turned = [turn(point, rotation) for point in relative]
    return [Point(shape.x + point.x, shape.y + point.y) for point in turned]


def _box(rx: float, ry: float) -> list[Point]:
    return [Point(-rx, -ry), Point(rx, -ry), Point(rx, ry), Point(-rx, ry)]


def _corners(plan: SeatPlan) -> Iterator[tuple[float, float]]:
    for section in plan.sections:
        for row in section.rows:
            yield from _seat_corners(row.seats)
    for table in plan.tables:
        yield from _seat_corners(table.seats)
    shapes = [
        *(area.shape for area in plan.areas),
        *(table.shape for table in plan.tables),
        *(decoration.shape for decoration in plan.decorations),
    ]
    for shape in shapes:
        if shape is not None:
            yield from ((point.x, point.y) for point in outline(shape))
    for decoration in plan.decorations:
        if decoration.writing is not None:
            yield from _writing_corners(decoration.writing)


def _seat_corners(seats: tuple[Seat, ...]) -> Iterator[tuple[float, float]]:
    for seat in seats:
        yield seat.x - seat.radius, seat.y - seat.radius
        yield seat.x + seat.radius, seat.y + seat.radius


def _writing_corners(writing: Writing) -> Iterator[tuple[float, float]]:
    half = 0.3 * writing.size * len(writing.text)  # a letter is about 0.6 as wide as high
    for point in _box(half, writing.size / 2):
        turned = turn(point, writing.rotation)
        yield writing.x + turned.x, writing.y + turned.y
