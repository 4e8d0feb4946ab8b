"""Names that pretix leaves open: empty ones, shared ones, names where we need keys."""

import re
import unicodedata

from ..model import TEXT_MAX_SIGNS
from ..problems import CONTROL
from . import model as theirs


def clean(text: str) -> str:
    """Line breaks and control characters as spaces, and no spaces at the ends."""
    return CONTROL.sub(" ", text).strip()


def category_keys(names: list[str]) -> dict[str, str]:
    """A key of our kind for every category name: "Première loge" becomes `premiere-loge`."""
    keys: dict[str, str] = {}
    for name in names:
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
        stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:30].strip("-") or "category"
        keys[name] = _unused(stem, set(keys.values()), "{}-{}")
    return keys


def section_names(plan: theirs.Plan) -> list[str]:
    """One name per zone: its own, numbered where it has none or another zone has the same."""
    seated = [zone for zone in plan.zones if any(row.seats for row in zone.rows)]
    names: list[str] = []
    for number, zone in enumerate(plan.zones, start=1):
        name = clean(zone.name)
        if name or len(seated) > 1:
            name = _unused(name or f"Zone {number}", set(names), "{} ({})")
        names.append(name)
    return names


def row_label(row: theirs.Row, number: int) -> str:
    """What the row is called: its number, else its words, else its place in the zone."""
    return clean(row.row_number) or clean(row.row_label or "") or str(number + 1)


def _unused(stem: str, used: set[str], pattern: str) -> str:
    name, number = stem, 2
    while name in used:
        name, number = pattern.format(stem[: TEXT_MAX_SIGNS - 8].strip(), number), number + 1
    return name
