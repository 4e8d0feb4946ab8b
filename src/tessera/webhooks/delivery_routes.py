"""REST: what the endpoints of outgoing webhooks were told."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.kit.pagination import PAGE_DEFAULT, page
from tessera.services import Services
from tessera.web.answers import JsonRequest, json_answer
from tessera.web.guards import may
from tessera.web.once import once
from tessera.web.paging import Limit
from tessera.webhooks.change import redeliver
from tessera.webhooks.model import Delivery, DeliveryStatus
from tessera.webhooks.own import own_delivery, own_endpoint
from tessera.webhooks.read import list_deliveries, read_delivery
from tessera.webhooks.routes import ENDPOINT

DELIVERY = "/webhook-deliveries/{delivery_id:uuid}"


@get(f"{ENDPOINT}/deliveries", guards=[may(Right.WEBHOOKS_READ)])
async def get_deliveries(
    request: JsonRequest,
    endpoint_id: FromPath[UUID],
    status: FromQuery[DeliveryStatus | None] = None,
    limit: Limit = PAGE_DEFAULT,
    cursor: FromQuery[UUID | None] = None,
) -> Response[bytes]:
    """What an endpoint was told, the newest first."""

    services: Services = request.app.state.services
    async with services.db.transaction() as tx:
        endpoint = await own_endpoint(request, tx, endpoint_id)
        found = await list_deliveries(
            tx, endpoint.id, status=status, before=cursor, limit=limit + 1
        )
    return json_answer(page(found, limit, view=_same, cursor=_id_of))


@get(DELIVERY, guards=[may(Right.WEBHOOKS_READ)])
async def get_delivery(request: JsonRequest, delivery_id: FromPath[UUID]) -> Response[bytes]:
    """One message as it is sent, and every try with what was answered."""
    services: Services = request.app.state.services
    async with services.db.transaction() as tx:
        found, _ = await own_delivery(request, tx, delivery_id)
    return json_answer(found)


@post(f"{DELIVERY}/redelivery", guards=[may(Right.WEBHOOKS_CHANGE)], status_code=202)
async def post_redelivery(request: JsonRequest, delivery_id: FromPath[UUID]) -> Response[bytes]:
    """Send a message again, whatever became of it. It keeps its `webhook-id`."""

    async def act(tx: Tx) -> object:
        _, endpoint = await own_delivery(request, tx, delivery_id)
        await redeliver(tx, endpoint, delivery_id)
        return (await read_delivery(tx, delivery_id)).delivery

    return await once(request, act, status=202)


def _same(delivery: Delivery) -> Any:
    return delivery


def _id_of(delivery: Delivery) -> UUID:
    return delivery.id


ROUTES = [get_deliveries, get_delivery, post_redelivery]
