"""REST: one attempt to pay, while it waits for its customer."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, JSONBody

from tessera.accounts.policy import Right
from tessera.kit.errors import NotFound, Unavailable
from tessera.orders.model import Order
from tessera.orders.read import read_order
from tessera.orders.routes import may_use
from tessera.payments.look import leave, step
from tessera.payments.prove import prove
from tessera.services import Services
from tessera.web.answers import JsonRequest, json_answer
from tessera.web.guards import may, person_of

ATTEMPT = "/orders/{order_id:uuid}/payments/{payment_id:uuid}"


class ProofWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the provider's page gave back, field by field."""

    fields: dict[str, str]


@get(ATTEMPT, guards=[may(Right.BUY)])
async def get_payment(
    request: JsonRequest, order_id: FromPath[UUID], payment_id: FromPath[UUID]
) -> Response[bytes]:
    """How an attempt stands, as its provider says now; `next` is where its customer goes on."""
    services: Services = request.app.state.services
    order = await _own_order(request, order_id)
    _known(order, payment_id)
    next_step = await step(services, order, payment_id)
    return await _shown(request, order_id, payment_id, next_step=next_step)


@post(ATTEMPT + "/cancellation", guards=[may(Right.BUY)], status_code=200)
async def post_payment_cancellation(
    request: JsonRequest, order_id: FromPath[UUID], payment_id: FromPath[UUID]
) -> Response[bytes]:
    """Give up an attempt that waits for its customer, so that another may start. 503 while its
    provider cannot tell."""
    services: Services = request.app.state.services
    order = await _own_order(request, order_id)
    live = _known(order, payment_id).status in ("created", "processing")
    if live and await leave(services, order, payment_id) is None:
        raise Unavailable("the payment provider did not answer", retry_after_seconds=5)
    return await _shown(request, order_id, payment_id)


@post(ATTEMPT + "/proof", guards=[may(Right.BUY)], status_code=200)
async def post_payment_proof(
    request: JsonRequest,
    order_id: FromPath[UUID],
    payment_id: FromPath[UUID],
    data: JSONBody[ProofWanted],
) -> Response[bytes]:
    """Bring a provider's signed word that it was paid. 403 unless it is of this very attempt."""
    services: Services = request.app.state.services
    order = await _own_order(request, order_id)
    _known(order, payment_id)
    await prove(services, order, payment_id, fields=data.fields)
    return await _shown(request, order_id, payment_id)


async def _own_order(request: JsonRequest, order_id: UUID) -> Order:
    services: Services = request.app.state.services
    order = await read_order(services.db.pool, order_id)
    token = request.headers.get("order-token")
    if not may_use(request, order, await person_of(request), token):
        raise NotFound("order")
    return order


def _known(order: Order, payment_id: UUID) -> Any:
    found = next((p for p in order.payments if p.id == payment_id), None)
    if found is None:
        raise NotFound("payment")
    return found


async def _shown(
    request: JsonRequest, order_id: UUID, payment_id: UUID, *, next_step: Any = None
) -> Response[bytes]:
    services: Services = request.app.state.services
    order = await read_order(services.db.pool, order_id)
    attempt = _known(order, payment_id)
    return json_answer(
        {
            "id": attempt.id,
            "provider": attempt.provider,
            "method": attempt.method,
            "status": attempt.status,
            "order_status": order.status,
            "next": next_step,
        }
    )


ROUTES = [get_payment, post_payment_cancellation, post_payment_proof]
