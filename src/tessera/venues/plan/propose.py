"""Proposals from a live map: the best seats together, room on the floor, what else is near.

Pure and quick: a proposal is a hint, the database decides. `states` has one byte per place, 0 is
free. Distances are plan units from the plan's focus, or from the seats already proposed.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from math import hypot

from tessera.kit.errors import Invalid, Problem

from .compiled import Area, CompiledPlan, Run
from .model import ACCESSIBLE, COMPANION, RESTRICTED_VIEW
from .near import nearest

States = bytes | bytearray
CLOSED_KEPT_MAX = 256
"""Plans times categories whose closed seats are remembered; 20 KB each in an arena."""
Cost = Callable[[int, int], float]
"""(first place, last place) of seats side by side → how far their middle is."""

ORPHAN_IN_PITCHES = 8
"""Leaving one seat alone is as bad as sitting this many seats further away."""
TIERS = (
    ACCESSIBLE | COMPANION | RESTRICTED_VIEW,
    ACCESSIBLE | COMPANION,
    0,
)
"""Marks to leave alone: first all of them, then a restricted view will do, then any seat."""


def propose_best(
    plan: CompiledPlan,
    states: States,
    *,
    category: str | None,
    quantity: int,
    start: int = 0,
) -> tuple[int, ...] | None:
    """The best free places of a category (None: of any), in order, or None where too few are left.

    Side by side if possible and then without leaving one seat alone beside them; else in two
    groups close to each other; else the nearest single seats; else standing places of the
    category, scanned from `start`. Raises `Invalid` for an unknown category or no quantity.
    """
    _check_quantity(quantity)
    wanted = _category_index(plan, category)
    for avoid in TIERS:
        free = _eligible(plan, states, wanted=wanted, avoid=avoid)
        if free.count(0) < quantity:
            continue
        found = _together(plan, states, free, quantity=quantity)
        found = found or _in_two(plan, states, free, quantity=quantity)
        return found or _scattered(plan, free, quantity)
    for area in plan.areas:
        if category in (None, area.category):
            standing = propose_area(plan, states, area=area.name, quantity=quantity, start=start)
            if standing:
                return standing
    return None


def propose_area(
    plan: CompiledPlan, states: States, *, area: str, quantity: int, start: int
) -> tuple[int, ...] | None:
    """The first `quantity` free places of a standing area from its offset `start` on, around its
    end if need be; None where too few are left. Raises `Invalid` for an unknown area.
    """
    _check_quantity(quantity)
    spot = _area_named(plan, area)
    middle = spot.first_place + start % spot.capacity
    found: list[int] = []
    for begin, end in ((middle, spot.first_place + spot.capacity), (spot.first_place, middle)):
        place = states.find(0, begin, end)
        while place >= 0 and len(found) < quantity:
            found.append(place)
            place = states.find(0, place + 1, end)
    return tuple(sorted(found)) if len(found) == quantity else None


def nearest_free(
    plan: CompiledPlan, states: States, places: Sequence[int], limit: int
) -> tuple[int, ...]:
    """At most `limit` free places like `places`, which are taken: for seats the nearest seats of
    the same categories, for standing places others of the same area. Unmarked seats only, unless
    a marked one was asked for.
    """
    if not places or limit < 1:
        return ()
    seats = [place for place in places if place < plan.seats]
    if not seats:
        area = plan.area_of(places[0])
        end = area.first_place + area.capacity
        others = (p for p in range(area.first_place, end) if not states[p] and p not in places)
        return tuple(place for place, _ in zip(others, range(limit), strict=False))
    asked = 0
    for seat in seats:
        asked |= plan.flags[seat]
    taken = -1
    for index in {plan.category_of[seat] for seat in seats}:
        row = _eligible(plan, states, wanted=index, avoid=TIERS[0] & ~asked)
        taken &= int.from_bytes(row, "little")
    free = bytearray(taken.to_bytes(plan.seats, "little"))
    for seat in seats:
        free[seat] = 1
    x, y = _middle(plan, seats)
    return nearest(plan, free, x=x, y=y, limit=limit)


def _eligible(plan: CompiledPlan, states: States, *, wanted: int | None, avoid: int) -> bytes:
    """One byte per seat, 0 where it is free, of the category and without a mark to avoid."""
    taken = bytes(states[: plan.seats]).translate(_ONE_UNLESS_ZERO)
    # Two rows of bytes become one by treating each as a single large number.
    total = int.from_bytes(taken, "little") | _closed(plan, wanted, avoid)
    return total.to_bytes(plan.seats, "little")


_ONE_UNLESS_ZERO = bytes([0] + [1] * 255)


@lru_cache(CLOSED_KEPT_MAX)
def _closed(plan: CompiledPlan, wanted: int | None, avoid: int) -> int:
    """The seats that are of another category or have a mark to avoid, whatever is taken."""
    seats = plan.seats
    marked = plan.flags[:seats].translate(bytes(bool(flags & avoid) for flags in range(256)))
    other = plan.category_of[:seats].translate(
        bytes(wanted is not None and index != wanted for index in range(256))
    )
    return int.from_bytes(marked, "little") | int.from_bytes(other, "little")


def _together(
    plan: CompiledPlan, states: States, free: bytes, *, quantity: int
) -> tuple[int, ...] | None:
    """The best seats side by side, as seen from the plan's focus."""
    cost = _distance_from(plan, plan.focus.x, plan.focus.y)
    return _best_window(plan, states, free, quantity=quantity, cost=cost, ordered=True)


