"""The JSON Schema of the seat-plan format, derived from the model that reads it.

`python -m tessera.venues.plan.schema > docs/seat-plan.schema.json` writes the published file.
What a schema cannot say (labels that stand twice, unknown categories, at most 100,000 places)
only `check` finds.
"""

import inspect
import json
import sys
from typing import Any

import msgspec

from .model import SeatPlan

TITLE = "Tessera seat plan, version 1"

FIELDS = {
    "SeatPlan.format": "The version of the format.",
    "SeatPlan.name": "What the hall's plan is called.",
    "SeatPlan.categories": "What places are priced by.",
    "SeatPlan.sections": "Parts of the house with rows; their seats are numbered first.",
    "SeatPlan.tables": "Tables with seats around them; numbered after the rows.",
    "SeatPlan.areas": "Standing areas; each is one range of numbers after the seats.",
    "SeatPlan.decorations": "What is drawn and not sold.",
    "SeatPlan.focus": "The best places are those nearest to this point.",
    "SeatPlan.size": "How much of the plan to show, from 0, 0; without it, all there is.",
    "Category.key": "The name by which shows set prices; lower-case letters, digits, - and _.",
    "Category.name": "What people read.",
    "Category.color": "A CSS colour for drawings.",
    "Section.name": "Unique among sections, tables and areas. Empty only in a hall of one section.",
    "Section.rows": "From front to back.",
    "Row.label": "What the row is called: A, B … or 1, 2 …",
    "Row.seats": "In the order of their standing; a gap of 1.5 usual distances is an aisle.",
    "Row.label_at": "Where a drawing writes the row's label.",
    "Row.spoken": "Another program's words for the row, kept for the way back.",
    "Row.seat_spoken": "Another program's words for a seat, %s being its label.",
    "Seat.label": "Unique within its row and section, or at its table.",
    "Seat.x": "Plan units, to the right.",
    "Seat.y": "Plan units, downwards.",
    "Seat.category": "The key of a category.",
    "Seat.accessible": "A place for a wheelchair.",
    "Seat.companion": "A place beside an accessible one, for who comes along.",
    "Seat.restricted_view": "Part of the stage or screen cannot be seen from here.",
    "Seat.radius": "The size of the circle that is drawn.",
    "Seat.guid": "Another program's identity of the seat, kept for the way back.",
    "Seat.start": "From which side another program fills the row.",
    "StandingArea.name": "Unique among sections, tables and areas; the label of its places.",
    "StandingArea.category": "The key of a category.",
    "StandingArea.capacity": "How many people may stand here: as many places are sold.",
    "StandingArea.shape": "The outline.",
    "Table.name": "Unique among sections, tables and areas.",
    "Table.seats": "The seats around the table.",
    "Table.shape": "The outline of the table top.",
    "Writing.text": "One line.",
    "Writing.size": "Height of the letters in plan units.",
    "Decoration.kind": "What it is; a map may draw a stage differently from a wall.",
    "Decoration.shape": "The outline, if it has one.",
    "Decoration.writing": "The words, if it has any.",
    "Polygon.points": "Corners relative to x, y; the outline closes by itself.",
}
"""What each field means; fields that name themselves are left out."""


def json_schema() -> dict[str, Any]:
    """JSON Schema 2020-12 as plain values, a description on every type and most fields."""
    derived = msgspec.json.schema(SeatPlan)
    kinds: dict[str, Any] = derived["$defs"]
    for kind in kinds.values():
        kind["description"] = inspect.cleandoc(kind["description"])
    for path, words in FIELDS.items():
        kind, field = path.split(".")
        kinds[kind]["properties"][field]["description"] = words
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": TITLE,
        "description": inspect.cleandoc(sys.modules[SeatPlan.__module__].__doc__ or ""),
    }
    return head | derived


def schema_text() -> str:
    """The published file, to the byte."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.stdout.write(schema_text())
