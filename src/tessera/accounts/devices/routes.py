"""REST: list one's sign-ins, end one or all others."""

from uuid import UUID

from litestar import Response, delete, get
from litestar.params import FromPath

from tessera.accounts.devices.end import end_device, end_other_devices
from tessera.accounts.devices.read import devices_of
from tessera.accounts.factors.methods import methods_of
from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.services import Services
from tessera.web.answers import JsonRequest, json_answer
from tessera.web.guards import Connection, may, require, require_fresh
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
    """End one of them. Who has a second factor shows it first, but to end one's own."""
    person = await require(request)
    await may_end(request, device_id)

    async def act(tx: Tx) -> None:
        await end_device(tx, person, device_id, who=who_of(request))

    return await once(request, act, status=204)


@delete("/me/sessions", guards=[may(Right.ACCOUNT)], status_code=204)
async def delete_sessions(request: JsonRequest) -> Response[None]:
    """End all of them but the one that asks. Who has a second factor shows it first."""
    services: Services = request.app.state.services
    person = await require(request)
    await may_end(request)

    async def act(tx: Tx) -> None:
        await end_other_devices(tx, person, who=who_of(request), now=services.clock())

    return await once(request, act, status=204)


async def may_end(connection: Connection, device_id: UUID | None = None) -> None:
    """Whoever took a session over shall not shut its owner out: where the account has a second
    factor, it is asked for before others are ended (ASVS 7.5.2). Raises `Refused`."""
    services: Services = connection.app.state.services
    person = await require(connection)
    async with services.db.transaction() as tx:
        has_factor = bool(await methods_of(tx, person.account_id))
    if not has_factor:
        return
    found = await devices_of(services.db.pool, person)
    if device_id is None or device_id not in [one.id for one in found if one.current]:
        await require_fresh(connection)


ROUTES = [get_sessions, delete_session, delete_sessions]
