"""Pure decisions about allotments: which places are meant, and what may become of them."""

import re
from collections.abc import Sequence

from tessera.allotments.model import WAYS, Allotment, AllotmentRefusal, AllotmentSale, NewAllotment
from tessera.kit.errors import Problem
from tessera.shows.model import ForSale, ShowStatus
from tessera.venues.plan.compiled import CompiledPlan
from tessera.venues.plan.propose import propose_area, propose_best

SIDE_BY_SIDE_MAX = 40
"""Beyond that nobody sits as one party: places are taken in the order of the hall."""
OVER = frozenset({ShowStatus.RUNNING, ShowStatus.COMPLETED, ShowStatus.CANCELLED})
OPEN = frozenset(
    {ShowStatus.SCHEDULED, ShowStatus.ON_SALE, ShowStatus.SOLD_OUT, ShowStatus.RUNNING}
)
"""While the box office hands tickets out: until the end, for who comes late."""
RANGE = re.compile(r"^(.*?)(\d+)\s*[-–]\s*(\d+)$")
RANGE_MAX = 500


def problems_of(new: NewAllotment, for_sale: ForSale) -> list[Problem]:
    """Everything about a wish that cannot be."""
    plan = for_sale.plan
    problems = []
    if (new.places is None) == (new.quantity is None):
        problems.append(Problem("", "must have either places or quantity"))
    seen: set[int] = set()
    for index, place in enumerate(new.places or ()):
        if place >= plan.capacity:
            problems.append(Problem(f"places[{index}]", f"there is no place {place}"))
        if place in seen:
            problems.append(Problem(f"places[{index}]", f"place {place} is named twice"))
        seen.add(place)
    if new.category and new.category not in {c.key for c in plan.categories}:
        problems.append(Problem("category", f"there is no category {new.category}"))
    if new.area and new.area not in {area.name for area in plan.areas}:
        problems.append(Problem("area", f"there is no area {new.area}"))
    if new.key_id is not None and new.purpose != "partner":
        problems.append(Problem("key_id", "belongs to allotments of partners"))
    return problems


def chosen(plan: CompiledPlan, taken: Sequence[int], new: NewAllotment) -> tuple[int, ...] | None:
    """The places that are meant, or None where too few are free. `taken` are not free."""
    if new.places is not None:
        return tuple(sorted(new.places))
    assert new.quantity is not None, "problems_of has looked"
    states = bytearray(plan.capacity)
    for place in taken:
        states[place] = 1
    if new.area:
        return propose_area(plan, states, area=new.area, quantity=new.quantity, start=0)
    if new.quantity <= SIDE_BY_SIDE_MAX:
        return propose_best(plan, states, category=new.category or None, quantity=new.quantity)
    wanted = [index for index, c in enumerate(plan.categories) if new.category in ("", c.key)]
    free = [p for p in range(plan.capacity) if not states[p] and plan.category_of[p] in wanted]
    return tuple(free[: new.quantity]) if len(free) >= new.quantity else None


def places_named(plan: CompiledPlan, text: str) -> tuple[tuple[int, ...], list[Problem]]:
    """Places by what their tickets say: "Stalls H 4-9, Stalls K 1". A range counts its last number.

    Every name that is not in the hall is a problem of its own.
    """
    known = {plan.label(place).casefold(): place for place in range(plan.seats)}
    found: list[int] = []
    problems = []
    for part in (piece.strip() for piece in re.split(r"[,;\n]", text)):
        if not part:
            continue
        names = _spread(part)
        places = [known.get(" ".join(name.split()).casefold()) for name in names]
        missing = [name for name, place in zip(names, places, strict=True) if place is None]
        if missing:
            problems.append(Problem("labels", f"there is no place called {missing[0]}"))
        found += [place for place in places if place is not None]
    return tuple(dict.fromkeys(found)), problems


def _spread(part: str) -> list[str]:
    match = RANGE.match(part)
    if match is None:
        return [part]
    first, last = int(match[2]), int(match[3])
    if not first <= last < first + RANGE_MAX:
        return [part]
    return [f"{match[1]}{n}" for n in range(first, last + 1)]


def refuse_sale(
    allotment: Allotment, sale: AllotmentSale, status: ShowStatus
) -> AllotmentRefusal | None:
    """Why nothing can be sold or given from it like that, or None."""
    if allotment.ended_at is not None:
        return AllotmentRefusal.ALLOTMENT_ENDED
    if status is ShowStatus.DRAFT:
        return AllotmentRefusal.SHOW_NOT_PUBLISHED
    if status not in OPEN:
        return AllotmentRefusal.SHOW_OVER
    if sale.how not in WAYS[allotment.purpose]:
        return AllotmentRefusal.WAY_NOT_OPEN
    return None
