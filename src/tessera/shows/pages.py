"""Pages: the show with its seat map, and holding places from there."""

from collections.abc import Sequence
from functools import partial
from zoneinfo import ZoneInfo

from litestar import get, post
from litestar.params import FromPath

from tessera.claims.hold import Best, Held, Wish
from tessera.claims.live_map import FREE, LiveMap
from tessera.claims.read import live_until
from tessera.claims.routes import hold_for, public_show
from tessera.claims.token import HoldProof
from tessera.kit.errors import Invalid, Problem, Refused
from tessera.kit.money import Money
from tessera.orders.rules import cancellable_until
from tessera.services import Services
from tessera.shows.find import WantedShows, availability, find_shows
from tessera.shows.model import ForSale, Show
from tessera.venues.plan.compiled import CompiledPlan
from tessera.venues.plan.model import ACCESSIBLE, COMPANION, RESTRICTED_VIEW
from tessera.web.errors import Trouble, trouble_of
from tessera.web.guards import anyone
from tessera.web.pages import (
    Page,
    PageRequest,
    cookie,
    form_of,
    go,
    numbers,
    one,
    page,
    refusal,
    say,
)
from tessera.web.present import N_, Say, colour_of, sale_state, show_summary, showtime
from tessera.web.views.catalog import Showtime
from tessera.web.views.shell import Countdown, Link, Option
from tessera.web.views.shows import (
    CategoryPrice,
    OwnHold,
    PlaceChoice,
    PlaceState,
    RowOfPlaces,
    SectionLink,
    SectionPlaces,
    ShowPage,
    StandingArea,
)

HOLD_COOKIE = "tessera_hold"
LISTED_MAX = 600
"""Seats that a page lists at once; larger halls are opened section by section."""
SECTION_MAX = 1500
QUANTITIES_SHOWN = 10
STATES: tuple[PlaceState, ...] = ("free", "held", "held", "sold", "sold")
NOTES = (
    (ACCESSIBLE, N_("wheelchair place")),
    (COMPANION, N_("companion place")),
    (RESTRICTED_VIEW, N_("restricted view")),
)


@get("/shows/{show_id:int}", guards=[anyone], include_in_schema=False)
async def show_page(request: PageRequest, show_id: FromPath[int]) -> Page:
    """The seat map; without JavaScript a list to tick."""
    return await show_with(request, show_id)


@post("/shows/{show_id:int}/holds", guards=[anyone], include_in_schema=False)
async def post_hold(request: PageRequest, show_id: FromPath[int]) -> Page:
    """Hold what the form asks for and go to the checkout; a refusal comes back on the page."""
    services: Services = request.app.state.services
    fields = await form_of(request)
    for_sale = await public_show(services, show_id)
    try:
        wish = _wish(fields)
        held = await hold_for(request, for_sale, wish, None)
    except (Refused, Invalid) as error:
        return await show_with(request, show_id, trouble_of(error))
    assert isinstance(held, Held), "a form brings no idempotency key"
    command = held.command
    token = services.hold_tokens.seal(HoldProof(command.hold_id, show_id, command.places))
    return go(
        f"/checkout/{command.hold_id}",
        cookie(services, HOLD_COOKIE, token, seconds=for_sale.show.hold_seconds),
    )


def _wish(fields: dict[str, list[str]]) -> Wish:
    if "place" in fields:
        return Wish(places=numbers(fields, "place"))
    quantity = next(iter(numbers(fields, "quantity")), 0)
    if area := one(fields, "area"):
        return Wish(area=area, quantity=quantity)
    if quantity:
        return Wish(best=Best(quantity=quantity, category=one(fields, "category") or None))
    raise Invalid([Problem("places", "choose at least one place")])


async def show_with(request: PageRequest, show_id: int, trouble: Trouble | None = None) -> Page:
    """The show page, with what went wrong where something did."""
    services: Services = request.app.state.services
    for_sale = await public_show(services, show_id)
    show, plan = for_sale.show, for_sale.plan
    live = await services.maps.get(show_id)
    live.lapse(services.maps.now())
    speak = partial(say, request)
    own = await _own_hold(request, show)
    sections = section_links(show, plan, live, request.query_params.get("section"))
    view = ShowPage(
        show_id=str(show.id),
        seat_plan_id=str(show.seat_plan_id),
        show=show_summary(show, speak),
        status=sale_state(show, live.available),
        categories=category_prices(show, plan, live),
        capacity=plan.capacity,
        available=live.available,
        places_per_order_max=show.places_per_order_max,
        hold_minutes=show.hold_seconds // 60,
        sections=sections,
        section=_section(show, plan, live, sections, own.places if own else (), speak),
        areas=_areas(show, plan, live),
        quantities=_quantities(show),
        other_times=await _other_times(request, show),
        sales_open_at=show.sales_open_at,
        cancel_until=cancellable_until(show),
        refusal=refusal(request, trouble) if trouble else None,
        hold=own,
        title_link=Link(show.title.name, f"/titles/{show.title.id}"),
    )
    return await page(request, "shows/show.html", view, status=trouble.status if trouble else 200)


async def _own_hold(request: PageRequest, show: Show) -> OwnHold | None:
    services: Services = request.app.state.services
    token = request.cookies.get(HOLD_COOKIE)
    proof = services.hold_tokens.open(token) if token else None
    if proof is None or proof.show_id != show.id:
        return None
    until = await live_until(services.db.pool, proof)
    if until is None:
        return None
    countdown = Countdown(until, services.clock(), show.hold_seconds)
    return OwnHold(f"/checkout/{proof.hold_id}", proof.places, countdown)


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
    show: Show, plan: CompiledPlan, live: LiveMap, chosen: str | None
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


def _section(
    show: Show,
    plan: CompiledPlan,
    live: LiveMap,
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
            if (choice := _choice(ForSale(show, plan), live, place, own, speak)) is not None
        ]
        listed += len(choices)
        if listed > SECTION_MAX:
            break
        label = bank.row if current is not None or not bank.section else bank.section
        rows.append(RowOfPlaces(f"{bank.section} {bank.row}".strip() or label, tuple(choices)))
    return SectionPlaces(current or "", tuple(row for row in rows if row.places))


def _choice(
    for_sale: ForSale, live: LiveMap, place: int, own: tuple[int, ...], speak: Say
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


def _areas(show: Show, plan: CompiledPlan, live: LiveMap) -> tuple[StandingArea, ...]:
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


def _quantities(show: Show) -> tuple[Option, ...]:
    most = min(show.places_per_order_max, QUANTITIES_SHOWN)
    return tuple(Option(str(n), str(n), n == min(2, most)) for n in range(1, most + 1))


async def _other_times(request: PageRequest, show: Show) -> tuple[Showtime, ...]:
    """The title's other shows at this venue that day."""
    services: Services = request.app.state.services
    day = show.starts_at.astimezone(ZoneInfo(show.venue.timezone)).date()
    wanted = WantedShows(title_id=show.title.id, venue_id=show.venue.id, day=day)
    async with services.db.transaction() as tx:
        others = await find_shows(tx, wanted, limit=12)
    free = await availability(services.db.pool, [other.id for other in others])
    if len(others) < 2:
        return ()
    return tuple(
        showtime(other, free.get(other.id, 0), current=other.id == show.id) for other in others
    )


PAGES = [show_page, post_hold]
