"""The free seats nearest to a point, at a cost that does not grow with the hall.

Thousands who have just lost a seat ask at once what is free beside it. Where little is free, all of
it is measured; where much is, a grid of small cells finds the nearest without a look at the rest.
"""

from collections.abc import Iterator
from functools import lru_cache
from heapq import nsmallest
from math import floor, hypot

from .compiled import CompiledPlan

FEW = 400
"""Free seats that are measured one by one."""
CELL_PITCHES = 3
CELLS_ACROSS_MAX = 100
GRIDS_KEPT_MAX = 64


class Grid:
    """The seats of a plan by the cell they are in."""

    def __init__(self, plan: CompiledPlan) -> None:
        self._plan = plan
        width, height = (max(along) - min(along) for along in (plan.xs, plan.ys))
        # Seats far apart do not make more cells than there is sense in walking through.
        self._side = max(plan.pitch * CELL_PITCHES, max(width, height) / CELLS_ACROSS_MAX, 1.0)
        self._cells: dict[tuple[int, int], list[int]] = {}
        for seat in range(plan.seats):
            self._cells.setdefault(self._cell(plan.xs[seat], plan.ys[seat]), []).append(seat)
        columns, rows = zip(*self._cells, strict=True)
        self._corners = (min(columns), min(rows), max(columns), max(rows))

    def nearest(self, free: bytes | bytearray, *, x: float, y: float, limit: int) -> list[int]:
        """At most `limit` seats whose byte in `free` is 0, the nearest to (x, y) first."""
        xs, ys = self._plan.xs, self._plan.ys
        found: list[tuple[float, int]] = []
        for ring, seats in enumerate(self._rings(*self._cell(x, y))):
            found += [(hypot(xs[s] - x, ys[s] - y), s) for s in seats if not free[s]]
            if len(found) >= limit:
                found = nsmallest(limit, found)
                # Whoever is in a cell further out is at least so far away.
                if found[-1][0] <= ring * self._side:
                    break
        return [seat for _, seat in nsmallest(limit, found)]

    def _rings(self, column: int, row: int) -> Iterator[list[int]]:
        """The seats of the cell itself, then of those around it, ring by ring to the last seat."""
        left, top, right, bottom = self._corners
        last = max(abs(column - left), abs(column - right), abs(row - top), abs(row - bottom))
        for ring in range(last + 1):
            yield [
                seat for cell in _around(column, row, ring) for seat in self._cells.get(cell, ())
            ]

    def _cell(self, x: float, y: float) -> tuple[int, int]:
        return floor(x / self._side), floor(y / self._side)


def nearest(
    plan: CompiledPlan, free: bytes | bytearray, *, x: float, y: float, limit: int
) -> tuple[int, ...]:
    """At most `limit` seats whose byte in `free` is 0, the nearest to (x, y) first."""
    if free.count(0) > FEW:
        return tuple(_grid_of(plan).nearest(free, x=x, y=y, limit=limit))
    xs, ys = plan.xs, plan.ys
    return tuple(nsmallest(limit, zeros(free), key=lambda seat: hypot(xs[seat] - x, ys[seat] - y)))


def zeros(free: bytes | bytearray) -> Iterator[int]:
    """Where the bytes are 0, in order."""
    place = free.find(0)
    while place >= 0:
        yield place
        place = free.find(0, place + 1)


@lru_cache(GRIDS_KEPT_MAX)
def _grid_of(plan: CompiledPlan) -> Grid:
    return Grid(plan)


def _around(column: int, row: int, ring: int) -> Iterator[tuple[int, int]]:
    """The cells at a distance of `ring` cells, corners included."""
    if ring == 0:
        yield column, row
        return
    for step in range(-ring, ring + 1):
        yield column + step, row - ring
        yield column + step, row + ring
    for step in range(1 - ring, ring):
        yield column - ring, row + step
        yield column + ring, row + step
