"""Who sits where: groups of buyers on the places of a plan. Pure; the same seed, the same house."""

from collections.abc import Sequence
from random import Random

from tessera.venues.plan.compiled import CompiledPlan

SIZES = (1, 2, 2, 2, 2, 3, 3, 4, 4, 5)
"""How many come together; two above all."""
TASTE = 0.6
"""How much chance counts beside the nearness to the middle, where most people want to sit."""


def parties(plan: CompiledPlan, places: int, random: Random) -> list[tuple[int, ...]]:
    """Groups side by side, together `places` of the plan or a few less; no place twice."""
    groups = [
        (_rank(run.near, plan, random), group)
        for run in plan.runs
        for group in _cut(range(run.first, run.end), random)
    ]
    for area in plan.areas:
        floor = range(area.first_place, area.first_place + area.capacity)
        groups += [(random.random(), group) for group in _cut(floor, random)]
    groups.sort()
    chosen: list[tuple[int, ...]] = []
    left = places
    for _, group in groups:
        if left < len(group):
            continue
        chosen.append(group)
        left -= len(group)
    return chosen


def _rank(near: float, plan: CompiledPlan, random: Random) -> float:
    left, top, right, bottom = plan.bounds
    size = max(right - left, bottom - top, 1.0)
    return (1 - TASTE) * near / size + TASTE * random.random()


def _cut(places: Sequence[int], random: Random) -> list[tuple[int, ...]]:
    groups = []
    start = 0
    while start < len(places):
        size = min(random.choice(SIZES), len(places) - start)
        groups.append(tuple(places[start : start + size]))
        start += size
    return groups
