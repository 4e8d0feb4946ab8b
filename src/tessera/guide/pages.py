"""Pages: restaurants and films at home, for everybody."""

from functools import partial

from litestar import get
from litestar.params import FromPath

from tessera.accounts.policy import Right
from tessera.guide.keep import RESTAURANTS, STREAMING, read_entry
from tessera.guide.model import (
    NEW_MAX,
    TOP_MAX,
    TRENDING_MAX,
    GuideList,
    Plan,
    StreamingType,
    WantedRestaurants,
    WantedStreaming,
)
from tessera.guide.present import (
    TYPES,
    chips_of,
    rating_of,
    restaurant_card,
    shown_offers,
    streaming_card,
)
from tessera.guide.read import choices, find_plans, find_restaurants, find_streaming, recommended
from tessera.guide.routes import seen
from tessera.kit.errors import NotFound
from tessera.kit.limits import Policy
from tessera.kit.money import Money
from tessera.services import Services
from tessera.web.guards import may, person_of
from tessera.web.limited import within_address
from tessera.web.pages import Page, PageRequest, page, say
from tessera.web.present import N_
from tessera.web.public import public_read
from tessera.web.views.guide import GuideCard, GuideEntryPage, GuidePage, PlanRow
from tessera.web.views.shell import Link, Pagination

PAGE_SIZE = 30
RATINGS = ("9", "8", "7", "6")


def asked_of(request: PageRequest, *names: str) -> dict[str, str]:
    """Filters of a link as plain text."""
    query = request.query_params
    return {name: query.get(name, "").replace("\x00", "").strip()[:100] for name in names}


def turned_of(request: PageRequest) -> int:
    """Which page of a list."""
    number = request.query_params.get("page", "0")
    return int(number) if number.isdecimal() and len(number) < 5 else 0


@get("/restaurants", guards=[may(Right.BROWSE)], include_in_schema=False)
async def restaurants(request: PageRequest) -> Page:
    """Restaurants by city, cuisine, rating and name; the ten best; near a venue."""
    await within_address(request, Policy.SEARCH)
    services: Services = request.app.state.services
    asked = asked_of(request, "q", "city", "cuisine", "rating", "near", "list")
    wanted, turned = _wanted_restaurants(asked), turned_of(request)
    top = wanted.top
    size = TOP_MAX if top else PAGE_SIZE
    found = await public_read(
        request,
        ("restaurants page", wanted, turned),
        lambda tx: find_restaurants(tx, wanted, limit=size + 1, offset=turned * size),
    )
    there = await public_read(request, ("guide choices",), choices)
    chips = partial(chips_of, request, "/restaurants", asked)
    today = services.clock().date()
    rows = (
        (N_("City"), chips(name="city", values=there.get("city", []))),
        (N_("Cuisine"), chips(name="cuisine", values=there.get("cuisine", []))),
        (N_("At least"), chips(name="rating", values=RATINGS)),
    )
    view = GuidePage(
        heading=say(request, N_("Restaurants")),
        path="/restaurants",
        q=asked["q"],
        asked={name: value for name, value in asked.items() if value and name != "q"},
        lists=(
            Link(say(request, N_("All restaurants")), "/restaurants", not top),
            Link(say(request, N_("Top rated")), "/restaurants?list=top", top),
        ),
        filters=tuple((say(request, label), links) for label, links in rows),
        cards=tuple(restaurant_card(request, one, today) for one in found[:size]),
        pages=Pagination() if top else _pages("/restaurants", turned, more=len(found) > size),
    )
    return await page(request, "guide/list.html", view)


def _wanted_restaurants(asked: dict[str, str]) -> WantedRestaurants:
    asked["rating"] = asked["rating"] if asked["rating"] in RATINGS else ""
    near = asked["near"] if asked["near"].isdecimal() and len(asked["near"]) < 18 else ""
    return WantedRestaurants(
        q=asked["q"],
        city=asked["city"],
        cuisine=asked["cuisine"],
        rating_min=int(asked["rating"] or 0) * 10,
        venue_id=int(near) if near else None,
        top=asked["list"] == "top",
    )


@get("/restaurants/{restaurant_id:int}", guards=[may(Right.BROWSE)], include_in_schema=False)
async def restaurant(request: PageRequest, restaurant_id: FromPath[int]) -> Page:
    """One restaurant with its offers."""
    services: Services = request.app.state.services
    found = await public_read(
        request,
        ("restaurant", restaurant_id),
        lambda tx: read_entry(tx, RESTAURANTS, restaurant_id),
    )
    if not found.enabled:
        raise NotFound("restaurant")
    await seen(request, "restaurant", restaurant_id)
    view = GuideEntryPage(
        name=found.name,
        back=Link(say(request, N_("All restaurants")), "/restaurants"),
        rating=rating_of(found.rating_tenths),
        facts=(found.city, *found.cuisines),
        overview=found.overview,
        address=found.address,
        phone=found.phone,
        url=found.url,
        offers=tuple((o.name, o.details) for o in shown_offers(found, services.clock().date())),
    )
    return await page(request, "guide/entry.html", view)


