"""REST: answering a replacement."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from litestar import Response, delete, post
from litestar.params import FromPath

from tessera.accounts.policy import Right
from tessera.claims.model import Change
from tessera.kit.database import Tx
from tessera.orders.model import Order
from tessera.orders.replacement.decide import decline, take
from tessera.orders.routes import own_order
from tessera.orders.show import order_view
from tessera.services import Services
from tessera.web.answers import JsonRequest
from tessera.web.guards import may
from tessera.web.once import once

Decision = Callable[[Tx, UUID], Awaitable[tuple[Order, Change]]]


@post("/orders/{order_id:uuid}/replacement", guards=[may(Right.BUY)], status_code=200)
async def take_replacement(request: JsonRequest, order_id: FromPath[UUID]) -> Response[bytes]:
    """Take the places that are kept instead of those that were gone: the order is paid."""
    return await _decide(request, order_id, take)


@delete("/orders/{order_id:uuid}/replacement", guards=[may(Right.BUY)], status_code=200)
async def decline_replacement(request: JsonRequest, order_id: FromPath[UUID]) -> Response[bytes]:
    """Have the money back instead."""
    return await _decide(request, order_id, decline)


async def _decide(request: JsonRequest, order_id: UUID, decision: Decision) -> Response[bytes]:
    services: Services = request.app.state.services
    await own_order(request, order_id)
    changes = []

    async def act(tx: Tx) -> dict[str, Any]:
        order, change = await decision(tx, order_id)
        changes.append(change)
        return order_view(order, services.ticket_codes)

    response = await once(request, act, money=True)
    services.maps.tell(changes)
    return response


ROUTES = [take_replacement, decline_replacement]
