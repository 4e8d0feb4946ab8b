"""REST: cancelling several shows in one act."""

from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, JSONBody

from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.orders.cancel_many import (
    CancellationRun,
    ShowIds,
    begin_many,
    foresee,
    read_run,
)
from tessera.orders.show_cancellation_routes import ask_to_cancel
from tessera.services import Services
from tessera.shows.read import read_shows
from tessera.web.answers import JsonRequest, json_answer
from tessera.web.guards import Connection, allowed, may, require
from tessera.web.once import once

HOUSE = "/organizations/{organization_id:int}/cancellations"


class ManyLooked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Shows that might be cancelled."""

    show_ids: ShowIds


class ManyWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Shows to be cancelled, and why; customers read it."""

    show_ids: ShowIds
    reason: str


def run_view(run: CancellationRun) -> dict[str, Any]:
    """A run as the REST interface shows it."""
    view: dict[str, Any] = msgspec.to_builtins(run)
    return view | {"status": "done" if run.done else "under_way"}


@post(HOUSE + "/preview", guards=[may(Right.SHOWS_CHANGE)], status_code=200)
async def post_many_preview(
    request: JsonRequest, organization_id: FromPath[int], data: JSONBody[ManyLooked]
) -> Response[bytes]:
    """What cancelling these shows would mean: orders, and what goes back. Changes nothing."""
    services: Services = request.app.state.services
    items = await foresee(services.db.pool, organization_id, data.show_ids)
    return json_answer({"items": items})


@post(HOUSE, guards=[may(Right.SHOWS_STOP)], status_code=202)
async def post_many(
    request: JsonRequest, organization_id: FromPath[int], data: JSONBody[ManyWanted]
) -> Response[bytes]:
    """Cancel several shows: selling ends at once, every order is refunded in the background."""
    services: Services = request.app.state.services

    async def act(tx: Tx) -> object:
        run_id = await many_or_ask(request, tx, organization_id, wanted=data)
        if run_id is None:
            return {"status": "awaits_approval"}
        return run_view(await read_run(tx, run_id))

    response = await once(request, act, status=202, money=True)
    for show_id in data.show_ids:
        services.shows.forget(show_id)
    return response


async def many_or_ask(
    request: Connection, tx: Tx, organization_id: int, *, wanted: ManyWanted
) -> int | None:
    """The run that began; with four eyes None, for another person decides about each show."""
    services: Services = request.app.state.services
    person = await require(request)
    if services.settings.four_eyes:
        await foresee(tx, organization_id, wanted.show_ids)
        for show in await read_shows(tx, wanted.show_ids):
            await ask_to_cancel(request, tx, show, reason=wanted.reason)
        return None
    return await begin_many(
        tx,
        organization_id,
        wanted.show_ids,
        account_id=person.account_id,
        reason=wanted.reason,
    )


@get("/cancellation-runs/{run_id:int}", guards=[may(Right.SALES_READ)])
async def get_run(request: JsonRequest, run_id: FromPath[int]) -> Response[bytes]:
    """How far it has come, show by show."""
    services: Services = request.app.state.services
    run = await read_run(services.db.pool, run_id)
    await allowed(request, None, run.organization_id, what="cancellation run")
    return json_answer(run_view(run))


ROUTES = [post_many_preview, post_many, get_run]
