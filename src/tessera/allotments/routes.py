"""REST: allotments of a show, what is sold and given from them."""

from typing import Any
from uuid import UUID

from litestar import Response, get, patch, post
from litestar.params import FromPath, JSONBody

from tessera.accounts.model import Person
from tessera.accounts.policy import Right
from tessera.allotments.keep import change_allotment, enter_allotment, release_places
from tessera.allotments.model import (
    Allotment,
    AllotmentChange,
    AllotmentRefusal,
    AllotmentSale,
    Holder,
    How,
    NewAllotment,
    Release,
)
from tessera.allotments.read import allotments_of, read_allotment
from tessera.allotments.sell import Sold, sell_from
from tessera.claims.model import Change, ClaimState
from tessera.kit.clock import rfc3339
from tessera.kit.database import Tx
from tessera.kit.errors import Forbidden, Refused
from tessera.orders.model import Buyer
from tessera.orders.open_routes import buyer_of
from tessera.services import Services
from tessera.shows.model import ForSale
from tessera.shows.routes import own_show
from tessera.web.answers import JsonRequest, json_answer, money
from tessera.web.guards import Connection, allowed, may, require
from tessera.web.once import once

OF_SHOW = "/shows/{show_id:int}/allotments"
ONE = "/allotments/{allotment_id:uuid}"


def allotment_view(found: Allotment, for_sale: ForSale) -> dict[str, Any]:
    """An allotment as who works there sees it."""
    plan = for_sale.plan
    ended = found.ended_at
    return {
        "id": found.id,
        "show_id": found.show_id,
        "purpose": found.purpose,
        "name": found.name,
        "note": found.note,
        "key_id": found.key_id,
        "release_minutes": found.release_minutes,
        "places": [{"place": place, "label": plan.label(place)} for place in found.places],
        "orders": found.sold,
        "version": found.version,
        "created_at": rfc3339(found.created_at),
        "ended_at": rfc3339(ended) if ended else None,
    }


async def own_allotment(
    request: Connection, tx: Tx, allotment_id: UUID
) -> tuple[Allotment, ForSale]:
    """An allotment, for who has the route's right there. Raises as `allowed` does."""
    services: Services = request.app.state.services
    found = await read_allotment(tx, allotment_id)
    await allowed(request, None, found.organization_id, what="allotment")
    return found, await services.shows.get(found.show_id)


@get(OF_SHOW, guards=[may(Right.SALES_READ)])
async def get_allotments(request: JsonRequest, show_id: FromPath[int]) -> Response[bytes]:
    """What is kept of a show, for whom, until when; those that have ended last."""
    services: Services = request.app.state.services
    for_sale = await own_show(request, show_id)
    found = await allotments_of(services.db.pool, show_id)
    items = [allotment_view(one, for_sale) for one in found]
    return json_answer({"items": items, "next_cursor": None})


@post(OF_SHOW, guards=[may(Right.SHOWS_CHANGE)], status_code=201)
async def post_allotment(
    request: JsonRequest, show_id: FromPath[int], data: JSONBody[NewAllotment]
) -> Response[bytes]:
    """Keep places out of the sale, all or none; 409 `place_taken` names those somebody has."""
    services: Services = request.app.state.services
    for_sale = await own_show(request, show_id)
    kept: list[Allotment] = []

    async def act(tx: Tx) -> object:
        kept.append(await enter_allotment(tx, for_sale, data))
        return allotment_view(kept[-1], for_sale)

    response = await once(request, act, status=201)
    tell_kept(services, kept)
    return response


def tell_kept(services: Services, kept: list[Allotment]) -> None:
    """The live maps hear of what was kept."""
    services.maps.tell(Change(a.show_id, a.places, ClaimState.BLOCKED) for a in kept)


@patch(ONE, guards=[may(Right.SHOWS_CHANGE)])
async def patch_allotment(
    request: JsonRequest, allotment_id: FromPath[UUID], data: JSONBody[AllotmentChange]
) -> Response[bytes]:
    """Change its name, note, or when its places go back."""

    async def act(tx: Tx) -> object:
        found, for_sale = await own_allotment(request, tx, allotment_id)
        return allotment_view(await change_allotment(tx, found, data), for_sale)

    return await once(request, act)


@post(ONE + "/releases", guards=[may(Right.SHOWS_CHANGE)], status_code=201)
async def post_release(
    request: JsonRequest, allotment_id: FromPath[UUID], data: JSONBody[Release]
) -> Response[bytes]:
    """Give places back into the sale: those named, or all."""
    services: Services = request.app.state.services
    freed: list[Change] = []

    async def act(tx: Tx) -> object:
        found, for_sale = await own_allotment(request, tx, allotment_id)
        places = await release_places(tx, found, for_sale, places=data.places)
        freed.append(Change(found.show_id, places, None))
        return allotment_view(await read_allotment(tx, allotment_id), for_sale)

    response = await once(request, act, status=201)
    services.maps.tell(freed)
    return response


@post(ONE + "/orders", guards=[may(Right.ALLOTMENTS_SELL)], status_code=201)
async def post_allotment_order(
    request: JsonRequest, allotment_id: FromPath[UUID], data: JSONBody[AllotmentSale]
) -> Response[bytes]:
    """Sell places from it for money taken on the spot, or give them away; the order is paid."""
    services: Services = request.app.state.services
    sold: list[Sold] = []

    async def act(tx: Tx) -> object:
        found, for_sale = await own_allotment(request, tx, allotment_id)
        person = await require(request)
        may_sell(person, found, data.how)
        buyer = holder_of(services, person, data.holder)
        sold.append(await sell_from(tx, allotment_id, for_sale, sale=data, buyer=buyer))
        return sold_view(sold[-1])

    response = await once(request, act, status=201, money=True)
    tell_sold(services, sold)
    return response


def tell_sold(services: Services, sold: list[Sold]) -> None:
    """The live maps hear of what was sold."""
    services.maps.tell(Change(s.show_id, s.places, ClaimState.SOLD) for s in sold)


def may_sell(person: Person, allotment: Allotment, how: How) -> None:
    """A partner's key sells from its own allotment only, and gives nothing away; of the members
    only those who plan shows give tickets away. Raises `Refused(key_not_named)`, `Forbidden`."""
    if person.key_id is not None and person.key_id != allotment.key_id:
        raise Refused(AllotmentRefusal.KEY_NOT_NAMED)
    gives = how is How.COMPLIMENTARY
    if gives and not person.may(Right.SHOWS_CHANGE, allotment.organization_id):
        raise Forbidden


def holder_of(services: Services, person: Person, holder: Holder) -> Buyer:
    """Who the tickets are for; the mail goes to who sells where no address is named."""
    email = holder.email.strip() or person.email
    return buyer_of(services, None, holder.name, email)


def sold_view(sold: Sold) -> dict[str, Any]:
    """The order that came of it."""
    return {
        "order_id": sold.order_id,
        "reference": sold.reference,
        "show_id": sold.show_id,
        "places": [
            {"place": place, "label": label}
            for place, label in zip(sold.places, sold.labels, strict=True)
        ],
        "total": money(sold.total, sold.currency),
    }


ROUTES = [get_allotments, post_allotment, patch_allotment, post_release, post_allotment_order]
