"""The forms of allotments: from what was typed to commands."""

from typing import Any, TypeVar

import msgspec

from tessera.allotments import rules
from tessera.allotments.model import (
    AllotmentChange,
    AllotmentSale,
    Holder,
    NewAllotment,
)
from tessera.kit.errors import Invalid, Problem
from tessera.kit.versions import typed_version
from tessera.venues.console.forms import Fields, chosen_ids, converted, number
from tessera.venues.plan.compiled import CompiledPlan
from tessera.web.pages import one

Wanted = TypeVar("Wanted", bound=msgspec.Struct)
VALUES = {
    "purpose": "press",
    "name": "",
    "labels": "",
    "quantity": "",
    "category": "",
    "area": "",
    "note": "",
    "release": "",
    "unit": "hours",
    "key_id": "",
}
UNITS = {"minutes": 1, "hours": 60, "days": 1440}


def allotment_wanted(fields: Fields, plan: CompiledPlan) -> NewAllotment:
    """Places by ticking, by name, or so many. Raises `Invalid` with every problem."""
    named, problems = rules.places_named(plan, one(fields, "labels"))
    places = tuple(dict.fromkeys((*chosen_ids(fields.get("place", ())), *named)))
    asked: dict[str, Any] = {
        "purpose": one(fields, "purpose"),
        "name": one(fields, "name").strip(),
        "note": one(fields, "note").strip(),
        "release_minutes": _release(fields, problems),
    }
    if places:
        asked["places"] = places
    elif one(fields, "quantity").strip():
        asked["quantity"] = number(one(fields, "quantity"))
        asked["category"] = one(fields, "category")
        asked["area"] = one(fields, "area")
    elif not problems:
        problems.append(Problem("labels", "choose at least one place"))
        asked["quantity"] = 1
    if key_id := one(fields, "key_id"):
        asked["key_id"] = key_id
    return _all(asked, NewAllotment, problems)


def change_wanted(fields: Fields) -> AllotmentChange:
    """What the form of one says. Raises `Invalid`."""
    problems: list[Problem] = []
    asked: dict[str, Any] = {
        "name": one(fields, "name").strip(),
        "note": one(fields, "note").strip(),
        "release_minutes": _release(fields, problems),
    }
    if version := typed_version(one(fields, "version")):
        asked["version"] = version
    return _all(asked, AllotmentChange, problems)


def sale_wanted(fields: Fields) -> AllotmentSale:
    """Who gets which places, and how. Raises `Invalid`."""
    places = chosen_ids(fields.get("place", ()))
    asked: dict[str, Any] = {
        "how": one(fields, "how"),
        "holder": Holder(one(fields, "buyer.name").strip(), one(fields, "buyer.email").strip()),
    }
    if places:
        asked["places"] = places
    elif one(fields, "quantity").strip():
        asked["quantity"] = number(one(fields, "quantity"))
    else:
        raise Invalid([Problem("places", "choose at least one place")])
    return converted(asked, AllotmentSale)


def _release(fields: Fields, problems: list[Problem]) -> int | None:
    text = one(fields, "release").strip()
    if not text:
        return None
    if not (text.isdecimal() and len(text) < 7):
        problems.append(Problem("release_minutes", "is not a number"))
        return None
    return int(text) * UNITS.get(one(fields, "unit"), 60)


def _all(asked: dict[str, Any], wanted: type[Wanted], problems: list[Problem]) -> Wanted:
    """Everything that is wrong in one answer."""
    try:
        command = converted(asked, wanted)
    except Invalid as error:
        raise Invalid([*problems, *error.problems]) from error
    if problems:
        raise Invalid(problems)
    return command
