"""REST: one order, and giving it back."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import Meta

from tessera.accounts.model import Person
from tessera.accounts.policy import Right
from tessera.invoices.read import invoices_of_order
from tessera.invoices.show import short_view
from tessera.kit.database import Tx
from tessera.kit.errors import NotFound
from tessera.offers.present import use_view
from tessera.offers.read import uses_of_order
from tessera.orders.cancel import cancel
from tessera.orders.model import Order, Override
from tessera.orders.open_routes import payment_options
from tessera.orders.quote import quote
from tessera.orders.read import read_order
from tessera.orders.replacement.read import replacement_of
from tessera.orders.show import order_view, quote_view, replacement_view
from tessera.services import Services
from tessera.web.answers import JsonRequest, json_answer
from tessera.web.guards import SAFE, allowed, may, person_of
from tessera.web.once import once

LineNumber = Annotated[int, Meta(ge=1, le=1000)]


class Cancellation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which lines to give back; all of them where none is named.

    `expected_refund` is what the quote said, in minor units: where that has changed, nothing is
    cancelled.
    """

    lines: Annotated[tuple[LineNumber, ...], Meta(max_length=100)] | None = None
    expected_refund: Annotated[int, Meta(ge=0, le=10**15)] | None = None


class OverrideWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the organizer gives back instead of what policy says, and why (kept on record)."""

    basis_points: Annotated[int, Meta(ge=0, le=10_000)]
    reason: Annotated[str, Meta(min_length=3, max_length=500)]
    return_fee: bool = True
    lines: Annotated[tuple[LineNumber, ...], Meta(max_length=100)] | None = None


def may_use(request: JsonRequest, order: Order, person: Person | None, token: str | None) -> bool:
    """Whether an order is this person's, or the token's; or anybody's, for who runs the platform
    and may do what is asked."""
    services: Services = request.app.state.services
    if token and services.order_tokens.proves(token, order.id):
        return True
    if person is None:
        return False
    reading = request.method in SAFE
    anybodys = Right.ORDERS_ANY_READ if reading else Right.ORDERS_ANY_CHANGE
    return person.is_account(order.account_id) or person.may(anybodys)


async def own_order(request: JsonRequest, order_id: UUID) -> Order:
    """The order, for its owner. Raises `NotFound` for everybody else: its existence is private."""
    services: Services = request.app.state.services
    order = await read_order(services.db.pool, order_id)
    token = request.headers.get("order-token")
    if not may_use(request, order, await person_of(request), token):
        raise NotFound("order")
    return order


@get("/orders/{order_id:uuid}", guards=[may(Right.BUY)])
async def get_order(request: JsonRequest, order_id: FromPath[UUID]) -> Response[bytes]:
    """An order, for who signed in as its owner or brings its `Order-Token`."""
    services: Services = request.app.state.services
    order = await own_order(request, order_id)
    view = order_view(order, services.ticket_codes)
    show = (await services.shows.get(order.show_id)).show
    bound = await services.offers.providers(order_id)
    options = await payment_options(services, show, order.total, providers=bound)
    uses = [
        use_view(use, order.currency) for use in await uses_of_order(services.db.pool, order_id)
    ]
    found = await replacement_of(services.db.pool, order_id)
    kept = replacement_view(found) if found else None
    documents = [short_view(i) for i in await invoices_of_order(services.db.pool, order_id)]
    more = {
        "payment_options": options,
        "offers": uses,
        "replacement": kept,
        "invoices": documents,
    }
    return json_answer(view | more)


@get("/orders/{order_id:uuid}/cancellation", guards=[may(Right.BUY)])
async def get_cancellation(
    request: JsonRequest,
    order_id: FromPath[UUID],
    lines: FromQuery[list[int] | None] = None,
) -> Response[bytes]:
    """What would come back now, line by line, and why. Changes nothing."""
    services: Services = request.app.state.services
    order = await own_order(request, order_id)
    show = (await services.shows.get(order.show_id)).show
    async with services.db.transaction() as tx:
        quoted = await quote(tx, order, show, lines=lines, now=services.clock())
    return json_answer(quote_view(quoted))


@post(
    "/orders/{order_id:uuid}/cancellation/override",
    guards=[may(Right.REFUNDS_DECIDE)],
    status_code=200,
)
async def override_cancellation(
    request: JsonRequest, order_id: FromPath[UUID], data: JSONBody[OverrideWanted]
) -> Response[bytes]:
    """Cancel for the customer and decide what goes back, by the organizer; on record with why."""
    services: Services = request.app.state.services
    order = await read_order(services.db.pool, order_id)
    show = (await services.shows.get(order.show_id)).show
    person = await allowed(request, Right.REFUNDS_DECIDE, show.organization_id, what="order")
    override = Override(
        account_id=person.account_id,
        basis_points=data.basis_points,
        fee_returned=data.return_fee,
        reason=data.reason.strip(),
    )
    freed = []

    async def act(tx: Tx) -> dict[str, Any]:
        after, change = await cancel(tx, order_id, show, lines=data.lines, override=override)
        freed.append(change)
        return order_view(after, services.ticket_codes)

    response = await once(request, act, money=True)
    services.maps.tell(change for change in freed if change)
    return response


@post("/orders/{order_id:uuid}/cancellation", guards=[may(Right.BUY)], status_code=200)
async def cancel_order(
    request: JsonRequest, order_id: FromPath[UUID], data: JSONBody[Cancellation]
) -> Response[bytes]:
    """Give places back; the money follows by policy."""
    services: Services = request.app.state.services
    order = await own_order(request, order_id)
    for_sale = await services.shows.get(order.show_id)
    freed = []

    async def act(tx: Tx) -> dict[str, Any]:
        after, change = await cancel(
            tx, order_id, for_sale.show, lines=data.lines, expected=data.expected_refund
        )
        freed.append(change)
        return order_view(after, services.ticket_codes)

    response = await once(request, act, money=True)
    services.maps.tell(change for change in freed if change)
    return response


ROUTES = [get_order, get_cancellation, cancel_order, override_cancellation]
