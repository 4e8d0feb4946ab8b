"""The places of a show as its page lists them: categories, sections, rows, standing areas."""

from collections.abc import Sequence

from tessera.claims.live_map import FREE, LiveMap
from tessera.kit.money import Money
from tessera.shows.model import ForSale, Show
from tessera.venues.plan.compiled import CompiledPlan
from tessera.venues.plan.model import ACCESSIBLE, COMPANION, RESTRICTED_VIEW
from tessera.web.present import N_, Say, colour_of
from tessera.web.views.shows import (
    CategoryPrice,
    PlaceChoice,
    PlaceState,
    RowOfPlaces,
    SectionLink,
    SectionPlaces,
    StandingArea,
)

LISTED_MAX = 600
"""Seats that a page lists at once; larger halls are opened section by section."""
SECTION_MAX = 1500
STATES: tuple[PlaceState, ...] = ("free", "held", "held", "sold", "sold")
NOTES = (
    (ACCESSIBLE, N_("wheelchair place")),
    (COMPANION, N_("companion place")),
    (RESTRICTED_VIEW, N_("restricted view")),
)


def category_prices(show: Show, plan: CompiledPlan, live: LiveMap) -> tuple[CategoryPrice, ...]:
    """What is sold, with how many are free."""
    free = [0] * len(plan.categories)
    for category, state in zip(plan.category_of, live.states, strict=True):
        free[category] += state == FREE
    return tuple(
        CategoryPrice(
            category.key,
            category.name,
            show.price(category.key),
            free[index],
            colour_of(plan, category.key),
        )
        for index, category in enumerate(plan.categories)
        if category.key in show.prices
    )


def section_links(
    show: Show, plan: CompiledPlan, live: LiveMap, *, chosen: str | None
) -> tuple[SectionLink, ...]:
    """The parts of a hall too large to list whole."""
    names = list(dict.fromkeys(bank.section for bank in plan.banks))
    if plan.seats <= LISTED_MAX or len(names) < 2:
        return ()
    links = []
    for index, name in enumerate(names):
        places = _places_of(plan, name)
        prices = [show.prices[k].total for k in _keys(plan, places) if k in show.prices]
        if prices:
            links.append(
                SectionLink(
                    name=name,
                    url=f"/shows/{show.id}?section={index}#places",
                    free=sum(live.states[place] == FREE for place in places),
                    price_from=Money(min(prices), show.currency),
                    current=chosen == str(index),
                )
            )
    return tuple(links)


def _places_of(plan: CompiledPlan, section: str) -> list[int]:
    return [
        place
        for bank in plan.banks
        if bank.section == section
        for place in range(bank.first_place, bank.first_place + bank.seats)
    ]


def _keys(plan: CompiledPlan, places: Sequence[int]) -> set[str]:
    return {plan.categories[plan.category_of[place]].key for place in places}


def places_of_section(
    show: Show,
    plan: CompiledPlan,
    live: LiveMap,
    *,
    sections: tuple[SectionLink, ...],
    own: tuple[int, ...],
    speak: Say,
) -> SectionPlaces | None:
    """The seats to list: of the open section, or all of a small hall."""
    current = next((link.name for link in sections if link.current), None)
    if (sections and current is None) or not plan.seats:
        return None
    rows = []
    listed = 0
    for bank in plan.banks:
        if current is not None and bank.section != current:
            continue
        places = range(bank.first_place, bank.first_place + bank.seats)
        choices = [
            choice
            for place in places
            if (choice := _choice(ForSale(show, plan), live, place, own=own, speak=speak))
            is not None
        ]
        listed += len(choices)
        if listed > SECTION_MAX:
            break
        label = bank.row if current is not None or not bank.section else bank.section
        rows.append(RowOfPlaces(f"{bank.section} {bank.row}".strip() or label, tuple(choices)))
    return SectionPlaces(current or "", tuple(row for row in rows if row.places))


def _choice(
    for_sale: ForSale, live: LiveMap, place: int, *, own: tuple[int, ...], speak: Say
) -> PlaceChoice | None:
    show, plan = for_sale.show, for_sale.plan
    category = plan.categories[plan.category_of[place]]
    if category.key not in show.prices:
        return None
    name = plan.place_name(place)
    flags = plan.flags[place]
    return PlaceChoice(
        place=place,
        seat=name.seat,
        label=name.label,
        state="mine" if place in own else STATES[live.shown(place)],
        category=category.name,
        colour=colour_of(plan, category.key),
        price=show.price(category.key),
        notes=tuple(speak(word) for bit, word in NOTES if flags & bit),
    )


def standing_areas(show: Show, plan: CompiledPlan, live: LiveMap) -> tuple[StandingArea, ...]:
    areas = []
    for area in plan.areas:
        if area.category not in show.prices:
            continue
        span = live.states[area.first_place : area.first_place + area.capacity]
        free = span.count(FREE)
        areas.append(
            StandingArea(
                area=area.name,
                label=area.name,
                price=show.price(area.category),
                free=free,
                quantity_max=min(free, show.places_per_order_max),
                colour=colour_of(plan, area.category),
            )
        )
    return tuple(areas)
