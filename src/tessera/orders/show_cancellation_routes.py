"""REST: cancelling a whole show."""

from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, JSONBody

from tessera.accounts.policy import Right
from tessera.kit.clock import rfc3339
from tessera.kit.database import Tx
from tessera.kit.errors import NotFound
from tessera.orders.cancel_show import ShowCancellation, begin, checked_reason, progress
from tessera.orders.list_routes import require_seller
from tessera.organizations.payouts.change import ask
from tessera.organizations.payouts.model import Approval, ApprovalKind
from tessera.services import Services
from tessera.shows.model import Show
from tessera.shows.read import read_shows
from tessera.web.answers import JsonRequest, json_answer, money
from tessera.web.guards import Connection, allowed, may, require
from tessera.web.once import once
from tessera.web.who import who_of


class ShowCancellationWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why the show does not take place; customers read it."""

    reason: str


@post("/shows/{show_id:int}/cancellation", guards=[may(Right.SHOWS_STOP)], status_code=202)
async def post_show_cancellation(
    request: JsonRequest, show_id: FromPath[int], data: JSONBody[ShowCancellationWanted]
) -> Response[bytes]:
    """Cancel a show: selling ends at once, every order is refunded in the background."""
    services: Services = request.app.state.services
    person = await require(request)

    async def act(tx: Tx) -> dict[str, Any]:
        found = await read_shows(tx, [show_id])
        if not found:
            raise NotFound("show")
        organization_id = found[0].organization_id
        await allowed(request, Right.SHOWS_STOP, organization_id, what="show")
        if services.settings.four_eyes:
            return awaiting(await ask_to_cancel(request, tx, found[0], reason=data.reason))
        await begin(tx, show_id, account_id=person.account_id, reason=data.reason)
        return view_of(await progress(tx, show_id))

    response = await once(request, act, status=202, money=True)
    services.shows.forget(show_id)
    return response


@get("/shows/{show_id:int}/cancellation", guards=[may(Right.SALES_READ)])
async def get_show_cancellation(request: JsonRequest, show_id: FromPath[int]) -> Response[bytes]:
    """How far the cancellation of a show has come."""
    services: Services = request.app.state.services
    await require_seller(request, show_id)
    return json_answer(view_of(await progress(services.db.pool, show_id)))


async def ask_to_cancel(request: Connection, tx: Tx, show: Show, *, reason: str) -> Approval:
    """With four eyes: another person approves what refunds everybody. Raises as `ask` does."""
    return await ask(
        tx,
        ApprovalKind.SHOW_CANCELLATION,
        show.organization_id,
        subject=str(show.id),
        wanted={"show_id": str(show.id), "title": show.title.name},
        who=who_of(request),
        reason=checked_reason(reason),
    )


def awaiting(approval: Approval) -> dict[str, Any]:
    """What is told of a request that waits."""
    return {"status": "awaits_approval", "approval": msgspec.to_builtins(approval)}


def view_of(found: ShowCancellation) -> dict[str, Any]:
    """A cancellation as the REST interface shows it."""
    ended = found.finished_at
    return {
        "show_id": found.show_id,
        "status": "done" if found.whole else "under_way",
        "reason": found.reason,
        "started_at": rfc3339(found.started_at),
        "finished_at": rfc3339(ended) if ended else None,
        "orders": found.orders,
        "orders_refunded": found.refunded,
        "refunds": {"sent": found.sent, "under_way": found.under_way, "failed": found.failed},
        "amount": money(found.amount, found.currency),
    }


ROUTES = [post_show_cancellation, get_show_cancellation]
