"""Which free places are equal to those that are gone, or better. Pure."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from tessera.orders.model import Line
from tessera.orders.replacement.model import NewPlace
from tessera.shows.model import ForSale
from tessera.venues.plan.model import ACCESSIBLE, COMPANION, RESTRICTED_VIEW
from tessera.venues.plan.propose import propose_best

NEEDED = ACCESSIBLE | COMPANION
"""Marks that whoever had them needs; nobody else is given one."""
TAKEN = 1


def equal_or_better(
    for_sale: ForSale, states: bytes | bytearray, lines: Sequence[Line]
) -> tuple[NewPlace, ...] | None:
    """A free place for each line, of a category that costs at least what was paid for it now, and
    not of a worse view; None unless there is one for each.

    Together where that can be: first all of a price beside each other, cheapest such category
    first, the line's own before others; else one by one. `states` has a byte a place, 0 is free.
    """
    free = bytearray(states)
    found: list[NewPlace] = []
    for line in (line for line in lines if _marks(for_sale, line)):
        place = next(_marked(for_sale, free, line), None)
        if place is None:
            return None
        found += _take(for_sale, free, lines=[line], places=[place])
    for place, marks in enumerate(for_sale.plan.flags):
        if marks & (NEEDED | RESTRICTED_VIEW):
            free[place] = TAKEN
    plain = [line for line in lines if not _marks(for_sale, line)]
    for _, alike in groupby(sorted(plain, key=_kind), key=_kind):
        group = list(alike)
        places = _together(for_sale, free, group) or _apart(for_sale, free, group)
        if places is None:
            return None
        found += _take(for_sale, free, lines=group, places=places)
    return tuple(sorted(found, key=lambda place: place.n))


def _kind(line: Line) -> tuple[int, str]:
    return line.total, line.category


def _marks(for_sale: ForSale, line: Line) -> int:
    return for_sale.plan.flags[line.place] & NEEDED


def _marked(for_sale: ForSale, free: bytearray, line: Line) -> Iterator[int]:
    """Free places with the same marks, as dear at least."""
    plan, needed = for_sale.plan, _marks(for_sale, line)
    dear = set(_as_dear(for_sale, line))
    for place, marks in enumerate(plan.flags):
        category = plan.categories[plan.category_of[place]].key
        if not free[place] and marks & NEEDED == needed and category in dear:
            yield place


def _as_dear(for_sale: ForSale, line: Line) -> list[str]:
    prices = for_sale.show.prices
    dear = [key for key, price in prices.items() if price.total >= line.total]
    return sorted(dear, key=lambda key: (key != line.category, prices[key].total, key))


def _together(for_sale: ForSale, free: bytearray, lines: Sequence[Line]) -> tuple[int, ...] | None:
    for category in _as_dear(for_sale, lines[0]):
        places = propose_best(for_sale.plan, free, category=category, quantity=len(lines))
        if places is not None:
            return places
    return None


def _apart(for_sale: ForSale, free: bytearray, lines: Sequence[Line]) -> list[int] | None:
    left, places = bytearray(free), []
    for line in lines:
        one = _together(for_sale, left, [line])
        if one is None:
            return None
        left[one[0]] = TAKEN
        places.append(one[0])
    return places


def _take(
    for_sale: ForSale, free: bytearray, *, lines: Sequence[Line], places: Sequence[int]
) -> list[NewPlace]:
    for place in places:
        free[place] = TAKEN
    return [
        NewPlace(line.n, place, for_sale.plan.label(place))
        for line, place in zip(lines, places, strict=True)
    ]
