"""REST: one order, and giving it back."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, JSONBody

from tessera.accounts.model import Person
from tessera.kit.database import Tx
from tessera.kit.errors import NotFound
from tessera.orders.cancel import cancel
from tessera.orders.model import Order
from tessera.orders.open_routes import payment_options
from tessera.orders.read import read_order
from tessera.orders.show import order_view
from tessera.services import Services
from tessera.web.answers import JsonRequest, json_answer
from tessera.web.guards import anyone, person_of
from tessera.web.once import once


class Cancellation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which lines to give back; all of them where none is named."""

    lines: tuple[int, ...] | None = None


def may_read(services: Services, order: Order, person: Person | None, token: str | None) -> bool:
    """Whether an order is this person's, or the token's."""
    if token and services.order_tokens.proves(token, order.id):
        return True
    return person is not None and (person.account_id == order.account_id or person.is_admin)


async def own_order(request: JsonRequest, order_id: UUID) -> Order:
    """The order, for its owner. Raises `NotFound` for everybody else: its existence is private."""
    services: Services = request.app.state.services
    order = await read_order(services.db.pool, order_id)
    token = request.headers.get("order-token")
    if not may_read(services, order, await person_of(request), token):
        raise NotFound("order")
    return order


@get("/orders/{order_id:uuid}", guards=[anyone])
async def get_order(request: JsonRequest, order_id: FromPath[UUID]) -> Response[bytes]:
    """An order, for who signed in as its owner or brings its `Order-Token`."""
    services: Services = request.app.state.services
    order = await own_order(request, order_id)
    view = order_view(order, services.ticket_codes)
    show = (await services.shows.get(order.show_id)).show
    options = await payment_options(services, show, order.total)
    return json_answer(view | {"payment_options": options})


@post("/orders/{order_id:uuid}/cancellation", guards=[anyone], status_code=200)
async def cancel_order(
    request: JsonRequest, order_id: FromPath[UUID], data: JSONBody[Cancellation]
) -> Response[bytes]:
    """Give places back; the money follows by policy."""
    services: Services = request.app.state.services
    order = await own_order(request, order_id)
    for_sale = await services.shows.get(order.show_id)
    freed = []

    async def act(tx: Tx) -> dict[str, Any]:
        after, change = await cancel(tx, order_id, for_sale.show, lines=data.lines)
        freed.append(change)
        return order_view(after, services.ticket_codes)

    response = await once(request, act)
    services.maps.tell(change for change in freed if change)
    return response


ROUTES = [get_order, cancel_order]
