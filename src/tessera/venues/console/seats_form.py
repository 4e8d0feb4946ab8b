"""The form of a hall's seats by numbers."""

import re
from collections.abc import Mapping

from tessera.kit.errors import Invalid, Problem
from tessera.venues.console.forms import Fields, converted, number
from tessera.venues.seats import SeatsWanted
from tessera.web.pages import one
from tessera.web.views.venues import CategoryField, SeatsForm

LINES = 5
USUAL = (CategoryField("Regular", "120"), CategoryField("Premium", "60"))
VALUES = {"rows": "10", "seats_per_row": "18", "aisles": "", "accessible": "2"}


def seats_wanted(fields: Fields) -> SeatsWanted:
    """What the form asks for. Raises `Invalid`."""
    categories = [
        {"key": key_of(line.name, n), "name": line.name, "seats": number(line.seats)}
        for n, line in enumerate(_lines(fields))
    ]
    if not categories:
        raise Invalid([Problem("categories", "name at least one")])
    aisles = [number(text) for text in re.split(r"[\s,;]+", one(fields, "aisles")) if text]
    asked = {
        "rows": number(one(fields, "rows")),
        "seats_per_row": number(one(fields, "seats_per_row")),
        "accessible": number(one(fields, "accessible") or "0"),
        "aisles": aisles,
        "categories": categories,
    }
    return converted(asked, SeatsWanted)


def seats_form(fields: Fields, *, action: str, problems: Mapping[str, str]) -> SeatsForm:
    """The form as it was typed, else a usual hall of 180."""
    lines = _lines(fields) if fields else USUAL
    blank = (CategoryField(),) * max(0, LINES - len(lines))
    by_field = {
        path.partition("[")[0]: message for path, message in reversed(list(problems.items()))
    }
    return SeatsForm(
        action=action,
        values={name: one(fields, name) for name in VALUES} if fields else VALUES,
        categories=(*lines, *blank),
        problems=by_field,
    )


def key_of(name: str, n: int) -> str:
    """A category's key made from its name."""
    key = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40].strip("-")
    return key or f"category-{n + 1}"


def _lines(fields: Fields) -> tuple[CategoryField, ...]:
    pairs = zip(fields.get("category", ()), fields.get("seats", ()), strict=False)
    return tuple(
        CategoryField(name.strip(), seats.strip())
        for name, seats in pairs
        if name.strip() or seats.strip()
    )
