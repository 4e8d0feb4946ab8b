"""A hall drawn for pretix as one of ours: absolute coordinates, one label per place."""

import re
from collections.abc import Iterator
from math import fmod
from typing import Literal, cast

from .. import model as ours
from ..bounds import turn
from ..problems import Enough, Problems, parse
from ..read import reader_of
from . import model as theirs
from .faults import note_faults
from .naming import category_keys, clean, row_label, section_names

_read_plan = reader_of(theirs.Plan)
_COLOR = re.compile(r"[#a-zA-Z0-9(),.% -]{0,40}")
_KINDS: dict[str, Literal["stage", "screen", "bar"]] = {
    "stage": "stage", "bühne": "stage", "scène": "stage", "screen": "screen", "bar": "bar",
}  # fmt: skip
_DIGITS = 4
"""Sums of relative positions are rounded to this, so that 0.1 + 0.2 stays 0.3."""


def from_pretix(document: object) -> ours.SeatPlan:
    """A plan from pretix's JSON, as text or parsed.

    Raises `Invalid` with all that is wrong, paths into the pretix document. docs/seat-plan.md
    lists what has no counterpart.
    """
    value = parse(document)
    problems = Problems()
    try:
        plan = _read_plan(value, problems)
        note_faults(plan, problems)
    except Enough:
        pass
    problems.raise_if_any()
    return _convert(plan)


def _convert(plan: theirs.Plan) -> ours.SeatPlan:
    keys = category_keys([category.name for category in plan.categories])
    decorations = [
        made for zone in plan.zones for area in zone.areas if (made := _area(zone, area))
    ]
    return ours.SeatPlan(
        format=ours.FORMAT,
        name=clean(plan.name),
        categories=tuple(
            ours.Category(keys[category.name], clean(category.name), _color(category.color))
            for category in plan.categories
        ),
        sections=tuple(_sections(plan, keys)),
        decorations=tuple(decorations),
        size=ours.Size(float(plan.size.width), float(plan.size.height)),
    )


def _sections(plan: theirs.Plan, keys: dict[str, str]) -> Iterator[ours.Section]:
    for name, zone in zip(section_names(plan), plan.zones, strict=True):
        rows = tuple(
            ours.Row(
                label=row_label(row, number),
                seats=tuple(_seat(zone, row, seat, keys=keys) for seat in row.seats),
                label_at=row.row_number_position or "none",
                spoken=clean(row.row_label or ""),
                seat_spoken=clean(row.seat_label or ""),
            )
            for number, row in enumerate(zone.rows)
            if row.seats
        )
        if rows:
            yield ours.Section(name, rows)


def _seat(
    zone: theirs.Zone, row: theirs.Row, seat: theirs.Seat, *, keys: dict[str, str]
) -> ours.Seat:
    at = _sum(zone.position, row.position, seat.position)
    start = clean(seat.start_direction or "")
    return ours.Seat(
        label=clean(seat.seat_number),
        x=at.x,
        y=at.y,
        category=keys[seat.category],
        radius=seat.radius,
        guid=seat.seat_guid,
        start=cast("Literal['', '<', '>', '<>']", start if start in ("<", ">", "<>") else ""),
    )


def _area(zone: theirs.Zone, area: theirs.Area) -> ours.Decoration | None:
    at = _sum(zone.position, area.position)
    rotation = area.rotation if abs(area.rotation) <= 360 else fmod(area.rotation, 360.0)
    shape, writing = _shape(area, at, rotation), _writing(area, at, rotation)
    if shape is None and writing is None:
        return None
    words = writing.text.lower() if writing else ""
    color, border = _color(area.color), _color(area.border_color)
    return ours.Decoration(_KINDS.get(words, "other"), shape, writing, color, border)


def _shape(area: theirs.Area, at: ours.Point, rotation: float) -> ours.Shape | None:
    if area.shape == "rectangle" and area.rectangle:
        box = area.rectangle
        return ours.Rectangle(at.x, at.y, box.width, box.height, rotation)
    if area.shape == "circle" and area.circle:
        return ours.Circle(at.x, at.y, area.circle.radius)
    if area.shape == "ellipse" and area.ellipse:
        radius = area.ellipse.radius
        return ours.Ellipse(at.x, at.y, abs(radius.x), abs(radius.y), rotation)
    if area.shape == "polygon" and area.polygon:
        points = tuple(ours.Point(point.x, point.y) for point in area.polygon.points)
        return ours.Polygon(at.x, at.y, points, rotation)
    return None


def _writing(area: theirs.Area, at: ours.Point, rotation: float) -> ours.Writing | None:
    """An area's words turn with it, around its position."""
    if area.text is None or not clean(area.text.text):
        return None
    relative = turn(ours.Point(area.text.position.x, area.text.position.y), rotation)
    x, y = round(at.x + relative.x, _DIGITS), round(at.y + relative.y, _DIGITS)
    color = _color(area.text.color)
    return ours.Writing(clean(area.text.text), x, y, area.text.size, color, rotation)


def _sum(*positions: theirs.Position) -> ours.Point:
    x, y = sum(p.x for p in positions), sum(p.y for p in positions)
    return ours.Point(round(x, _DIGITS), round(y, _DIGITS))


def _color(color: str) -> str:
    """A colour as CSS writes it; anything else is no colour."""
    return color.strip() if _COLOR.fullmatch(color.strip()) else ""
