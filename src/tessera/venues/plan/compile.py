"""From a plan as people draw it to a plan as places are sold."""

import hashlib
from array import array
from collections.abc import Sequence
from itertools import pairwise
from math import hypot
from statistics import median_low

import msgspec

from .bounds import bounds
from .compiled import Area, Bank, CompiledPlan, Run
from .model import ACCESSIBLE, COMPANION, RESTRICTED_VIEW, Point, Seat, SeatPlan

AISLE_IN_PITCHES = 1.5
"""Seats further apart than this many usual distances of their row have an aisle between them."""


def compile_plan(plan: SeatPlan) -> CompiledPlan:
    """Number the places of a plan that has passed `check`."""
    banks, seats = _banks(plan)
    areas = _areas(plan, first_place=len(seats))
    index = {category.key: number for number, category in enumerate(plan.categories)}
    category_of = bytearray(index[seat.category] for seat in seats)
    for area in areas:
        category_of += bytes([index[area.category]]) * area.capacity
    xs, ys = array("d", [s.x for s in seats]), array("d", [s.y for s in seats])
    focus = plan.focus or _middle(xs, ys)
    spare = {seat.label: seat.label for seat in seats}  # one string for all seats called "12"
    return CompiledPlan(
        name=plan.name,
        capacity=len(category_of),
        seats=len(seats),
        categories=plan.categories,
        category_of=bytes(category_of),
        flags=bytes(map(_flags, seats)) + bytes(len(category_of) - len(seats)),
        banks=banks,
        seat_labels=tuple(spare[seat.label] for seat in seats),
        xs=xs,
        ys=ys,
        radii=array("f", [seat.radius for seat in seats]),
        areas=areas,
        table_shapes=tuple((table.name, table.shape) for table in plan.tables),
        decorations=plan.decorations,
        focus=focus,
        bounds=bounds(plan),
        runs=_runs(banks, xs, ys, focus=focus),
        pitch=_pitch(banks, xs, ys),
        content_hash=content_hash(plan),
    )


def content_hash(plan: SeatPlan) -> str:
    """SHA-256 (hex) of the canonical document: defaults left out, fields in the model's order."""
    # Decoding once makes 1 and 1.0 the same number, wherever the plan was built.
    canonical = msgspec.json.decode(msgspec.json.encode(plan), type=SeatPlan)
    return hashlib.sha256(msgspec.json.encode(canonical)).hexdigest()


def _banks(plan: SeatPlan) -> tuple[tuple[Bank, ...], list[Seat]]:
    banks: list[Bank] = []
    seats: list[Seat] = []
    for section in plan.sections:
        for row in section.rows:
            size = len(row.seats)
            banks.append(Bank(section.name, row.label, len(seats), size, row.label_at, False))
            seats.extend(row.seats)
    for table in plan.tables:
        banks.append(Bank(table.name, "", len(seats), len(table.seats), "none", True))
        seats.extend(table.seats)
    return tuple(bank for bank in banks if bank.seats), seats


def _areas(plan: SeatPlan, first_place: int) -> tuple[Area, ...]:
    areas = []
    for area in plan.areas:
        areas.append(Area(area.name, area.category, first_place, area.capacity, area.shape))
        first_place += area.capacity
    return tuple(areas)


def _flags(seat: Seat) -> int:
    return (
        ACCESSIBLE * seat.accessible
        | COMPANION * seat.companion
        | RESTRICTED_VIEW * seat.restricted_view
    )


def _gaps(bank: Bank, xs: Sequence[float], ys: Sequence[float]) -> list[float]:
    places = range(bank.first_place, bank.first_place + bank.seats)
    return [hypot(xs[b] - xs[a], ys[b] - ys[a]) for a, b in pairwise(places)]


def _pitch(banks: Sequence[Bank], xs: Sequence[float], ys: Sequence[float]) -> float:
    """The usual distance between neighbours; 20 units where no seat has a neighbour."""
    usual = [median_low(gaps) for bank in banks if (gaps := _gaps(bank, xs, ys))]
    return median_low(usual) if usual else 20.0


def _runs(
    banks: Sequence[Bank], xs: Sequence[float], ys: Sequence[float], *, focus: Point
) -> tuple[Run, ...]:
    """Rows cut at their aisles, the nearest to the focus first."""
    runs = []
    for bank in banks:
        gaps = _gaps(bank, xs, ys)
        # Around a table everybody sits together, however far apart the chairs stand.
        aisle = AISLE_IN_PITCHES * median_low(gaps) if gaps and not bank.table else float("inf")
        cuts = [i + 1 for i, gap in enumerate(gaps) if gap > aisle]
        for start, stop in pairwise([0, *cuts, bank.seats]):
            first, end = bank.first_place + start, bank.first_place + stop
            near = min(hypot(xs[p] - focus.x, ys[p] - focus.y) for p in range(first, end))
            runs.append(Run(first, end, near))
    return tuple(sorted(runs, key=lambda run: run.near))


def _middle(xs: Sequence[float], ys: Sequence[float]) -> Point:
    if not xs:
        return Point(0.0, 0.0)
    return Point((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)
