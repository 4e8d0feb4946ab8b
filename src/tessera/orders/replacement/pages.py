"""Pages: answering a replacement on the order's page."""

from uuid import UUID

from litestar import post
from litestar.params import FromPath

from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.kit.errors import Refused
from tessera.orders.pages import own_order
from tessera.orders.replacement.decide import decline, take
from tessera.services import Services
from tessera.web.guards import may
from tessera.web.once import go_once
from tessera.web.pages import Page, PageRequest, form_of, go, one


@post("/orders/{order_id:uuid}/replacement", guards=[may(Right.BUY)], include_in_schema=False)
async def post_replacement(request: PageRequest, order_id: FromPath[UUID]) -> Page:
    """Take the places, or have the money back; the order's page tells what came of it."""
    services: Services = request.app.state.services
    fields = await form_of(request)
    await own_order(request, order_id)
    decision = take if one(fields, "answer") == "take" else decline
    changes = []

    async def act(tx: Tx) -> str:
        _, change = await decision(tx, order_id)
        changes.append(change)
        return f"/orders/{order_id}"

    try:
        answer = await go_once(request, fields, act, money=True)
    except Refused:
        # Answered before, or too late: the page says which.
        return go(f"/orders/{order_id}")
    services.maps.tell(changes)
    return answer


PAGES = [post_replacement]
