"""Hold places for a buyer: the ones they named, some of an area, or the best there are.

The live map proposes and refuses what is hopeless; the desk asks PostgreSQL, which decides.
"""

import random
from collections.abc import Callable, Iterator
from datetime import datetime

import msgspec

from tessera.claims import rules
from tessera.claims.desk import ClaimsDesk
from tessera.claims.live_map import LiveMap
from tessera.claims.model import (
    HoldOutcome,
    HoldPlaced,
    HoldRefusal,
    HoldRefused,
    KeyKnown,
    PlaceHold,
)
from tessera.kit.errors import Invalid, Problem
from tessera.shows.model import ForSale
from tessera.venues.plan.propose import propose_area, propose_best

TRIES_MAX = 3
"""Proposals that may lose against other buyers before we say so."""


class Best(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The best free places together, of a category or of any."""

    quantity: int
    category: str | None = None


class Wish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a buyer asks for: exactly one of `places`, `area` with `quantity`, or `best`."""

    places: tuple[int, ...] | None = None
    area: str | None = None
    quantity: int | None = None
    best: Best | None = None


Command = Callable[[tuple[int, ...]], PlaceHold]
"""Makes the desk's command for chosen places; a new hold id each time."""


class Held(msgspec.Struct, frozen=True):
    """The places that the buyer has now."""

    command: PlaceHold
    until: datetime


async def hold(
    desk: ClaimsDesk,
    live: LiveMap,
    for_sale: ForSale,
    wish: Wish,
    command: Command,
    *,
    now: datetime,
    now_seconds: float,
    at_door: HoldRefusal | None = None,
) -> Held | HoldRefused | KeyKnown:
    """Hold what `wish` asks for, all or none. Raises `Invalid` for a wish that makes no sense.

    `now` decides whether the show is on sale, `now_seconds` is the live map's clock; `at_door` is
    what the waiting room says, where one stands before the show.
    """
    if problems := problems_of(wish, for_sale):
        raise Invalid(problems)
    if refusal := rules.refuse_before_io(for_sale, quantity_of(wish), now, at_door=at_door):
        return refusal
    taken: tuple[int, ...] = ()
    for places in proposals(live, for_sale, wish, now_seconds):
        if wish.places is not None and (taken := live.taken(places, now_seconds)):
            break
        asked = command(places)
        live.pencil(places)
        try:
            outcome: HoldOutcome = await desk.holds.submit(asked)
        finally:
            live.rub_out(places)
        if isinstance(outcome, HoldPlaced):
            return Held(asked, outcome.until)
        if isinstance(outcome, KeyKnown) or outcome.code is not HoldRefusal.PLACE_TAKEN:
            return outcome
        taken = outcome.places
    if wish.places is None:
        return HoldRefused(HoldRefusal.NOT_ENOUGH_PLACES)
    return HoldRefused(HoldRefusal.PLACE_TAKEN, taken)


def proposals(
    live: LiveMap, for_sale: ForSale, wish: Wish, now_seconds: float
) -> Iterator[tuple[int, ...]]:
    """Places to try, one proposal after the other; each looks at the map anew."""
    if wish.places is not None:
        yield wish.places
        return
    for _ in range(TRIES_MAX):
        live.lapse(now_seconds)
        places = _propose(live, for_sale, wish)
        if places is None:
            return
        yield places


def _propose(live: LiveMap, for_sale: ForSale, wish: Wish) -> tuple[int, ...] | None:
    if wish.best is not None:
        return propose_best(
            for_sale.plan, live.states, category=wish.best.category, quantity=wish.best.quantity
        )
    assert wish.area is not None
    assert wish.quantity is not None
    [area] = [area for area in for_sale.plan.areas if area.name == wish.area]
    # A random start keeps thousands of buyers from fighting for the same first units.
    start = random.randrange(area.capacity)  # noqa: S311
    return propose_area(
        for_sale.plan, live.states, area=wish.area, quantity=wish.quantity, start=start
    )


def quantity_of(wish: Wish) -> int:
    """How many places a wish asks for."""
    if wish.places is not None:
        return len(wish.places)
    return (wish.best.quantity if wish.best else wish.quantity) or 0


def problems_of(wish: Wish, for_sale: ForSale) -> list[Problem]:
    """Everything about a wish that cannot be."""
    ways = [wish.places is not None, wish.area is not None, wish.best is not None]
    if sum(ways) != 1:
        return [Problem("", "must have exactly one of places, area and best")]
    if wish.places is not None:
        return rules.problems_of(for_sale, wish.places) + _superfluous_quantity(wish)
    prices, problems = for_sale.show.prices, []
    if wish.best is not None:
        category = wish.best.category
        if category is not None and category not in prices:
            problems.append(Problem("best.category", f"there is no category {category}"))
        if wish.best.quantity < 1:
            problems.append(Problem("best.quantity", "must be 1 or more"))
        return problems + _superfluous_quantity(wish)
    areas = {area.name: area for area in for_sale.plan.areas}
    if wish.area not in areas:
        problems.append(Problem("area", f"there is no area {wish.area}"))
    elif areas[wish.area].category not in prices:
        problems.append(Problem("area", f"area {wish.area} is not for sale"))
    if wish.quantity is None or wish.quantity < 1:
        problems.append(Problem("quantity", "must be 1 or more"))
    return problems


def _superfluous_quantity(wish: Wish) -> list[Problem]:
    if wish.quantity is None:
        return []
    return [Problem("quantity", "belongs to area")]
