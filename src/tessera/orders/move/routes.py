"""REST: moving a show, and what its customers say to it."""

import asyncio
from typing import Any, Literal
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, JSONBody

from tessera.accounts.model import Person
from tessera.accounts.policy import Right
from tessera.claims.model import Change
from tessera.kit.clock import rfc3339
from tessera.kit.database import Tx
from tessera.orders.list_routes import require_seller
from tessera.orders.move.begin import begin, goal_of, preview
from tessera.orders.move.decide import give_back, keep
from tessera.orders.move.model import Move, MoveWanted, Preview, Standing
from tessera.orders.move.read import latest_move, sold_places, sql
from tessera.orders.routes import own_order
from tessera.orders.show import order_view
from tessera.orders.show_cancellation_routes import awaiting
from tessera.organizations.payouts.change import ask
from tessera.organizations.payouts.model import Approval, ApprovalKind
from tessera.services import Services
from tessera.shows.model import Show
from tessera.web.answers import JsonRequest, json_answer
from tessera.web.guards import Connection, allowed, may
from tessera.web.once import once
from tessera.web.who import who_of


class MoveDecision(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a customer says: keep the new places, or have everything back."""

    decision: Literal["keep", "return"]


async def look(services: Services, show_id: int, wanted: MoveWanted) -> Preview:
    """What a move would do now; changes nothing. Raises as `goal_of` does."""
    old = (await services.shows.get(show_id)).plan
    async with services.db.transaction() as tx:
        goal = await goal_of(tx, show_id, wanted, now=services.clock())
        sold = await sold_places(tx, show_id)
        blocked = [row["place"] for row in await tx.fetch(sql["blocked_places"], show_id)]
    new = await services.plans.get(goal.stage.plan.id)
    same = wanted.same_places
    return await asyncio.to_thread(
        preview, goal, old=old, new=new, sold=sold, blocked=blocked, same=same
    )


async def begin_move(
    services: Services, show_id: int, wanted: MoveWanted, *, account_id: UUID
) -> Any:
    """The act of `once` that begins a move which was looked at before."""
    seen = await look(services, show_id, wanted)

    async def act(tx: Tx) -> dict[str, Any]:
        goal = await goal_of(tx, show_id, wanted, now=services.clock())
        unplaced = seen.counts[Standing.NONE]
        await begin(tx, show_id, wanted, account_id=account_id, goal=goal, unplaced=unplaced)
        return move_view(await latest_move(tx, show_id))

    return act


async def move_or_ask(
    request: Connection, show: Show, wanted: MoveWanted, *, account_id: UUID
) -> Any:
    """The same; with four eyes the act asks another person for it. What cannot be is refused now,
    and looked at again when it is approved."""
    services: Services = request.app.state.services
    if not services.settings.four_eyes:
        return await begin_move(services, show.id, wanted, account_id=account_id)
    await look(services, show.id, wanted)

    async def act(tx: Tx) -> dict[str, Any]:
        asked = await ask(
            tx,
            ApprovalKind.SHOW_MOVE,
            show.organization_id,
            subject=str(show.id),
            wanted={
                "show_id": str(show.id),
                "title": show.title.name,
                "move": msgspec.json.encode(wanted).decode(),
            },
            who=who_of(request),
            reason=wanted.reason.strip(),
        )
        return awaiting(asked)

    return act


async def approved_move(services: Services, found: Approval) -> Any:
    """The act of a move that somebody else has asked for. Raises as `look` does."""
    wanted = msgspec.json.decode(found.wanted["move"], type=MoveWanted)
    return await begin_move(services, int(found.subject), wanted, account_id=found.asked_by)


@post("/shows/{show_id:int}/move", guards=[may(Right.SHOWS_STOP)], status_code=202)
async def post_move(
    request: JsonRequest, show_id: FromPath[int], data: JSONBody[MoveWanted]
) -> Response[bytes]:
    """Move a show to another hall or time, with everybody who has bought."""
    services: Services = request.app.state.services
    show, person = await _own_show(request, show_id)
    act = await move_or_ask(request, show, data, account_id=person.account_id)
    response = await once(request, act, status=202)
    services.shows.forget(show_id)
    return response


@post("/shows/{show_id:int}/move/preview", guards=[may(Right.SHOWS_CHANGE)], status_code=200)
async def post_move_preview(
    request: JsonRequest, show_id: FromPath[int], data: JSONBody[MoveWanted]
) -> Response[bytes]:
    """How everybody would fare, and who would be worse off. Changes nothing."""
    services: Services = request.app.state.services
    await _own_show(request, show_id)
    return json_answer(preview_view(await look(services, show_id, data)))


@get("/shows/{show_id:int}/move", guards=[may(Right.SALES_READ)])
async def get_move(request: JsonRequest, show_id: FromPath[int]) -> Response[bytes]:
    """How far the newest move of a show has come."""
    services: Services = request.app.state.services
    await require_seller(request, show_id)
    return json_answer(move_view(await latest_move(services.db.pool, show_id)))


@post("/orders/{order_id:uuid}/move", guards=[may(Right.BUY)], status_code=200)
async def post_move_decision(
    request: JsonRequest, order_id: FromPath[UUID], data: JSONBody[MoveDecision]
) -> Response[bytes]:
    """Keep the places that the order has since its show moved, or have everything back."""
    services: Services = request.app.state.services
    order = await own_order(request, order_id)
    show = (await services.shows.get(order.show_id)).show
    freed: list[Change | None] = []

    async def act(tx: Tx) -> dict[str, Any]:
        if data.decision == "keep":
            return order_view(await keep(tx, order_id), services.ticket_codes)
        after, change = await give_back(tx, order_id, show)
        freed.append(change)
        return order_view(after, services.ticket_codes)

    response = await once(request, act)
    services.maps.tell(change for change in freed if change)
    return response


async def _own_show(request: JsonRequest, show_id: int) -> tuple[Show, Person]:
    services: Services = request.app.state.services
    services.shows.forget(show_id)
    show = (await services.shows.get(show_id)).show
    return show, await allowed(request, None, show.organization_id, what="show")


def preview_view(seen: Preview) -> dict[str, Any]:
    """A preview as the REST interface shows it."""
    return {
        "counts": seen.counts,
        "worse": [
            {
                "order_id": place.sold.order_id,
                "n": place.sold.n,
                "was": place.sold.label,
                "becomes": place.label or None,
                "standing": place.standing,
            }
            for place in seen.worse
        ],
        "blocked_lost": seen.blocked_lost,
    }


def move_view(found: Move) -> dict[str, Any]:
    """A move as the REST interface shows it."""
    return {
        "id": found.id,
        "show_id": found.show_id,
        "status": found.status,
        "reason": found.reason,
        "failure": found.failure,
        "started_at": rfc3339(found.started_at),
        "moved_at": rfc3339(found.moved_at) if found.moved_at else None,
        "ended_at": rfc3339(found.ended_at) if found.ended_at else None,
        "orders": found.orders,
        "orders_told": found.told,
        "decisions": {"kept": found.kept, "returned": found.returned},
        "standings": found.standings,
    }


ROUTES = [post_move, post_move_preview, get_move, post_move_decision]
