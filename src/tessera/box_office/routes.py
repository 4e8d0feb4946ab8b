"""REST: what the box office sees of a show and does with its orders."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from msgspec import Meta

from tessera.accounts.policy import Right
from tessera.box_office.again import mail_again
from tessera.box_office.attendance import attendance_csv
from tessera.box_office.comp import comp
from tessera.box_office.model import ReseatWanted
from tessera.box_office.notes import note_order
from tessera.box_office.present import (
    attendee_view,
    happened_view,
    kept_view,
    price_view,
    sold_view,
)
from tessera.box_office.read import attendees, kept_of, sold_intervals
from tessera.box_office.reseat import quote_move, reseat
from tessera.box_office.story import story_of
from tessera.kit.database import Tx
from tessera.kit.errors import NotFound
from tessera.orders.model import Order
from tessera.orders.open_routes import BuyerWanted, buyer_of
from tessera.orders.read import read_order
from tessera.orders.show import order_view
from tessera.services import Services
from tessera.shows.model import ForSale
from tessera.shows.routes import own_show
from tessera.web.answers import JsonRequest, json_answer
from tessera.web.guards import allowed, may
from tessera.web.once import once
from tessera.web.paging import Limit

Words = Annotated[str, QueryParameter(max_length=100)]
AfterPlace = Annotated[int | None, QueryParameter(ge=0, le=1_000_000)]
PlaceNumber = Annotated[int, Meta(ge=0, le=1_000_000)]
Reason = Annotated[str, Meta(max_length=500)]


class InvitationWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who is invited to which places, and why."""

    places: Annotated[tuple[PlaceNumber, ...], Meta(max_length=100)]
    buyer: BuyerWanted
    reason: Reason


class NoteWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to write down about an order."""

    text: Annotated[str, Meta(max_length=2000)]


class PlaceAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Another place of the same show."""

    place: PlaceNumber


class PlaceWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The same, decided. `waive` gives a dearer place for what was paid; with `expected_back`, in
    minor units, nothing happens where another amount would come back."""

    place: PlaceNumber
    reason: Reason = ""
    waive: bool = False
    expected_back: Annotated[int, Meta(ge=0, le=10**15)] | None = None


async def own_order_of_show(
    request: JsonRequest, order_id: UUID, right: Right
) -> tuple[Order, ForSale, UUID]:
    """The order with its show, for who has `right` there, and who that is. Raises as `allowed`."""
    services: Services = request.app.state.services
    order = await read_order(services.db.pool, order_id)
    for_sale = await services.shows.get(order.show_id)
    person = await allowed(request, right, for_sale.show.organization_id, what="order")
    return order, for_sale, person.account_id


@get("/shows/{show_id:int}/sold", guards=[may(Right.SALES_READ)])
async def get_sold(request: JsonRequest, show_id: FromPath[int]) -> Response[bytes]:
    """When each place was sold, and until when: from this a map of any instant can be drawn."""
    services: Services = request.app.state.services
    await own_show(request, show_id)
    found = await sold_intervals(services.db.pool, show_id)
    return json_answer({"items": [sold_view(one) for one in found]})


@get("/shows/{show_id:int}/attendees", guards=[may(Right.SALES_READ)])
async def get_attendees(
    request: JsonRequest,
    show_id: FromPath[int],
    limit: Limit = 20,
    cursor: AfterPlace = None,
    q: Words = "",
    came: FromQuery[bool | None] = None,
) -> Response[bytes]:
    """Tickets that open the door, by place. `q` is of a name, an address, a reference or a place;
    `came` whether the ticket was scanned."""
    services: Services = request.app.state.services
    await own_show(request, show_id)
    found = await attendees(
        services.db.pool, show_id, words=q, came=came, after=cursor, limit=limit + 1
    )
    shown = found[:limit]
    more = shown[-1].place if len(found) > limit else None
    return json_answer({"items": [attendee_view(one) for one in shown], "next_cursor": more})


@get("/shows/{show_id:int}/attendees.csv", guards=[may(Right.SALES_READ)])
async def get_attendees_csv(request: JsonRequest, show_id: FromPath[int]) -> Response[bytes]:
    """All of them as CSV, safe to open in a spreadsheet."""
    await own_show(request, show_id)
    return await attendance_csv(request, show_id)


@get("/shows/{show_id:int}/places/{place:int}/history", guards=[may(Right.SALES_READ)])
async def get_place_history(
    request: JsonRequest, show_id: FromPath[int], place: FromPath[int]
) -> Response[bytes]:
    """Who had a place and when: baskets, orders, payments, refunds, moves, scans."""
    services: Services = request.app.state.services
    for_sale = await own_show(request, show_id)
    if not 0 <= place < for_sale.plan.capacity:
        raise NotFound("place")
    label = for_sale.plan.label(place)
    async with services.db.transaction() as tx:
        found = await story_of(tx, show_id, place=place, label=label)
    views = [happened_view(event, for_sale.show.currency) for event in found]
    return json_answer({"place": place, "label": label, "items": views})


@post("/shows/{show_id:int}/invitations", guards=[may(Right.ORDERS_CHANGE)], status_code=201)
async def post_invitation(
    request: JsonRequest, show_id: FromPath[int], data: JSONBody[InvitationWanted]
) -> Response[bytes]:
    """Give places away: free ones, or those that the house keeps back."""
    services: Services = request.app.state.services
    for_sale = await own_show(request, show_id)
    person = await allowed(request, None, for_sale.show.organization_id, what="show")
    buyer = buyer_of(services, None, data.buyer.name, data.buyer.email)
    changes = []

    async def act(tx: Tx) -> dict[str, Any]:
        order, change = await comp(
            tx,
            for_sale,
            data.places,
            buyer=buyer,
            account_id=person.account_id,
            reason=data.reason.strip(),
        )
        changes.append(change)
        return order_view(order, services.ticket_codes)

    response = await once(request, act, status=201, money=True)
    services.maps.tell(changes)
    return response


@get("/orders/{order_id:uuid}/desk", guards=[may(Right.SALES_READ)])
async def get_order_desk(request: JsonRequest, order_id: FromPath[UUID]) -> Response[bytes]:
    """What the box office has done to an order: moves, notes, the invitation it is."""
    services: Services = request.app.state.services
    order, _, _ = await own_order_of_show(request, order_id, Right.SALES_READ)
    return json_answer(kept_view(await kept_of(services.db.pool, order_id), order.currency))


@post("/orders/{order_id:uuid}/notes", guards=[may(Right.ORDERS_CHANGE)], status_code=201)
async def post_note(
    request: JsonRequest, order_id: FromPath[UUID], data: JSONBody[NoteWanted]
) -> Response[bytes]:
    """Write something down about an order; buyers never see it."""
    order, _, account_id = await own_order_of_show(request, order_id, Right.ORDERS_CHANGE)

    async def act(tx: Tx) -> dict[str, Any]:
        await note_order(tx, order_id, show_id=order.show_id, account_id=account_id, text=data.text)
        return kept_view(await kept_of(tx, order_id), order.currency)

    return await once(request, act, status=201)


@post("/orders/{order_id:uuid}/mail", guards=[may(Right.ORDERS_CHANGE)], status_code=202)
async def post_mail(request: JsonRequest, order_id: FromPath[UUID]) -> Response[bytes]:
    """Mail the tickets of an order to its buyer again."""
    order, _, _ = await own_order_of_show(request, order_id, Right.ORDERS_CHANGE)

    async def act(tx: Tx) -> dict[str, Any]:
        await mail_again(tx, order)
        return {"order_id": order.id, "to": order.buyer_email}

    return await once(request, act, status=202)


@post(
    "/orders/{order_id:uuid}/lines/{n:int}/place/preview",
    guards=[may(Right.SALES_READ)],
    status_code=200,
)
async def post_place_preview(
    request: JsonRequest, order_id: FromPath[UUID], n: FromPath[int], data: JSONBody[PlaceAsked]
) -> Response[bytes]:
    """What another place would cost or give back. Changes nothing."""
    services: Services = request.app.state.services
    order, for_sale, _ = await own_order_of_show(request, order_id, Right.SALES_READ)
    async with services.db.transaction() as tx:
        price = await quote_move(tx, order, for_sale, n=n, place=data.place)
    label = for_sale.plan.label(data.place)
    return json_answer({"label": label} | price_view(price, order.currency))


@post(
    "/orders/{order_id:uuid}/lines/{n:int}/place",
    guards=[may(Right.ORDERS_CHANGE)],
    status_code=200,
)
async def post_place(
    request: JsonRequest, order_id: FromPath[UUID], n: FromPath[int], data: JSONBody[PlaceWanted]
) -> Response[bytes]:
    """Give one ticket another place: the old one is free at once, a new ticket is mailed."""
    services: Services = request.app.state.services
    _, for_sale, account_id = await own_order_of_show(request, order_id, Right.ORDERS_CHANGE)
    wanted = ReseatWanted(
        n=n,
        place=data.place,
        account_id=account_id,
        reason=data.reason.strip(),
        waive=data.waive,
        expected_back=data.expected_back,
    )
    changes: list[Any] = []

    async def act(tx: Tx) -> dict[str, Any]:
        done = await reseat(tx, order_id, for_sale=for_sale, wanted=wanted)
        changes.extend(done.changes)
        return order_view(done.order, services.ticket_codes)

    response = await once(request, act, money=True)
    services.maps.tell(changes)
    return response


ROUTES = [
    get_sold,
    get_attendees,
    get_attendees_csv,
    get_place_history,
    post_invitation,
    get_order_desk,
    post_note,
    post_mail,
    post_place_preview,
    post_place,
]
