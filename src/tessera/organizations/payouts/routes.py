"""REST: where an organization's money goes, and what waits for a second person."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, get, post, put
from litestar.params import FromPath, JSONBody

from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.kit.errors import Forbidden
from tessera.orders.cancel_show import begin
from tessera.orders.move.routes import approved_move
from tessera.organizations.payouts.change import (
    change_payouts,
    decide,
    open_approvals,
    read_payouts,
)
from tessera.organizations.payouts.model import (
    Approval,
    ApprovalKind,
    PayoutsWanted,
)
from tessera.services import Services
from tessera.web.answers import JsonRequest, json_answer
from tessera.web.guards import Connection, may, require
from tessera.web.once import once
from tessera.web.who import who_of

HOUSE = "/organizations/{organization_id:int}"


class Verdict(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whether what another person asked for shall be."""

    approved: bool


@get(f"{HOUSE}/payouts", guards=[may(Right.PAYOUTS_READ)])
async def get_payouts(request: JsonRequest, organization_id: FromPath[int]) -> Response[bytes]:
    """Where money goes: the holder and the end of the number."""
    services: Services = request.app.state.services
    return json_answer({"payouts": await read_payouts(services.db.pool, organization_id)})


@put(f"{HOUSE}/payouts", guards=[may(Right.PAYOUTS_CHANGE)], status_code=200)
async def put_payouts(
    request: JsonRequest, organization_id: FromPath[int], data: JSONBody[PayoutsWanted]
) -> Response[bytes]:
    """Say where money goes. With four eyes it waits until another person approves."""

    async def act(tx: Tx) -> object:
        return payouts_view(await changed(request, tx, organization_id, wanted=data))

    return await once(request, act)


@get(f"{HOUSE}/approvals", guards=[may(Right.APPROVALS_READ)])
async def get_approvals(request: JsonRequest, organization_id: FromPath[int]) -> Response[bytes]:
    """What waits for a second person."""
    services: Services = request.app.state.services
    found = await open_approvals(services.db.pool, organization_id)
    return json_answer({"items": found, "next_cursor": None})


@post(
    f"{HOUSE}/approvals/{{approval_id:uuid}}/decision",
    guards=[may(Right.APPROVALS_DECIDE)],
    status_code=200,
)
async def post_verdict(
    request: JsonRequest,
    organization_id: FromPath[int],
    approval_id: FromPath[UUID],
    data: JSONBody[Verdict],
) -> Response[bytes]:
    """Approve what somebody else has asked for, or reject it."""
    act = await judging(request, organization_id, approval_id=approval_id, approved=data.approved)
    return await once(request, act)


async def changed(
    request: Connection, tx: Tx, organization_id: int, *, wanted: PayoutsWanted
) -> Any:
    """The change, as the settings ask for it."""
    services: Services = request.app.state.services
    return await change_payouts(
        tx,
        services.vault,
        organization_id,
        wanted=wanted,
        four_eyes=services.settings.four_eyes,
        who=who_of(request),
    )


async def judging(
    request: Connection, organization_id: int, *, approval_id: UUID, approved: bool
) -> Callable[[Tx], Awaitable[Approval]]:
    """The act that decides, and does what was approved, in one transaction. Where money goes only
    another owner or the platform approves. Raises as `orders.move.routes.look` does."""
    person = await require(request)
    services: Services = request.app.state.services
    waiting = await open_approvals(services.db.pool, organization_id)
    moves = [a for a in waiting if a.id == approval_id and a.kind is ApprovalKind.SHOW_MOVE]
    move = await approved_move(services, moves[0]) if approved and moves else None

    async def act(tx: Tx) -> Approval:
        who = who_of(request)
        found = await decide(tx, organization_id, approval_id, approved=approved, who=who)
        if found.kind is ApprovalKind.PAYOUTS:
            of_house = person.may(Right.PAYOUTS_CHANGE, organization_id)
            if not of_house and not person.may(Right.ORGANIZATIONS_DECIDE):
                raise Forbidden
        elif approved:
            await (move(tx) if move else _cancel(tx, found))
            services.shows.forget(int(found.subject))
        return found

    return act


async def _cancel(tx: Tx, found: Approval) -> None:
    await begin(tx, int(found.subject), account_id=found.asked_by, reason=found.reason)


def payouts_view(outcome: Any) -> dict[str, Any]:
    """What became of a change: it holds, or it waits."""
    if isinstance(outcome, Approval):
        return {"status": "awaits_approval", "approval": msgspec.to_builtins(outcome)}
    return {"status": "changed", "payouts": msgspec.to_builtins(outcome)}


ROUTES = [get_payouts, put_payouts, get_approvals, post_verdict]
