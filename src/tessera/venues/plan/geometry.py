"""The answer of `GET /seat-plans/{id}`: what a map draws and a list reads, small on the wire."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

import msgspec

from .model import ACCESSIBLE, COMPANION, RESTRICTED_VIEW, place_label

if TYPE_CHECKING:
    from .compiled import Area, Bank, CompiledPlan

USUAL_RADIUS = 10.0
FLAG_FIELDS = tuple(
    "".join(
        f',"{name}":true'
        for bit, name in (
            (ACCESSIBLE, "accessible"),
            (COMPANION, "companion"),
            (RESTRICTED_VIEW, "restricted_view"),
        )
        if flags & bit
    )
    for flags in range(8)
)


def geometry(plan: CompiledPlan) -> bytes:
    """JSON text. Places of standing areas are not listed one by one: `areas` gives their range."""
    head = msgspec.json.encode(
        {
            "name": plan.name,
            "content_hash": plan.content_hash,
            "capacity": plan.capacity,
            "bounds": [_round(value) for value in plan.bounds],
            "focus": {"x": _round(plan.focus.x), "y": _round(plan.focus.y)},
            "categories": plan.categories,
            "sections": list(_sections(plan)),
            "areas": [_area(area) for area in plan.areas],
            "tables": [{"name": name, "shape": shape} for name, shape in plan.table_shapes],
            "decorations": plan.decorations,
        }
    )
    places = ",".join(record for bank in plan.banks for record in _records(plan, bank))
    return head[:-1] + b',"places":[' + places.encode() + b"]}"


def _records(plan: CompiledPlan, bank: Bank) -> Iterator[str]:
    """The seats of one bank, as JSON text made by hand.

    The order of the fields is chosen for gzip, which pays for every break in what repeats: a
    seat's label and the coordinate that runs along the row repeat together from the row before,
    the coordinate that a straight row shares repeats from the seat before. The arena's map is a
    tenth smaller than with the fields in an order of their meaning.
    """
    row, section = _text(bank.row), _text(bank.section)
    keys = [_text(category.key) for category in plan.categories]
    last = bank.first_place + bank.seats - 1
    width = abs(plan.xs[last] - plan.xs[bank.first_place])
    sideways = width < abs(plan.ys[last] - plan.ys[bank.first_place])
    for place in range(bank.first_place, last + 1):
        seat = plan.seat_labels[place]
        label = _text(place_label(bank.section, bank.row, seat, table=bank.table))
        x, y = f'"x":{_round(plan.xs[place])}', f'"y":{_round(plan.ys[place])}'
        along, across = (y, x) if sideways else (x, y)
        radius = plan.radii[place]
        more = FLAG_FIELDS[plan.flags[place]]
        if radius != USUAL_RADIUS:
            more += f',"radius":{_round(radius)}'
        yield (
            f'{{"section":{section},"label":{label},"seat":{_text(seat)},{along},"category":'
            f'{keys[plan.category_of[place]]}{more},{across},"place":{place},"row":{row}}}'
        )


def _sections(plan: CompiledPlan) -> Iterator[dict[str, object]]:
    """Sections with their rows; the places of a section follow each other from `first_place`."""
    for (name, table), group in groupby(plan.banks, key=lambda bank: (bank.section, bank.table)):
        banks = list(group)
        rows = [{"label": b.row, "seats": b.seats, "label_at": b.label_at} for b in banks]
        yield {"name": name, "table": table, "first_place": banks[0].first_place, "rows": rows}


def _area(area: Area) -> dict[str, object]:
    return {
        "name": area.name,
        "category": area.category,
        "first_place": area.first_place,
        "capacity": area.capacity,
        "shape": area.shape,
    }


def _text(value: str) -> str:
    return msgspec.json.encode(value).decode()


def _round(value: float) -> float | int:
    """A tenth of a unit is 2.5 mm; whole numbers lose their `.0`."""
    tenth = round(value, 1)
    return int(tenth) if tenth == int(tenth) else tenth
