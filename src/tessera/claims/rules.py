"""Pure decisions about holds. The database says the same with keys and checks (migrations/0001)."""

from collections.abc import Sequence
from datetime import datetime

from tessera.claims.model import HoldRefusal, HoldRefused
from tessera.kit.errors import Problem
from tessera.shows.model import ForSale


def problems_of(for_sale: ForSale, places: Sequence[int]) -> list[Problem]:
    """What is malformed in a wish for `places`: each problem with its path."""
    problems = []
    plan, prices = for_sale.plan, for_sale.show.prices
    if not places:
        problems.append(Problem("places", "names no place"))
    seen: set[int] = set()
    for index, place in enumerate(places):
        if not 0 <= place < plan.capacity:
            problems.append(Problem(f"places[{index}]", f"there is no place {place}"))
        elif plan.categories[plan.category_of[place]].key not in prices:
            problems.append(Problem(f"places[{index}]", f"place {place} is not for sale"))
        if place in seen:
            problems.append(Problem(f"places[{index}]", f"place {place} is named twice"))
        seen.add(place)
    return problems


def refuse_before_io(
    for_sale: ForSale, quantity: int, now: datetime, *, at_door: HoldRefusal | None = None
) -> HoldRefused | None:
    """The refusal that needs no look at the claims, or None. `at_door` is what the waiting room
    before the show says."""
    show = for_sale.show
    if not show.on_sale_at(now):
        return HoldRefused(HoldRefusal.NOT_ON_SALE)
    if at_door is not None:
        return HoldRefused(at_door)
    if quantity > show.places_per_order_max:
        return HoldRefused(HoldRefusal.LIMIT_REACHED)
    if show.places_per_customer_max is not None and quantity > show.places_per_customer_max:
        return HoldRefused(HoldRefusal.LIMIT_REACHED)
    return None
