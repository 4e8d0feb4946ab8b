"""One of our halls as pretix's JSON. What pretix cannot say is drawn or left out."""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from math import ceil
from typing import Any
from urllib.parse import quote

import msgspec

from .. import model as ours
from ..bounds import bounds, turn
from . import model as theirs

STANDING_COLOR = "#eeeeee"
_DIGITS = 4


def to_pretix(plan: ours.SeatPlan) -> dict[str, Any]:
    """The document as plain JSON values.

    Every section becomes a zone, all tables one zone with a row per table, standing areas and
    decorations drawn areas: pretix sells standing room without a seat, so their capacity is
    only written on them. Plans that reach above or left of 0, 0 are moved into sight.
    """
    x, y, width, height = bounds(plan)
    at = theirs.Position(float(ceil(max(0.0, -x))), float(ceil(max(0.0, -y))))
    names = {category.key: category.name for category in plan.categories}
    document = theirs.Plan(
        name=plan.name,
        zones=tuple(_zones(plan, names, at)),
        categories=tuple(theirs.Category(c.name, c.color) for c in plan.categories),
        size=theirs.Size(ceil(x + width + at.x), ceil(y + height + at.y)),
    )
    result: dict[str, Any] = msgspec.to_builtins(document)
    return result


def _zones(
    plan: ours.SeatPlan, names: dict[str, str], at: theirs.Position
) -> Iterator[theirs.Zone]:
    for section in plan.sections:
        rows = tuple(
            theirs.Row(
                row_number=row.label,
                seats=_seats(row.seats, names, section.name, row.label),
                row_label=row.spoken or None,
                seat_label=row.seat_spoken or None,
                row_number_position=None if row.label_at == "none" else row.label_at,
            )
            for row in section.rows
        )
        yield theirs.Zone(at, rows, name=section.name, zone_id=section.name)
    if plan.tables:
        yield _table_zone(plan, names, at)
    drawn = (*map(_standing, plan.areas), *_drawings(plan.decorations))
    if drawn:
        yield theirs.Zone(at, (), name="Drawing", zone_id="drawing", areas=drawn)


def _table_zone(plan: ours.SeatPlan, names: dict[str, str], at: theirs.Position) -> theirs.Zone:
    taken = {section.name for section in plan.sections}
    name = "Tables" if "Tables" not in taken else "Tables (2)"
    rows = tuple(
        theirs.Row(table.name, _seats(table.seats, names, name, table.name), row_label=table.name)
        for table in plan.tables
    )
    shapes = (table.shape for table in plan.tables if table.shape)
    return theirs.Zone(at, rows, name=name, zone_id=name, areas=tuple(map(_shape, shapes)))


def _seats(
    seats: Iterable[ours.Seat], names: dict[str, str], *where: str
) -> tuple[theirs.Seat, ...]:
    return tuple(
        theirs.Seat(
            seat_guid=seat.guid or _guid(*where, seat.label),
            seat_number=seat.label,
            position=theirs.Position(seat.x, seat.y),
            category=names[seat.category],
            start_direction=seat.start or None,
            radius=seat.radius,
        )
        for seat in seats
    )


def _guid(*labels: str) -> str:
    """`Stalls/H/12`: unique because labels are, without spaces, the same at every export."""
    guid = "/".join(quote(label, safe="") for label in labels)
    return guid if len(guid) <= ours.GUID_MAX_SIGNS else sha256(guid.encode()).hexdigest()


def _standing(area: ours.StandingArea) -> theirs.Area:
    """The outline with the name and the capacity written in its middle."""
    drawn = _shape(area.shape)
    middle = _middle(area.shape)
    words = theirs.Writing(f"{area.name} ({area.capacity})"[: ours.TEXT_MAX_SIGNS], middle)
    return msgspec.structs.replace(drawn, color=STANDING_COLOR, text=words)


def _middle(shape: ours.Shape) -> theirs.Position:
    """Relative to the shape's position, before it is turned."""
    match shape:
        case ours.Rectangle(width=w, height=h):
            return theirs.Position(w / 2, h / 2)
        case ours.Polygon(points=points):
            xs, ys = [p.x for p in points], [p.y for p in points]
            return theirs.Position((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)
    return theirs.ORIGIN


def _drawings(decorations: Iterable[ours.Decoration]) -> Iterator[theirs.Area]:
    """Shape and words in one area where they turn alike, else in two."""
    for one in decorations:
        shape, words = one.shape, one.writing
        turned = None if shape is None or isinstance(shape, ours.Circle) else shape.rotation
        if shape is not None:
            area = _shape(shape)
            if words and turned in (None, words.rotation):
                area = msgspec.structs.replace(
                    area, rotation=words.rotation, text=_words(words, shape.x, shape.y)
                )
                words = None
            yield msgspec.structs.replace(area, color=one.color, border_color=one.border_color)
        if words:
            at = theirs.Position(words.x, words.y)
            text = _words(words, words.x, words.y)
            yield theirs.Area(position=at, rotation=words.rotation, shape="text", text=text)


def _words(words: ours.Writing, x: float, y: float) -> theirs.Writing:
    """Relative to an area at `x`, `y` that is turned as the words are."""
    relative = turn(ours.Point(words.x - x, words.y - y), -words.rotation)
    at = theirs.Position(round(relative.x, _DIGITS), round(relative.y, _DIGITS))
    return theirs.Writing(words.text, at, words.color, words.size)


def _shape(shape: ours.Shape) -> theirs.Area:
    at = theirs.Position(shape.x, shape.y)
    match shape:
        case ours.Rectangle(width=w, height=h, rotation=r):
            box = theirs.Rectangle(w, h)
            return theirs.Area(position=at, rotation=r, shape="rectangle", rectangle=box)
        case ours.Circle(radius=radius):
            return theirs.Area(position=at, shape="circle", circle=theirs.Circle(radius))
        case ours.Ellipse(radius_x=rx, radius_y=ry, rotation=r):
            oval = theirs.Ellipse(theirs.Position(rx, ry))
            return theirs.Area(position=at, rotation=r, shape="ellipse", ellipse=oval)
        case ours.Polygon(points=points, rotation=r):
            corners = theirs.Polygon(tuple(theirs.Position(p.x, p.y) for p in points))
            return theirs.Area(position=at, rotation=r, shape="polygon", polygon=corners)
