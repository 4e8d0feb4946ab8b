"""The forms of drafts: beginning one, and adding a block by numbers."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from tessera.kit.errors import Invalid, Problem
from tessera.venues.console.forms import Fields, converted, number
from tessera.venues.drafts.bring import Brought, document_of_plan, format_of, read_plan
from tessera.venues.drafts.model import NewDraft
from tessera.venues.plan.generate.arena import arena
from tessera.venues.plan.generate.block import Block, label_after, rows_of
from tessera.venues.plan.generate.cinema import cinema
from tessera.venues.plan.generate.club import club
from tessera.venues.plan.generate.theatre import theatre
from tessera.venues.plan.model import SeatPlan
from tessera.web.pages import one
from tessera.web.present import N_

GENERATED: Mapping[str, tuple[str, Callable[..., SeatPlan]]] = {
    "cinema": (N_("A cinema of 216"), cinema),
    "theatre": (N_("A theatre with circle and balcony"), theatre),
    "arena": (N_("An arena of 21,000"), arena),
    "club": (N_("A club with tables and standing room"), club),
}
BLOCK_FIELDS = ("section", "first", "rows", "seats", "aisles", "curve", "scheme", "x", "y")
BLOCK_USUAL = {
    "section": "",
    "first": "",
    "rows": "10",
    "seats": "20",
    "aisles": "",
    "curve": "0",
    "scheme": "left",
    "x": "0",
    "y": "0",
}


def begun(fields: Fields) -> NewDraft:
    """The draft that the form begins. Raises `Invalid`."""
    name, start = one(fields, "name").strip(), one(fields, "start")
    hall = one(fields, "hall_id")
    asked: dict[str, Any] = {"name": name, "hall_id": number(hall) if hall else None}
    if text := one(fields, "text").strip():
        kind = one(fields, "format") or format_of("." + _guess(text))
        brought = {"format": kind, "text": text, "name": name or "Hall"}
        asked["document"] = document_of_plan(read_plan(converted(brought, Brought)))
    elif start in GENERATED:
        plan = GENERATED[start][1](name=name or "Hall")
        asked["document"] = document_of_plan(plan)
    elif start.isdecimal() and len(start) < 16:
        asked["seat_plan_id"] = int(start)
    return converted(asked, NewDraft)


def block_wanted(fields: Fields) -> Block:
    """The block that the form asks for; `first` may be empty: the section goes on. Raises
    `Invalid`."""
    asked: dict[str, Any] = {name: one(fields, name).strip() for name in BLOCK_FIELDS}
    for name in ("rows", "seats", "x", "y", "curve"):
        asked[name] = _decimal(asked[name], name)
    for name in ("rows", "seats"):
        if asked[name] == int(asked[name]):
            asked[name] = int(asked[name])
    aisles = asked["aisles"].replace(",", " ").split()
    if not all(text.isdecimal() and len(text) < 6 for text in aisles):
        raise Invalid([Problem("aisles", "is not a whole number")])
    asked["aisles"] = [int(text) for text in aisles]
    return converted(asked | {"category": one(fields, "category")}, Block)


def with_block(text: str, block: Block) -> dict[str, Any]:
    """A document with the rows of a block at the end of its section."""
    document: dict[str, Any] = msgspec.json.decode(text)
    sections = document.setdefault("sections", [])
    section = next((s for s in sections if s.get("name") == block.section), None)
    if section is None:
        section = {"name": block.section, "rows": []}
        sections.append(section)
    rows = section["rows"]
    first = block.first or (label_after(rows[-1]["label"], 1) if rows else "A")
    made = rows_of(msgspec.structs.replace(block, first=first))
    rows += msgspec.json.decode(msgspec.json.encode(made))
    return document


def _decimal(text: str, name: str) -> float:
    try:
        return float(text.replace(",", ".") or 0)
    except ValueError:
        raise Invalid([Problem(name, "is not a number")]) from None


def _guess(text: str) -> str:
    if text.startswith("{"):
        return "json"
    return "svg" if text.startswith("<") else "csv"