def _best_window(
    plan: CompiledPlan,
    states: States,
    free: bytes,
    *,
    quantity: int,
    cost: Cost,
    ordered: bool,
) -> tuple[int, ...] | None:
    """`quantity` neighbours of least cost. With `ordered`, the cost is the distance by which the
    runs are sorted, so the search ends at the first run that cannot be better.
    """
    best, best_first = float("inf"), -1
    for run in plan.runs:
        if ordered and run.near - plan.pitch > best:
            break
        for first in _windows(free, run, quantity):
            price = cost(first, first + quantity - 1)
            if price < best:
                price += (
                    plan.pitch
                    * ORPHAN_IN_PITCHES
                    * _orphans(states, run, first=first, quantity=quantity)
                )
            if price < best:
                best, best_first = price, first
    return tuple(range(best_first, best_first + quantity)) if best_first >= 0 else None


def _windows(free: bytes, run: Run, quantity: int) -> Iterator[int]:
    """The first place of every `quantity` free neighbours in a run."""
    pattern = bytes(quantity)
    first = free.find(pattern, run.first, run.end)
    while first >= 0:
        yield first
        first = free.find(pattern, first + 1, run.end)


def _orphans(states: States, run: Run, *, first: int, quantity: int) -> int:
    """How many sides of the window are left with exactly one free seat."""
    end = first + quantity
    left = first > run.first and not states[first - 1]
    left = left and (first - 1 == run.first or bool(states[first - 2]))
    right = end < run.end and not states[end]
    right = right and (end + 1 == run.end or bool(states[end + 1]))
    return left + right


def _in_two(
    plan: CompiledPlan, states: States, free: bytes, *, quantity: int
) -> tuple[int, ...] | None:
    """Two groups, as even as they come, the second as near as possible to the first."""
    for larger in range((quantity + 1) // 2, quantity):
        first = _together(plan, states, free, quantity=larger)
        if first is None:
            return None
        rest = bytearray(free)
        rest[first[0] : first[-1] + 1] = b"\1" * larger
        cost = _distance_from(plan, *_middle(plan, first))
        second = _best_window(
            plan, states, bytes(rest), quantity=quantity - larger, cost=cost, ordered=False
        )
        if second:
            return tuple(sorted(first + second))
    return None


def _scattered(plan: CompiledPlan, free: bytes, quantity: int) -> tuple[int, ...]:
    """Single seats around the one nearest to the focus."""
    (seed,) = nearest(plan, free, x=plan.focus.x, y=plan.focus.y, limit=1)
    found = nearest(plan, free, x=plan.xs[seed], y=plan.ys[seed], limit=quantity)
    return tuple(sorted(found))


def _distance_from(plan: CompiledPlan, x: float, y: float) -> Cost:
    xs, ys = plan.xs, plan.ys

    def cost(first: int, last: int) -> float:
        return hypot((xs[first] + xs[last]) / 2 - x, (ys[first] + ys[last]) / 2 - y)

    return cost


def _middle(plan: CompiledPlan, places: Sequence[int]) -> tuple[float, float]:
    xs, ys = [plan.xs[p] for p in places], [plan.ys[p] for p in places]
    return sum(xs) / len(xs), sum(ys) / len(ys)


def _category_index(plan: CompiledPlan, category: str | None) -> int | None:
    if category is None:
        return None
    for index, one in enumerate(plan.categories):
        if one.key == category:
            return index
    raise Invalid([Problem("category", f"this plan has no category {category!r}")])


def _area_named(plan: CompiledPlan, name: str) -> Area:
    """By its exact name, else by its name in other capitals: clients write `floor` for "Floor"."""
    for spelling in (str, str.casefold):
        for area in plan.areas:
            if spelling(area.name) == spelling(name):
                return area
    raise Invalid([Problem("area", f"this plan has no standing area {name!r}")])


def _check_quantity(quantity: int) -> None:
    if quantity < 1:
        raise Invalid([Problem("quantity", "must be at least 1")])
