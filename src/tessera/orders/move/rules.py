"""Where everybody goes when a show moves to another plan. Pure.

First whoever finds all their places again, by label and category. Then order by order, the largest
first: side by side in the same row and category; else together in the category, in a dearer one, in
a cheaper one; else one by one in the same way. Who needs a marked place gets one, or none.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from uuid import UUID

from tessera.orders.move.model import MovedPlace, SoldPlace, Standing
from tessera.venues.plan.compiled import CompiledPlan
from tessera.venues.plan.model import ACCESSIBLE, COMPANION, RESTRICTED_VIEW
from tessera.venues.plan.propose import propose_best

NEEDED = ACCESSIBLE | COMPANION
TAKEN = 1
Amounts = Mapping[str, int]
"""What a place of each category of the new plan costs, in minor units."""


class Hall:
    """The new plan while it fills up."""

    def __init__(self, plan: CompiledPlan, amounts: Amounts) -> None:
        self.plan = plan
        self.amounts = amounts
        self.taken = bytearray(plan.capacity)
        # What is free for those who need no marked place.
        self.plain = bytearray(TAKEN if marks & NEEDED else 0 for marks in plan.flags)
        self.by_label: dict[str, list[int]] = {}
        for place in range(plan.capacity):
            self.by_label.setdefault(plan.label(place), []).append(place)

    def category(self, place: int) -> str:
        """The key of a place's category."""
        return self.plan.categories[self.plan.category_of[place]].key

    def free(self, places: Iterable[int]) -> Iterator[int]:
        """Those of `places` that nobody has yet."""
        return (place for place in places if not self.taken[place])

    def take(self, places: Iterable[int]) -> None:
        """These belong to somebody now."""
        for place in places:
            self.taken[place] = self.plain[place] = TAKEN


def remap(
    old: CompiledPlan, new: CompiledPlan, *, sold: Sequence[SoldPlace], amounts: Amounts
) -> list[MovedPlace]:
    """Where every sold place goes; each new place is given once."""
    hall = Hall(new, amounts)
    moved: list[MovedPlace] = []
    waiting: list[list[SoldPlace]] = []
    for _, lines in groupby(sorted(sold, key=_order_of), key=_order_of):
        order = list(lines)
        found = _found_again(hall, old, order)
        if found is None:
            waiting.append(order)
        else:
            hall.take(found)
            moved += _moved(hall, old, lines=order, places=found)
    for order in sorted(waiting, key=lambda lines: (-len(lines), lines[0].order_id)):
        moved += _place_order(hall, old, order)
    return moved


def same_again(
    old: CompiledPlan, new: CompiledPlan, *, sold: Sequence[SoldPlace], amounts: Amounts
) -> tuple[list[MovedPlace], list[str]]:
    """Every sold place under its own label, whatever its category is there; and the labels that are
    not there, or not as often."""
    hall = Hall(new, amounts)
    moved, lost = [], []
    for line in sold:
        place = next(hall.free(hall.by_label.get(old.label(line.place), ())), None)
        if place is None:
            lost.append(old.label(line.place))
            continue
        hall.take([place])
        moved.append(MovedPlace(line, place, new.label(place), Standing.SAME))
    return moved, lost


def blocked_again(
    old: CompiledPlan, new: CompiledPlan, *, blocked: Sequence[int], taken: Iterable[int]
) -> tuple[dict[int, int], list[str]]:
    """Blocked places to those of the same label in the new plan, and the labels that are not there
    or are sold."""
    gone, found, lost = set(taken), {}, []
    by_label: dict[str, list[int]] = {}
    for place in range(new.capacity):
        by_label.setdefault(new.label(place), []).append(place)
    for place in blocked:
        left = [p for p in by_label.get(old.label(place), ()) if p not in gone]
        if left:
            gone.add(left[0])
            found[place] = left[0]
        else:
            lost.append(old.label(place))
    return found, lost


def counts_of(moved: Iterable[MovedPlace]) -> dict[Standing, int]:
    """How many fare how; every standing is named."""
    counted = Counter(place.standing for place in moved)
    return {standing: counted[standing] for standing in Standing}


def _order_of(line: SoldPlace) -> UUID:
    return line.order_id


def _kind(line: SoldPlace) -> tuple[str, int]:
    return line.category, line.n


def _marks(plan: CompiledPlan, place: int) -> int:
    return plan.flags[place] & NEEDED


