"""The nearest free seats, against measuring each seat of the hall."""

from math import hypot
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from tessera.venues.plan import near
from tessera.venues.plan.compile import compile_plan
from tessera.venues.plan.generate.arena import arena
from tessera.venues.plan.model import SeatPlan
from tests.unit.venues.plans import plans

ARENA = compile_plan(arena())


def measured(free: bytes, distances: list[float], limit: int) -> list[float]:
    """How far the nearest are, by looking at every seat."""
    return sorted(far for seat, far in enumerate(distances) if not free[seat])[:limit]


@settings(max_examples=80)
@given(plans(), st.randoms(use_true_random=False), st.floats(0, 1), st.integers(1, 12))
def test_grid_finds_what_measuring_every_seat_finds(
    plan: SeatPlan, random: Random, taken: float, limit: int
) -> None:
    """However full the hall is, and wherever one asks, outside of it too."""
    hall = compile_plan(plan)
    if not hall.seats:
        return
    free = bytes(random.random() < taken for _ in range(hall.seats))
    left, top, width, height = hall.bounds
    x = left + random.uniform(-0.2, 1.2) * width
    y = top + random.uniform(-0.2, 1.2) * height
    distances = [hypot(hall.xs[seat] - x, hall.ys[seat] - y) for seat in range(hall.seats)]

    found = near.Grid(hall).nearest(free, x=x, y=y, limit=limit)

    assert [distances[seat] for seat in found] == measured(free, distances, limit)
    assert len(set(found)) == len(found)


def test_grid_and_list_answer_alike_in_an_arena() -> None:
    """Few free seats are listed, many are looked for in the grid: nobody sees which."""
    random = Random(7)
    few = bytearray(b"\1" * ARENA.seats)
    for seat in random.sample(range(ARENA.seats), near.FEW):
        few[seat] = 0
    x, y = ARENA.xs[40], ARENA.ys[40]

    listed = near.nearest(ARENA, few, x=x, y=y, limit=8)
    gridded = near.Grid(ARENA).nearest(few, x=x, y=y, limit=8)

    assert [hypot(ARENA.xs[s] - x, ARENA.ys[s] - y) for s in listed] == [
        hypot(ARENA.xs[s] - x, ARENA.ys[s] - y) for s in gridded
    ]
