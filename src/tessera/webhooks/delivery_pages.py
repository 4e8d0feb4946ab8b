"""Pages: what the endpoints of outgoing webhooks were told."""

from functools import partial
from urllib.parse import urlencode
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath

from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.kit.errors import Refused
from tessera.services import Services
from tessera.web.errors import trouble_of
from tessera.web.guards import may
from tessera.web.once import go_once
from tessera.web.pages import Page, PageRequest, form_of, page, say
from tessera.webhooks.change import redeliver
from tessera.webhooks.own import own_delivery
from tessera.webhooks.pages import HERE
from tessera.webhooks.present import delivery_page, said_of


@get(
    f"{HERE}/deliveries/{{delivery_id:uuid}}",
    guards=[may(Right.WEBHOOKS_READ)],
    include_in_schema=False,
)
async def delivery(request: PageRequest, delivery_id: FromPath[UUID]) -> Page:
    """One message and every try."""
    return await _delivery(request, delivery_id)


async def _delivery(
    request: PageRequest, delivery_id: UUID, *, refused: str = "", status: int = 200
) -> Page:
    services: Services = request.app.state.services
    async with services.db.transaction() as tx:
        found, to = await own_delivery(request, tx, delivery_id)
    speak = partial(say, request)
    view = delivery_page(found, to, speak, said=said_of(request), refused=refused)
    return await page(request, "webhooks/delivery.html", view, status=status)


@post(
    f"{HERE}/deliveries/{{delivery_id:uuid}}/redelivery",
    guards=[may(Right.WEBHOOKS_CHANGE)],
    include_in_schema=False,
)
async def post_redelivery_form(request: PageRequest, delivery_id: FromPath[UUID]) -> Page:
    """Send a message again."""
    fields = await form_of(request)

    async def act(tx: Tx) -> str:
        _, endpoint = await own_delivery(request, tx, delivery_id)
        await redeliver(tx, endpoint, delivery_id)
        return f"{HERE}/deliveries/{delivery_id}?{urlencode({'done': 'redeliver'})}"

    try:
        return await go_once(request, fields, act)
    except Refused as error:
        trouble = trouble_of(error)
        refused = say(request, trouble.detail)
        return await _delivery(request, delivery_id, refused=refused, status=trouble.status)


PAGES = [delivery, post_redelivery_form]