def _found_again(hall: Hall, old: CompiledPlan, order: Sequence[SoldPlace]) -> list[int] | None:
    """The same labels in the same categories with the same marks, for all lines or for none."""
    found: list[int] = []
    for line in order:
        alike = (
            place
            for place in hall.free(hall.by_label.get(old.label(line.place), ()))
            if hall.category(place) == line.category
            and _marks(hall.plan, place) == _marks(old, line.place)
            and place not in found
        )
        place = next(alike, None)
        if place is None:
            return None
        found.append(place)
    return found


def _place_order(hall: Hall, old: CompiledPlan, order: Sequence[SoldPlace]) -> list[MovedPlace]:
    moved: list[MovedPlace] = []
    for line in (line for line in order if _marks(old, line.place)):
        place = next(_marked(hall, old, line), None)
        hall.take([] if place is None else [place])
        moved += _moved(hall, old, lines=[line], places=[place])
    plain = sorted((line for line in order if not _marks(old, line.place)), key=_kind)
    for _, alike in groupby(plain, key=lambda line: line.category):
        moved += _place_together(hall, old, list(alike))
    return moved


def _place_together(hall: Hall, old: CompiledPlan, lines: list[SoldPlace]) -> list[MovedPlace]:
    places = _same_row(hall, old, lines) or _best(hall, lines[0].category, len(lines))
    if places is not None:
        hall.take(places)
        return _moved(hall, old, lines=lines, places=places)
    moved: list[MovedPlace] = []
    for line in lines:
        single = _best(hall, line.category, 1)
        hall.take(single or ())
        place = single[0] if single else None
        moved += _moved(hall, old, lines=[line], places=[place], apart=True)
    return moved


def _same_row(hall: Hall, old: CompiledPlan, lines: Sequence[SoldPlace]) -> list[int] | None:
    """Free places side by side in a row of the same name and category."""
    names = {(n.section, n.row) for n in (old.place_name(line.place) for line in lines)}
    if len(names) != 1:
        return None
    [(section, row)] = names
    free, wanted = hall.plain, len(lines)
    for run in hall.plan.runs:
        name = hall.plan.place_name(run.first)
        if (name.section, name.row) != (section, row):
            continue
        for first in range(run.first, run.end - wanted + 1):
            block = range(first, first + wanted)
            if all(not free[p] and hall.category(p) == lines[0].category for p in block):
                return list(block)
    return None


def _best(hall: Hall, category: str, quantity: int) -> tuple[int, ...] | None:
    """The category itself, dearer ones from the nearest on, then cheaper ones."""
    price = hall.amounts.get(category)
    others = [key for key in hall.amounts if key != category]

    def rank(key: str) -> tuple[bool, int, str]:
        difference = hall.amounts[key] - (price or 0)
        return (difference < 0, abs(difference), key)

    tried = ([category] if price is not None else []) + sorted(others, key=rank)
    known = {one.key for one in hall.plan.categories}
    for key in (key for key in tried if key in known):
        places = propose_best(hall.plan, hall.plain, category=key, quantity=quantity)
        if places is not None:
            return places
    return None


def _marked(hall: Hall, old: CompiledPlan, line: SoldPlace) -> Iterator[int]:
    """Free places with the marks that the line's has, its own category before others."""
    needed = _marks(old, line.place)
    places = [p for p in hall.free(range(hall.plan.capacity)) if _marks(hall.plan, p) == needed]
    return iter(sorted(places, key=lambda p: (hall.category(p) != line.category, p)))


def _moved(
    hall: Hall,
    old: CompiledPlan,
    *,
    lines: Sequence[SoldPlace],
    places: Sequence[int | None],
    apart: bool = False,
) -> list[MovedPlace]:
    return [
        MovedPlace(
            line,
            place,
            hall.plan.label(place) if place is not None else "",
            _standing(hall, old, line=line, place=place, apart=apart),
        )
        for line, place in zip(lines, places, strict=True)
    ]


def _standing(
    hall: Hall, old: CompiledPlan, *, line: SoldPlace, place: int | None, apart: bool
) -> Standing:
    if place is None:
        return Standing.NONE
    key = hall.category(place)
    price = hall.amounts.get(line.category)
    sees_less = hall.plan.flags[place] & RESTRICTED_VIEW & ~old.flags[line.place]
    if apart or sees_less or (price is not None and hall.amounts[key] < price):
        return Standing.WORSE
    if key != line.category:
        # A category that is not sold any more has no price to compare with.
        return Standing.BETTER if price is not None else Standing.OTHER
    was, name = old.place_name(line.place), hall.plan.place_name(place)
    return Standing.SAME if (was.section, was.row) == (name.section, name.row) else Standing.OTHER
