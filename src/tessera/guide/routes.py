"""REST: restaurants, streamed titles, plans."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

import msgspec
from litestar import Response, delete, get, patch, post
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from tessera.accounts.policy import Right
from tessera.guide.keep import PLANS, RESTAURANTS, STREAMING, change, enter, read_entry, remove
from tessera.guide.model import (
    NEW_MAX,
    TOP_MAX,
    TRENDING_MAX,
    Advised,
    GuideList,
    Near,
    NewPlan,
    NewRestaurant,
    NewStreaming,
    PlanChange,
    RestaurantChange,
    StreamingChange,
    StreamingType,
    WantedRestaurants,
    WantedStreaming,
)
from tessera.guide.present import shown_offers
from tessera.guide.read import find_plans, find_restaurants, find_streaming, recommended
from tessera.kit.database import Tx
from tessera.kit.errors import NotFound
from tessera.kit.limits import Policy
from tessera.kit.pagination import PAGE_DEFAULT, offset_page
from tessera.services import Services
from tessera.web.answers import JsonRequest, json_answer
from tessera.web.guards import may, person_of
from tessera.web.limited import within_address
from tessera.web.once import once
from tessera.web.paging import Cursor, Limit
from tessera.web.public import public_answer, public_read

Words = Annotated[str, QueryParameter(max_length=100)]
Tenths = Annotated[int, QueryParameter(ge=0, le=100)]
RESTAURANT = "/restaurants/{restaurant_id:int}"
STREAMED = "/streaming/{streaming_id:int}"
PLAN = "/streaming-plans/{plan_id:int}"
CHANGES = may(Right.GUIDE_CHANGE)
LENGTHS = {GuideList.TOP: TOP_MAX, GuideList.TRENDING: TRENDING_MAX, GuideList.NEW: NEW_MAX}


@get("/restaurants", guards=[may(Right.BROWSE)])
async def get_restaurants(
    request: JsonRequest,
    q: Words = "",
    city: Words = "",
    cuisine: Words = "",
    rating_min: Tenths = 0,
    near_venue: FromQuery[int | None] = None,
    top: FromQuery[bool] = False,
    limit: Limit = PAGE_DEFAULT,
    cursor: Cursor = 0,
) -> Response[bytes]:
    """Restaurants, the best rated first, or the nearest to a venue; `top=true` is the ten best."""
    await within_address(request, Policy.SEARCH)
    wanted = WantedRestaurants(
        q=q, city=city, cuisine=cuisine, rating_min=rating_min, venue_id=near_venue, top=top
    )
    most = min(limit, TOP_MAX) if top else limit
    found = await public_read(
        request,
        ("restaurants", wanted, most, cursor),
        lambda tx: find_restaurants(tx, wanted, limit=most + 1, offset=0 if top else cursor),
    )
    today = _today(request)
    answer = offset_page(found, most, cursor, view=lambda one: near_view(one, today))
    return await public_answer(request, answer | ({"next_cursor": None} if top else {}))


@get(RESTAURANT, guards=[may(Right.BROWSE)])
async def get_restaurant(request: JsonRequest, restaurant_id: FromPath[int]) -> Response[bytes]:
    """One restaurant with its offers of today."""
    found = await public_read(
        request,
        ("restaurant", restaurant_id),
        lambda tx: read_entry(tx, RESTAURANTS, restaurant_id),
    )
    if not found.enabled:
        raise NotFound("restaurant")
    await seen(request, "restaurant", restaurant_id)
    return await public_answer(request, near_view(Near(found), _today(request)))


@get("/streaming", guards=[may(Right.BROWSE)])
async def get_streaming(
    request: JsonRequest,
    q: Words = "",
    platform: Words = "",
    genre: Words = "",
    language: Words = "",
    kind: Annotated[StreamingType | None, QueryParameter(name="type")] = None,
    listed: Annotated[GuideList | None, QueryParameter(name="list")] = None,
    limit: Limit = PAGE_DEFAULT,
    cursor: Cursor = 0,
) -> Response[bytes]:
    """Films and series at home, the newest first. `list` is `trending` (20, by views, which halve
    in a week), `new` (30 days), `top`, or `recommended` (15, rated 7 or more, by what you booked
    and looked at; `because` says which)."""
    await within_address(request, Policy.SEARCH)
    person = await person_of(request)
    if listed is GuideList.RECOMMENDED:
        services: Services = request.app.state.services
        async with services.db.transaction() as tx:
            account_id = person.account_id if person else None
            advised = await recommended(tx, account_id, platform=platform)
        items = [advised_view(one) for one in advised]
        return json_answer({"items": items, "next_cursor": None}, cache_control="private, no-store")
    wanted = WantedStreaming(
        q=q, platform=platform, genre=genre, language=language, type=kind or "", listed=listed
    )
    most = min(limit, LENGTHS[listed]) if listed else limit
    found = await public_read(
        request,
        ("streaming", wanted, most, cursor),
        lambda tx: find_streaming(tx, wanted, limit=most + 1, offset=0 if listed else cursor),
    )
    answer = offset_page(found, most, cursor, view=advised_view)
    return await public_answer(request, answer | ({"next_cursor": None} if listed else {}))


@get(STREAMED, guards=[may(Right.BROWSE)])
async def get_streamed(request: JsonRequest, streaming_id: FromPath[int]) -> Response[bytes]:
    """One streamed title."""
    found = await public_read(
        request, ("streamed", streaming_id), lambda tx: read_entry(tx, STREAMING, streaming_id)
    )
    if not found.enabled:
        raise NotFound("streaming title")
    await seen(request, "streaming", streaming_id)
    return await public_answer(request, found)


@get("/streaming-plans", guards=[may(Right.BROWSE)])
async def get_plans(request: JsonRequest, platform: Words = "") -> Response[bytes]:
    """Subscription plans, by platform."""
    found = await public_read(request, ("plans", platform), lambda tx: find_plans(tx, platform))
    return await public_answer(request, {"items": found, "next_cursor": None})


async def seen(request: JsonRequest, kind: Any, item_id: int) -> None:
    """Count a view; of whom is kept only for who is signed in."""
    services: Services = request.app.state.services
    person = await person_of(request)
    account_id = person.account_id if person and person.acting_by is None else None
    services.views.note(kind, item_id, account_id)


def near_view(one: Near, today: Any) -> dict[str, Any]:
    """A restaurant as JSON, with the offers that still hold."""
    fields: dict[str, Any] = msgspec.to_builtins(one.restaurant)
    fields["offers"] = msgspec.to_builtins(shown_offers(one.restaurant, today))
    return fields if one.km is None else fields | {"km": round(one.km, 2)}


def advised_view(one: Advised) -> dict[str, Any]:
    """A streamed title as JSON, with why it is recommended."""
    fields: dict[str, Any] = msgspec.to_builtins(one.streaming)
    because = {"genre": one.genre, "because": one.because}
    return fields | ({"because": because} if one.because else {})


def _today(request: JsonRequest) -> Any:
    services: Services = request.app.state.services
    return services.clock().date()


async def _once(
    request: JsonRequest, act: Callable[[Tx], Awaitable[object]], *, status: int = 200
) -> Response[Any]:
    return await once(request, act, status=status)


@post("/restaurants", guards=[CHANGES], status_code=201)
async def post_restaurant(request: JsonRequest, data: JSONBody[NewRestaurant]) -> Response[bytes]:
    """Enter a restaurant, with its offers."""
    return await _once(request, lambda tx: enter(tx, RESTAURANTS, data), status=201)


@patch(RESTAURANT, guards=[CHANGES])
async def patch_restaurant(
    request: JsonRequest, restaurant_id: FromPath[int], data: JSONBody[RestaurantChange]
) -> Response[bytes]:
    """Change one; fields left out stay."""
    return await _once(request, lambda tx: change(tx, RESTAURANTS, restaurant_id, wanted=data))


@delete(RESTAURANT, guards=[CHANGES], status_code=204)
async def delete_restaurant(request: JsonRequest, restaurant_id: FromPath[int]) -> Response[None]:
    """Remove one."""
    return await _once(request, lambda tx: remove(tx, RESTAURANTS, restaurant_id), status=204)


@post("/streaming", guards=[CHANGES], status_code=201)
async def post_streamed(request: JsonRequest, data: JSONBody[NewStreaming]) -> Response[bytes]:
    """Enter a streamed title."""
    return await _once(request, lambda tx: enter(tx, STREAMING, data), status=201)


@patch(STREAMED, guards=[CHANGES])
async def patch_streamed(
    request: JsonRequest, streaming_id: FromPath[int], data: JSONBody[StreamingChange]
) -> Response[bytes]:
    """Change one; fields left out stay."""
    return await _once(request, lambda tx: change(tx, STREAMING, streaming_id, wanted=data))


@delete(STREAMED, guards=[CHANGES], status_code=204)
async def delete_streamed(request: JsonRequest, streaming_id: FromPath[int]) -> Response[None]:
    """Remove one."""
    return await _once(request, lambda tx: remove(tx, STREAMING, streaming_id), status=204)


@post("/streaming-plans", guards=[CHANGES], status_code=201)
async def post_plan(request: JsonRequest, data: JSONBody[NewPlan]) -> Response[bytes]:
    """Enter a plan."""
    return await _once(request, lambda tx: enter(tx, PLANS, data), status=201)


@patch(PLAN, guards=[CHANGES])
async def patch_plan(
    request: JsonRequest, plan_id: FromPath[int], data: JSONBody[PlanChange]
) -> Response[bytes]:
    """Change one; fields left out stay."""
    return await _once(request, lambda tx: change(tx, PLANS, plan_id, wanted=data))


@delete(PLAN, guards=[CHANGES], status_code=204)
async def delete_plan(request: JsonRequest, plan_id: FromPath[int]) -> Response[None]:
    """Remove one."""
    return await _once(request, lambda tx: remove(tx, PLANS, plan_id), status=204)


ROUTES = [
    get_restaurants,
    get_restaurant,
    get_streaming,
    get_streamed,
    get_plans,
    post_restaurant,
    patch_restaurant,
    delete_restaurant,
    post_streamed,
    patch_streamed,
    delete_streamed,
    post_plan,
    patch_plan,
    delete_plan,
]