@get("/streaming", guards=[may(Right.BROWSE)], include_in_schema=False)
async def streaming(request: PageRequest) -> Page:
    """Films at home: trending, new, recommended, and by platform, genre, language, type."""
    await within_address(request, Policy.SEARCH)
    asked = asked_of(request, "q", "platform", "genre", "language", "type", "list")
    asked["type"] = asked["type"] if asked["type"] in set(StreamingType) else ""
    asked["list"] = asked["list"] if asked["list"] in set(GuideList) else ""
    turned = turned_of(request)
    cards, more = await _cards(request, asked, turned)
    there = await public_read(request, ("guide choices",), choices)
    plans = await public_read(
        request, ("plans", asked["platform"]), lambda tx: find_plans(tx, asked["platform"])
    )
    names = (
        ("", N_("All films at home")),
        ("trending", N_("Trending")),
        ("new", N_("New")),
        ("top", N_("Top rated")),
        ("recommended", N_("Recommended")),
    )
    chips = partial(chips_of, request, "/streaming", asked)
    rows = (
        (N_("Platform"), chips(name="platform", values=there.get("platform", []))),
        (N_("Genre"), chips(name="genre", values=there.get("genre", []))),
        (N_("Language"), chips(name="language", values=there.get("language", []))),
    )
    view = GuidePage(
        heading=say(request, N_("Films at home")),
        path="/streaming",
        q=asked["q"],
        asked={name: value for name, value in asked.items() if value and name != "q"},
        lists=tuple(
            Link(
                say(request, words),
                f"/streaming?list={name}" if name else "/streaming",
                asked["list"] == name,
            )
            for name, words in names
        ),
        filters=tuple((say(request, label), links) for label, links in rows),
        cards=cards,
        plans=tuple(plan_row(plan) for plan in plans),
        pages=_pages("/streaming", turned, more=more) if not asked["list"] else Pagination(),
    )
    return await page(request, "guide/list.html", view)


async def _cards(
    request: PageRequest, asked: dict[str, str], turned: int
) -> tuple[tuple[GuideCard, ...], bool]:
    services: Services = request.app.state.services
    if asked["list"] == "recommended":
        person = await person_of(request)
        async with services.db.transaction() as tx:
            account_id = person.account_id if person else None
            found = await recommended(tx, account_id, platform=asked["platform"])
        return tuple(streaming_card(request, one) for one in found), False
    lengths = {"trending": TRENDING_MAX, "new": NEW_MAX, "top": TOP_MAX}
    size = lengths.get(asked["list"], PAGE_SIZE)
    wanted = WantedStreaming(
        q=asked["q"],
        platform=asked["platform"],
        genre=asked["genre"],
        language=asked["language"],
        type=asked["type"],
        listed=GuideList(asked["list"]) if asked["list"] else None,
    )
    offset = 0 if asked["list"] else turned * size
    some = await public_read(
        request,
        ("streaming page", wanted, offset),
        lambda tx: find_streaming(tx, wanted, limit=size + 1, offset=offset),
    )
    return tuple(streaming_card(request, one) for one in some[:size]), len(some) > size


@get("/streaming/{streaming_id:int}", guards=[may(Right.BROWSE)], include_in_schema=False)
async def streamed(request: PageRequest, streaming_id: FromPath[int]) -> Page:
    """One streamed title, and what its platform costs."""
    found = await public_read(
        request, ("streamed", streaming_id), lambda tx: read_entry(tx, STREAMING, streaming_id)
    )
    if not found.enabled:
        raise NotFound("streaming title")
    await seen(request, "streaming", streaming_id)
    plans = await public_read(
        request, ("plans", found.platform), lambda tx: find_plans(tx, found.platform)
    )
    view = GuideEntryPage(
        name=found.name,
        back=Link(say(request, N_("All films at home")), "/streaming"),
        rating=rating_of(found.rating_tenths),
        facts=(
            found.platform,
            say(request, TYPES[found.type.value]),
            *found.genres,
            *found.languages,
        ),
        overview=found.overview,
        url=found.url,
        plans=tuple(plan_row(plan) for plan in plans),
    )
    return await page(request, "guide/entry.html", view)


def plan_row(plan: Plan) -> PlanRow:
    """A subscription in a table."""
    price = Money(plan.amount, plan.currency)
    return PlanRow(plan.platform, plan.name, price, plan.months, plan.features)


def _pages(path: str, turned: int, *, more: bool) -> Pagination:
    return Pagination(
        f"{path}?page={turned - 1}" if turned else None,
        f"{path}?page={turned + 1}" if more else None,
    )


PAGES = [restaurants, restaurant, streaming, streamed]
