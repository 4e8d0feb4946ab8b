"""REST: list one's sign-ins, end one or all others."""

from uuid import UUID

from litestar import Response, delete, get
from litestar.params import FromPath

from tessera.accounts.devices.end import end_device, end_other_devices
from tessera.accounts.devices.read import devices_of
from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.services import Services
from tessera.web.answers import JsonRequest, json_answer
from tessera.web.guards import may, require
from tessera.web.once import once
from tessera.web.who import who_of


@get("/me/sessions", guards=[may(Right.ACCOUNT)])
async def get_sessions(request: JsonRequest) -> Response[bytes]:
    """Where one is signed in: when, from which address, by which browser."""
    services: Services = request.app.state.services
    found = await devices_of(services.db.pool, await require(request))
    return json_answer({"items": found, "next_cursor": None})


@delete("/me/sessions/{device_id:uuid}", guards=[may(Right.ACCOUNT)], status_code=204)
async def delete_session(request: JsonRequest, device_id: FromPath[UUID]) -> Response[None]:
    """End one of them."""
    person = await require(request)

    async def act(tx: Tx) -> None:
        await end_device(tx, person, device_id, who=who_of(request))

    return await once(request, act, status=204)


@delete("/me/sessions", guards=[may(Right.ACCOUNT)], status_code=204)
async def delete_sessions(request: JsonRequest) -> Response[None]:
    """End all of them but the one that asks."""
    services: Services = request.app.state.services
    person = await require(request)

    async def act(tx: Tx) -> None:
        await end_other_devices(tx, person, who=who_of(request), now=services.clock())

    return await once(request, act, status=204)


ROUTES = [get_sessions, delete_session, delete_sessions]
