"""A hall as a few SVG paths, one a state: 50,000 places are half a megabyte, not fifty thousand
elements. A state is told by its shape as well as by its colour (box-office.css)."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from tessera.box_office.model import Sold
from tessera.box_office.rules import sold_at
from tessera.venues.plan.bounds import outline
from tessera.venues.plan.compiled import CompiledPlan
from tessera.venues.plan.model import Shape
from tessera.web.views.box_office import FloorArea, Layer, RowThen

STATES = ("free", "sold", "new")


def layers_of(plan: CompiledPlan, sold: frozenset[int], new: frozenset[int]) -> tuple[Layer, ...]:
    """All seats, by what they were at an instant."""
    groups: dict[str, list[int]] = {state: [] for state in STATES}
    for place in range(plan.seats):
        state = "new" if place in new else "sold" if place in sold else "free"
        groups[state].append(place)
    return tuple(Layer(state, dots(plan, groups[state])) for state in STATES)


def dots(plan: CompiledPlan, places: Iterable[int]) -> str:
    """A path that draws a dot at each place, by the caps of lines without length."""
    return "".join(f"M{plan.xs[p]:.0f} {plan.ys[p]:.0f}h0" for p in places)


def dot_size(plan: CompiledPlan) -> float:
    """How thick a line has to be to look like a seat."""
    return round(1.7 * min(plan.radii, default=10.0), 1)


def box_of(plan: CompiledPlan) -> tuple[float, float, float, float]:
    """The part of the plane to draw, with some air."""
    left, top, width, height = plan.bounds
    air = 20.0
    return left - air, top - air, width + 2 * air, height + 2 * air


def areas_of(plan: CompiledPlan, sold: frozenset[int]) -> tuple[FloorArea, ...]:
    """Standing areas, as the boxes around them."""
    found = []
    for area in plan.areas:
        places = range(area.first_place, area.first_place + area.capacity)
        box = _box(area.shape)
        count = sum(place in sold for place in places)
        found.append(FloorArea(area.name, *box, area.first_place, area.capacity, count))
    return tuple(found)


def _box(shape: Shape) -> tuple[float, float, float, float]:
    corners = outline(shape)
    xs, ys = [corner.x for corner in corners], [corner.y for corner in corners]
    return min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)


def rows_of(
    plan: CompiledPlan,
    sold: frozenset[int],
    new: frozenset[int],
    *,
    url_of: Callable[[int], str],
) -> tuple[RowThen, ...]:
    """The same as a table: each row of seats, each table, each area."""
    return tuple(
        RowThen(
            label,
            url_of(index),
            places.start,
            len(places),
            sum(place in sold for place in places),
            sum(place in new for place in places),
        )
        for index, (label, places) in enumerate(spans_of(plan))
    )


def spans_of(plan: CompiledPlan) -> list[tuple[str, range]]:
    """Rows, tables and areas with their places, in the order in which `rows_of` numbers them."""
    found = [
        (f"{b.section} {b.row}".strip() or "–", range(b.first_place, b.first_place + b.seats))
        for b in plan.banks
    ]
    return found + [(a.name, range(a.first_place, a.first_place + a.capacity)) for a in plan.areas]


def nearest_free(
    plan: CompiledPlan, states: bytes | bytearray, *, place: int, most: int
) -> list[int]:
    """Free places to offer instead of one: of its category first, the nearest first."""
    here = place if place < plan.seats else None

    def far(other: int) -> tuple[bool, float]:
        elsewhere = plan.category_of[other] != plan.category_of[place]
        if here is None or other >= plan.seats:
            return elsewhere, float(abs(other - place))
        dx, dy = plan.xs[other] - plan.xs[here], plan.ys[other] - plan.ys[here]
        return elsewhere, dx * dx + dy * dy

    free = [other for other in range(plan.seats) if not states[other] and other != place]
    for area in plan.areas:
        span = range(area.first_place, area.first_place + area.capacity)
        free += next(([p] for p in span if not states[p] and p != place), [])
    return sorted(free, key=far)[:most]


def found_by(plan: CompiledPlan, words: str, most: int) -> list[int]:
    """Places whose label has every word or figure in it, however they are joined: `H-12`, `h12`.
    An exact label stands alone."""
    wanted = _plain(words)
    if not wanted:
        return []
    exact: list[int] = []
    some: list[int] = []
    for place in range(plan.seats):
        label = _plain(plan.label(place))
        if label == wanted:
            exact.append(place)
        elif wanted in label and len(some) < most:
            some.append(place)
    return exact or some


def _plain(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def then_of(
    intervals: Sequence[Sold], at: datetime, before: datetime | None
) -> tuple[frozenset[int], frozenset[int]]:
    """What was sold at an instant, and what of it was not at an earlier one."""
    sold = sold_at(intervals, at)
    return sold, sold - sold_at(intervals, before) if before else frozenset()
