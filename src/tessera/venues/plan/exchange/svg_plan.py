"""A hall from a drawing (SVG 1.1): circles, ellipses and small squares are seats.

What our own drawings say in `data-section`, `data-row`, `data-seat`, `data-category` and
`data-flags` is taken at its word. Elsewhere a group's `id` or `inkscape:label` names the section,
seats whose centres share a height make a row, and those of one colour a category. Transforms of
groups are followed; paths and words are not seats.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from statistics import median
from typing import Any

from tessera.kit.errors import Invalid, Problem

from ..check import check
from ..generate.parts import row_letters
from ..model import FORMAT, SeatPlan
from .naming import Keys
from .transforms import IDENTITY, Matrix, apply, matrix_of, scale_of, times

SEATS_MAX = 100_000
DEPTH_MAX = 50
USUAL_RADIUS = 10.0
SQUARE_MOST = 1.6
"""A rectangle longer than this many times its height is no seat."""
SHAPES = ("circle", "ellipse", "rect")
GROUPS = ("svg", "g", "a")
UNDRAWN = ("defs", "symbol", "clippath", "mask", "pattern", "marker")
Element = Mapping[str, str]
PAINT = re.compile(r"fill\s*:\s*([^;]+)")


@dataclass(frozen=True)
class Spot:
    """A seat as it is drawn."""

    x: float
    y: float
    radius: float
    section: str
    colour: str
    told: Mapping[str, str]


def from_svg(text: str, *, name: str) -> SeatPlan:
    """A plan from a drawing. Raises `Invalid` where it draws no seats."""
    drawing = _Drawing()
    drawing.feed(text)
    spots = _alike(drawing.spots)
    if not spots:
        raise Invalid([Problem("", "draws no circles or squares that could be seats")])
    return check(_document(spots, name))


class _Drawing(HTMLParser):
    """Reads elements one after the other, and nothing else: no entity of a document's own, no other
    file. A drawing that is cut off is what was there of it."""

    def __init__(self) -> None:
        super().__init__()
        self.spots: list[Spot] = []
        self._open: list[tuple[str, Matrix, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Groups go deeper; shapes may be seats."""
        element = {key: value or "" for key, value in attrs}
        self._meet(tag, element)
        if tag in (*GROUPS, *UNDRAWN):
            if len(self._open) >= DEPTH_MAX:
                raise Invalid([Problem("", f"is nested deeper than {DEPTH_MAX} groups")])
            self._open.append((tag, *self._inside(tag, element)))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element with nothing inside."""
        self._meet(tag, {key: value or "" for key, value in attrs})

    def handle_endtag(self, tag: str) -> None:
        """Back out of a group."""
        for n in range(len(self._open) - 1, -1, -1):
            if self._open[n][0] == tag:
                del self._open[n:]
                return

    @property
    def _here(self) -> tuple[Matrix, str]:
        return self._open[-1][1:] if self._open else (IDENTITY, "")

    def _inside(self, tag: str, element: Element) -> tuple[Matrix, str]:
        above, section = self._here
        named = element.get("inkscape:label") or element.get("id", "") if tag == "g" else ""
        matrix = times(above, matrix_of(element.get("transform", "")))
        return matrix, " ".join(named.split())[:80] or section

    def _meet(self, tag: str, element: Element) -> None:
        if tag not in SHAPES or any(kind in UNDRAWN for kind, _, _ in self._open):
            return
        above, section = self._here
        here = times(above, matrix_of(element.get("transform", "")))
        spot = _spot(element, tag, here, section=section)
        if spot is not None:
            self.spots.append(spot)
        if len(self.spots) > SEATS_MAX:
            raise Invalid([Problem("", f"draws more than {SEATS_MAX:,} seats")])


def _spot(element: Element, kind: str, here: Matrix, *, section: str) -> Spot | None:
    if kind == "rect":
        width, height = _length(element, "width"), _length(element, "height")
        if not width or not height or max(width, height) > SQUARE_MOST * min(width, height):
            return None
        centre = (_length(element, "x") + width / 2, _length(element, "y") + height / 2)
        radius = (width + height) / 4
    else:
        radius = _length(element, "r") or (_length(element, "rx") + _length(element, "ry")) / 2
        centre = (_length(element, "cx"), _length(element, "cy"))
    if radius <= 0:
        return None
    x, y = apply(here, centre)
    told = {k.removeprefix("data-"): v for k, v in element.items() if k.startswith("data-")}
    style = PAINT.search(element.get("style", ""))
    colour = style[1].strip() if style else element.get("fill", "")
    return Spot(x, y, radius * scale_of(here), section, colour, told)


def _length(element: Element, name: str) -> float:
    found = re.match(r"\s*(-?\d*\.?\d+(?:[eE]-?\d+)?)", element.get(name, ""))
    return float(found[1]) if found else 0.0


def _alike(spots: list[Spot]) -> list[Spot]:
    """Seats are much of a size: what is far larger or smaller is a table, a stage, a dot."""
    if not spots:
        return []
    usual = median(spot.radius for spot in spots)
    seats = [spot for spot in spots if 0.4 * usual <= spot.radius <= 2.2 * usual]
    scale = USUAL_RADIUS / usual
    left, top = min(s.x for s in seats), min(s.y for s in seats)
    return [
        Spot((s.x - left) * scale, (s.y - top) * scale, USUAL_RADIUS, s.section, s.colour, s.told)
        for s in seats
    ]


def _document(spots: list[Spot], name: str) -> dict[str, Any]:
    keys = Keys()
    sections: dict[str, list[Spot]] = {}
    for spot in spots:
        sections.setdefault(spot.told.get("section", spot.section), []).append(spot)
    made = [
        {"name": section, "rows": list(_rows(seats, keys))} for section, seats in sections.items()
    ]
    if len(made) > 1:
        for n, section in enumerate(made, 1):
            section["name"] = section["name"] or f"Block {n}"
    return {"format": FORMAT, "name": name, "sections": made, "categories": keys.categories()}


def _rows(spots: list[Spot], keys: Keys) -> Iterator[dict[str, Any]]:
    """Seats that say their row, by row; others by height, front to back."""
    told: dict[str, list[Spot]] = {}
    for spot in spots:
        if spot.told.get("row"):
            told.setdefault(spot.told["row"], []).append(spot)
    for label, row in told.items():
        yield {"label": label, "seats": [_seat(s, n, keys) for n, s in enumerate(row, 1)]}
    loose = sorted((s for s in spots if not s.told.get("row")), key=lambda s: (s.y, s.x))
    rows: list[list[Spot]] = []
    for spot in loose:
        if rows and spot.y - rows[-1][0].y < USUAL_RADIUS:
            rows[-1].append(spot)
        else:
            rows.append([spot])
    taken, n = set(told), 0
    for row in rows:
        while row_letters(n) in taken:
            n += 1
        across = sorted(row, key=lambda spot: spot.x)
        yield {
            "label": row_letters(n),
            "seats": [_seat(s, i, keys) for i, s in enumerate(across, 1)],
        }
        n += 1


def _seat(spot: Spot, n: int, keys: Keys) -> dict[str, Any]:
    flags = {
        flag: True
        for flag in spot.told.get("flags", "").split()
        if flag in ("accessible", "companion", "restricted_view")
    }
    return {
        "label": spot.told.get("seat") or str(n),
        "x": round(spot.x, 1),
        "y": round(spot.y, 1),
        "category": keys.of(spot.told.get("category") or spot.colour),
    } | flags
