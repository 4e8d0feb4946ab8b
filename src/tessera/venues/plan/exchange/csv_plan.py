"""A hall as a table: a line a seat, or a line a standing area.

Columns, in any order: `section, row, seat, category, x, y, accessible, companion, restricted_view,
kind, capacity`. Only `row` and `seat` are needed: without `x` and `y` the rows of a section stand
one behind the other. `kind` is `seat`, `table` or `area`; an area has a `capacity`.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence

from tessera.kit.errors import Invalid, Problem

from ..check import check
from ..generate.parts import ROW_PITCH, SEAT_PITCH
from ..model import FORMAT, Seat, SeatPlan
from .naming import Keys

COLUMNS = (
    "section",
    "row",
    "seat",
    "category",
    "x",
    "y",
    "accessible",
    "companion",
    "restricted_view",
    "kind",
    "capacity",
)
LINES_MAX = 100_000
SECTION_GAP = 2 * ROW_PITCH
AREA_SIDE = 160.0
YES = frozenset({"1", "yes", "true", "x", "y", "ja"})
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would take for a formula."""

Line = Mapping[str, str]


def from_csv(text: str, *, name: str) -> SeatPlan:
    """A plan from a table. Raises `Invalid` with every line that cannot be read, as `line 7.x`."""
    lines = list(_lines(text))
    problems = [p for number, line in lines for p in _problems(number, line)]
    if not lines:
        problems.append(Problem("", "has no lines below its head"))
    if problems:
        raise Invalid(problems[:1000])
    return check(_document([line for _, line in lines], name))


def to_csv(plan: SeatPlan) -> str:
    """A plan as a table that `from_csv` reads back; cells cannot act as formulas."""
    file = io.StringIO()
    table = csv.DictWriter(file, COLUMNS, lineterminator="\r\n")
    table.writeheader()
    for section in plan.sections:
        for row in section.rows:
            for seat in row.seats:
                table.writerow(_cells(seat, section.name, row.label, kind="seat"))
    for made in plan.tables:
        for seat in made.seats:
            table.writerow(_cells(seat, made.name, "", kind="table"))
    for area in plan.areas:
        told = {"section": area.name, "category": area.category, "kind": "area"}
        spot = {"x": f"{area.shape.x:g}", "y": f"{area.shape.y:g}"}
        table.writerow({k: _safe(v) for k, v in told.items()} | spot | {"capacity": area.capacity})
    return file.getvalue()


def _cells(seat: Seat, section: str, row: str, *, kind: str) -> dict[str, str]:
    words = {"section": section, "row": row, "seat": seat.label, "category": seat.category}
    flags = {name: "1" for name in COLUMNS[6:9] if getattr(seat, name)}
    spot = {"x": f"{seat.x:g}", "y": f"{seat.y:g}", "kind": kind}
    return {k: _safe(v) for k, v in words.items()} | spot | flags


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(DANGEROUS) else text


def _lines(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Lines with their numbers, the head being line 1; `;` and tabs divide cells as well."""
    head = text.lstrip("\ufeff").split("\n", 1)[0]
    mark = max(",;\t", key=head.count)
    rows = csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=mark)
    try:
        names = [cell.strip().lower() for cell in next(rows, [])]
        for number, row in enumerate(rows, 2):
            if number > LINES_MAX + 1:
                raise Invalid([Problem("", f"has more than {LINES_MAX:,} lines")])
            cells = (cell.strip().removeprefix("'") for cell in row)
            line = dict(zip(names, cells, strict=False))
            if any(line.values()):
                yield number, line
    except csv.Error as error:
        raise Invalid([Problem("", f"is no table: {error}")]) from None


def _problems(number: int, line: Line) -> Iterator[Problem]:
    kind = line.get("kind", "") or "seat"
    where = f"line {number}"
    if kind not in ("seat", "table", "area"):
        yield Problem(f"{where}.kind", "must be seat, table or area")
    needed = {"area": ("section", "capacity"), "table": ("section", "seat")}
    for name in needed.get(kind, ("row", "seat")):
        if not line.get(name):
            yield Problem(f"{where}.{name}", "is missing")
    for name in ("x", "y", "capacity"):
        if line.get(name) and not _is_number(line[name]):
            yield Problem(f"{where}.{name}", "must be a number")
    if bool(line.get("x")) != bool(line.get("y")):
        yield Problem(f"{where}.x", "goes with y: give both or none")


def _is_number(text: str) -> bool:
    try:
        return abs(float(text)) <= 1_000_000
    except ValueError:
        return False


def _document(lines: Sequence[Line], name: str) -> dict[str, object]:
    keys = Keys()
    sections: dict[str, dict[str, list[Line]]] = {}
    tables: dict[str, list[Line]] = {}
    areas: list[Line] = []
    for line in lines:
        kind = line.get("kind", "") or "seat"
        if kind == "area":
            areas.append(line)
        elif kind == "table":
            tables.setdefault(line["section"], []).append(line)
        else:
            sections.setdefault(line.get("section", ""), {}).setdefault(line["row"], []).append(
                line
            )
    y, made = 0.0, []
    for section, rows in sections.items():
        drawn = []
        for label, seats in rows.items():
            drawn.append(
                {"label": label, "seats": [_seat(s, n, y, keys=keys) for n, s in enumerate(seats)]}
            )
            y += ROW_PITCH
        made.append({"name": section, "rows": drawn})
        y += SECTION_GAP
    return {
        "format": FORMAT,
        "name": name,
        "sections": made,
        "tables": [
            {"name": table, "seats": [_seat(s, n, y, keys=keys) for n, s in enumerate(seats)]}
            for table, seats in tables.items()
        ],
        "areas": [_area(line, y, keys=keys) for line in areas],
        "categories": keys.categories(),
    }


def _seat(line: Line, n: int, y: float, *, keys: Keys) -> dict[str, object]:
    flags = {name: True for name in COLUMNS[6:9] if line.get(name, "").lower() in YES}
    return {
        "label": line["seat"],
        "category": keys.of(line.get("category", "")),
        "x": float(line.get("x") or n * SEAT_PITCH),
        "y": float(line.get("y") or y),
        **flags,
    }


def _area(line: Line, y: float, *, keys: Keys) -> dict[str, object]:
    x, y = float(line.get("x") or 0), float(line.get("y") or y)
    shape = {"type": "rectangle", "x": x, "y": y, "width": AREA_SIDE, "height": AREA_SIDE / 2}
    return {
        "name": line["section"],
        "category": keys.of(line.get("category", "")),
        "capacity": int(float(line["capacity"])),
        "shape": shape,
    }
