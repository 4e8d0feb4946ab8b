"""Bring a hall along from another program: whatever the format, a document to go on drawing."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from tessera.venues.plan.check import check
from tessera.venues.plan.exchange import from_csv, from_svg
from tessera.venues.plan.model import Label, SeatPlan
from tessera.venues.plan.pretix import from_pretix
from tessera.venues.plan.problems import parse

TEXT_SIGNS_MAX = 7_000_000


class Brought(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A file as text, and what it is; `json` is our own format or pretix's."""

    format: Literal["json", "pretix", "csv", "svg"]
    text: Annotated[str, Meta(min_length=1, max_length=TEXT_SIGNS_MAX)]
    name: Label = "Hall"


def read_plan(brought: Brought) -> SeatPlan:
    """The plan that a file holds. Raises `Invalid` with all that is wrong."""
    if brought.format == "csv":
        return from_csv(brought.text, name=brought.name)
    if brought.format == "svg":
        return from_svg(brought.text, name=brought.name)
    value = parse(brought.text)
    theirs = isinstance(value, dict) and "zones" in value
    return from_pretix(value) if theirs else check(value)


def document_of_plan(plan: SeatPlan) -> dict[str, Any]:
    """A plan as plain values."""
    document: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(plan))
    return document


def format_of(name: str) -> Literal["json", "csv", "svg"]:
    """What a file's name says of it."""
    ending = name.lower().rpartition(".")[2]
    return "csv" if ending in ("csv", "tsv", "txt") else "svg" if ending == "svg" else "json"
