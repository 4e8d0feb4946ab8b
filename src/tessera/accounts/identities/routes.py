"""REST: sign in with another service, link it, unlink it.

A program opens `url` in a browser, hears `code` and `state` when the browser is led back, and
brings them here with the `flow` that it was given.
"""

from typing import Annotated

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from tessera.accounts.factors.answers import entered_answer, visit_of
from tessera.accounts.factors.model import Challenged, Entered, Visit
from tessera.accounts.factors.settings_routes import Confirmed, may_change_factors
from tessera.accounts.identities.enter import enter_by_identity
from tessera.accounts.identities.flow import back, begin, sealed
from tessera.accounts.identities.link import identities_of, link, unlink
from tessera.accounts.identities.model import FLOW_SIGNS_MAX, Flow, IdentityRefusal, Provider
from tessera.accounts.model import Person, SessionKind
from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.kit.errors import NotFound, Refused
from tessera.services import Services
from tessera.web.answers import JsonRequest, json_answer
from tessera.web.guards import Connection, may, require, signed_in
from tessera.web.once import once
from tessera.web.who import who_of

Short = Annotated[str, Meta(max_length=2_000)]


class Return(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the service led back with, and the way that was begun."""

    flow: Annotated[str, Meta(max_length=FLOW_SIGNS_MAX)]
    state: Short
    code: Short


def provider_of(name: str) -> Provider:
    """The service of a path. Raises `NotFound`."""
    if name not in tuple(Provider):
        raise NotFound("service")
    return Provider(name)


@post("/auth/identities/{provider:str}", guards=[may(Right.SIGN_IN)], status_code=201)
async def post_identity(request: JsonRequest, provider: FromPath[str]) -> Response[bytes]:
    """Begin to sign in with another service."""
    return await _begun(request, provider, None)


@post("/auth/identities/{provider:str}/return", guards=[may(Right.SIGN_IN)], status_code=200)
async def post_identity_return(
    request: JsonRequest, provider: FromPath[str], data: JSONBody[Return]
) -> Response[bytes]:
    """A bearer pair for who comes back; 202 where a second factor is asked for."""
    flow = _brought(request, provider, data)
    visit = visit_of(request, SessionKind.ACCESS)
    return entered_answer(await came_back(request, flow, data.code, visit=visit))


@get("/me/identities", guards=[signed_in])
async def get_identities(request: JsonRequest) -> Response[bytes]:
    """The services that open one's account."""
    services: Services = request.app.state.services
    person = await require(request)
    async with services.db.transaction() as tx:
        items = await identities_of(tx, person.account_id)
    return json_answer({"items": items, "offered": services.identities.offered()})


@post("/me/identities/{provider:str}", guards=[signed_in], status_code=201)
async def post_link(
    request: JsonRequest, provider: FromPath[str], data: JSONBody[Confirmed]
) -> Response[bytes]:
    """Begin to link another service."""
    await may_change_factors(request, data.password)
    return await _begun(request, provider, await require(request))


@post("/me/identities/{provider:str}/return", guards=[signed_in], status_code=204)
async def post_link_return(
    request: JsonRequest, provider: FromPath[str], data: JSONBody[Return]
) -> None:
    """Link the service of who comes back."""
    await linked(request, _brought(request, provider, data), data.code)


@post("/me/identities/{provider:str}/removal", guards=[signed_in], status_code=204)
async def post_unlink(
    request: JsonRequest, provider: FromPath[str], data: JSONBody[Confirmed]
) -> Response[None]:
    """Let the service open the account no longer."""
    wanted, person = provider_of(provider), await require(request)
    await may_change_factors(request, data.password)

    async def act(tx: Tx) -> None:
        await unlink(tx, person.account_id, wanted, who=who_of(request))

    return await once(request, act, status=204)


async def _begun(request: JsonRequest, name: str, person: Person | None) -> Response[bytes]:
    services: Services = request.app.state.services
    flow = begin(provider_of(name), now=services.clock(), person=person)
    url = await services.identities.address(flow)
    return json_answer({"url": url, "flow": sealed(services.vault, flow)}, 201)


def _brought(request: JsonRequest, name: str, data: Return) -> Flow:
    services: Services = request.app.state.services
    return back(
        services.vault,
        data.flow,
        provider=provider_of(name),
        state=data.state,
        now=services.clock(),
    )


async def came_back(
    connection: Connection, flow: Flow, code: str, *, visit: Visit
) -> Entered | Challenged:
    """Sign in at the end of the way. Raises `Refused`: what the service, `enter` and we refuse."""
    services: Services = connection.app.state.services
    if flow.account_id is not None:
        raise Refused(IdentityRefusal.IDENTITY_REFUSED)
    profile = await services.identities.profile(flow, code)
    async with services.db.transaction() as tx:
        return await enter_by_identity(tx, services, profile, visit=visit, who=who_of(connection))


async def linked(connection: Connection, flow: Flow, code: str) -> None:
    """Link at the end of the way, at the session that began it. Raises `Refused`."""
    services: Services = connection.app.state.services
    person = await require(connection)
    if flow.session_id != person.session_id:
        raise Refused(IdentityRefusal.IDENTITY_REFUSED)
    profile = await services.identities.profile(flow, code)
    async with services.db.transaction() as tx:
        await link(tx, person.account_id, profile, who=who_of(connection))


ROUTES = [
    post_identity,
    post_identity_return,
    get_identities,
    post_link,
    post_link_return,
    post_unlink,
]
