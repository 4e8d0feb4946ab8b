"""REST: outgoing webhooks, for owners and managers of an organization."""

from collections.abc import Awaitable, Callable
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, delete, get, patch, post
from litestar.params import FromPath, JSONBody

from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.services import Services
from tessera.web.answers import JsonRequest, json_answer
from tessera.web.guards import allowed, may
from tessera.web.once import once
from tessera.webhooks.change import (
    change_endpoint,
    enter_endpoint,
    remove_endpoint,
    rotate_secret,
    send_test,
)
from tessera.webhooks.model import (
    Endpoint,
    EndpointChange,
    NewEndpoint,
)
from tessera.webhooks.own import ground_of, own_endpoint
from tessera.webhooks.read import (
    endpoints_of,
    read_delivery,
    read_endpoint,
    read_secrets,
)
from tessera.webhooks.rules import OVERLAP_HOURS_MAX

OF_ORGANIZATION = "/organizations/{organization_id:int}/webhook-endpoints"
ENDPOINT = "/webhook-endpoints/{endpoint_id:uuid}"


class RotationWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """For how long the old secret signs beside the new one."""

    overlap_hours: Annotated[int, msgspec.Meta(ge=0, le=OVERLAP_HOURS_MAX)] = 24


@get(OF_ORGANIZATION, guards=[may(Right.WEBHOOKS_READ)])
async def get_endpoints(request: JsonRequest, organization_id: FromPath[int]) -> Response[bytes]:
    """Where an organization is told, at most ten addresses."""
    services: Services = request.app.state.services
    await allowed(request, Right.WEBHOOKS_READ, organization_id)
    async with services.db.transaction() as tx:
        found = await endpoints_of(tx, [organization_id])
    return json_answer({"items": found, "next_cursor": None})


@post(OF_ORGANIZATION, guards=[may(Right.WEBHOOKS_CHANGE)], status_code=201)
async def post_endpoint(
    request: JsonRequest, organization_id: FromPath[int], data: JSONBody[NewEndpoint]
) -> Response[bytes]:
    """Tell one more address. Its secret is at `…/secret`."""
    services: Services = request.app.state.services
    person = await allowed(request, Right.WEBHOOKS_CHANGE, organization_id)

    async def act(tx: Tx) -> object:
        return await enter_endpoint(
            tx,
            ground_of(services),
            data,
            organization_id=organization_id,
            account_id=person.account_id,
        )

    return await once(request, act, status=201)


@get(ENDPOINT, guards=[may(Right.WEBHOOKS_READ)])
async def get_endpoint(request: JsonRequest, endpoint_id: FromPath[UUID]) -> Response[bytes]:
    """One endpoint."""
    return await _read(request, endpoint_id, _itself)


@patch(ENDPOINT, guards=[may(Right.WEBHOOKS_CHANGE)])
async def patch_endpoint(
    request: JsonRequest, endpoint_id: FromPath[UUID], data: JSONBody[EndpointChange]
) -> Response[bytes]:
    """Change an endpoint; `enabled` stops it, or begins anew."""
    services: Services = request.app.state.services

    async def act(tx: Tx) -> object:
        await own_endpoint(request, tx, endpoint_id)
        return await change_endpoint(
            tx, ground_of(services), endpoint_id, change=data, now=services.clock()
        )

    return await once(request, act)


@delete(ENDPOINT, guards=[may(Right.WEBHOOKS_CHANGE)], status_code=204)
async def delete_endpoint(request: JsonRequest, endpoint_id: FromPath[UUID]) -> Response[None]:
    """Remove an endpoint with its log."""

    async def act(tx: Tx) -> None:
        await own_endpoint(request, tx, endpoint_id)
        await remove_endpoint(tx, endpoint_id)

    return await once(request, act, status=204)


@get(f"{ENDPOINT}/secret", guards=[may(Right.WEBHOOKS_SECRETS)])
async def get_secret(request: JsonRequest, endpoint_id: FromPath[UUID]) -> Response[bytes]:
    """What the messages are signed with; the old secret too while it signs."""
    services: Services = request.app.state.services

    async def show(tx: Tx, endpoint: Endpoint) -> object:
        return await read_secrets(tx, services.vault, endpoint.id)

    answer = await _read(request, endpoint_id, show)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@post(f"{ENDPOINT}/secret", guards=[may(Right.WEBHOOKS_SECRETS)], status_code=200)
async def post_secret(
    request: JsonRequest, endpoint_id: FromPath[UUID], data: JSONBody[RotationWanted]
) -> Response[bytes]:
    """Make a new secret; messages are signed with both for a while. Read it at the same place."""
    services: Services = request.app.state.services

    async def act(tx: Tx) -> object:
        endpoint = await own_endpoint(request, tx, endpoint_id)
        await rotate_secret(tx, ground_of(services), endpoint.id, overlap_hours=data.overlap_hours)
        return await read_endpoint(tx, endpoint_id)

    return await once(request, act)


@post(f"{ENDPOINT}/test", guards=[may(Right.WEBHOOKS_CHANGE)], status_code=202)
async def post_test(request: JsonRequest, endpoint_id: FromPath[UUID]) -> Response[bytes]:
    """Send a message of the type `test`; its delivery tells how that went."""

    async def act(tx: Tx) -> object:
        endpoint = await own_endpoint(request, tx, endpoint_id)
        delivery_id = await send_test(tx, endpoint)
        return (await read_delivery(tx, delivery_id)).delivery

    return await once(request, act, status=202)


async def _read(
    request: JsonRequest, endpoint_id: UUID, show: Callable[[Tx, Endpoint], Awaitable[object]]
) -> Response[bytes]:
    services: Services = request.app.state.services
    async with services.db.transaction() as tx:
        return json_answer(await show(tx, await own_endpoint(request, tx, endpoint_id)))


async def _itself(_: Tx, endpoint: Endpoint) -> object:
    return endpoint


ROUTES = [
    get_endpoints,
    post_endpoint,
    get_endpoint,
    patch_endpoint,
    delete_endpoint,
    get_secret,
    post_secret,
    post_test,
]
