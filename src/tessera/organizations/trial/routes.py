"""REST: test mode, purging its orders, and how far an organization has come."""

from typing import Any

import msgspec
from litestar import Response, get, post, put
from litestar.params import FromPath, JSONBody

from tessera.accounts.policy import Right
from tessera.kit.clock import rfc3339
from tessera.kit.database import Tx
from tessera.organizations.found import read_organization
from tessera.organizations.trial.mode import done_by, switch, trial_of
from tessera.organizations.trial.model import Done, Trial
from tessera.organizations.trial.purge import begin_purge
from tessera.services import Services
from tessera.web.answers import JsonRequest, json_answer, money
from tessera.web.guards import Connection, may
from tessera.web.once import once

PATH = "/organizations/{organization_id:int}"


class ModeWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whether to try things out."""

    on: bool


async def way_of(request: Connection, organization_id: int) -> Done:
    """How far the organization has come."""
    services: Services = request.app.state.services
    async with services.db.transaction() as tx:
        organization = await read_organization(tx, organization_id)
    offered = await services.providers.offered(organization_id, organization.currency)
    return await done_by(services.db.pool, organization_id, payable=bool(offered))


@get(f"{PATH}/checklist", guards=[may(Right.BOOKS_READ)])
async def get_checklist(request: JsonRequest, organization_id: FromPath[int]) -> Response[bytes]:
    """The steps to a first ticket sold, each with whether it is done."""
    done = await way_of(request, organization_id)
    return json_answer(
        {"items": [{"step": step, "done": is_done} for step, is_done in done.steps().items()]}
    )


@get(f"{PATH}/test-mode", guards=[may(Right.BOOKS_READ)])
async def get_test_mode(request: JsonRequest, organization_id: FromPath[int]) -> Response[bytes]:
    """Whether it is on, and what a purge would do."""
    services: Services = request.app.state.services
    return json_answer(trial_view(await trial_of(services.db.pool, organization_id)))


@put(f"{PATH}/test-mode", guards=[may(Right.WAYS_CHANGE)])
async def put_test_mode(
    request: JsonRequest, organization_id: FromPath[int], data: JSONBody[ModeWanted]
) -> Response[bytes]:
    """Switch it. While it is on, what is bought with the simulated provider is a test."""
    services: Services = request.app.state.services

    async def act(tx: Tx) -> dict[str, Any]:
        await switch(tx, organization_id, services.settings, on=data.on)
        return trial_view(await trial_of(tx, organization_id))

    return await once(request, act)


@post(f"{PATH}/test-orders/purge", guards=[may(Right.REFUNDS_DECIDE)], status_code=202)
async def post_purge(request: JsonRequest, organization_id: FromPath[int]) -> Response[bytes]:
    """Give back and forget every test order, in the background. Real orders stay."""

    async def act(tx: Tx) -> dict[str, Any]:
        return trial_view(await begin_purge(tx, organization_id))

    return await once(request, act, status=202, money=True)


def trial_view(found: Trial) -> dict[str, Any]:
    """How things stand."""
    return {
        "on": found.on,
        "since": rfc3339(found.since) if found.since else None,
        "test_orders": found.orders,
        "test_places": found.places,
        "test_amount": money(found.amount, found.currency),
        "real_orders": found.real,
        "purged_orders": found.purged,
    }


ROUTES = [get_checklist, get_test_mode, put_test_mode, post_purge]
