"""REST: sign in, refresh, sign out, who am I."""

import msgspec
from litestar import Response, post
from litestar.params import JSONBody

from tessera.accounts import sessions
from tessera.accounts.enter import enter
from tessera.accounts.factors.answers import entered_answer, pair_view, visit_of
from tessera.accounts.factors.model import How
from tessera.accounts.model import SessionKind, SignInRefusal
from tessera.accounts.policy import Right
from tessera.accounts.sign_in import sign_in
from tessera.kit.errors import Refused
from tessera.kit.limits import Policy
from tessera.services import Services
from tessera.web.answers import JsonRequest, json_answer
from tessera.web.guards import BEARER, may, require
from tessera.web.limited import within_address


class Credentials(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who wants in."""

    email: str
    password: str


class Renewal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A refresh token, good for one renewal."""

    refresh_token: str


@post("/auth/login", guards=[may(Right.SIGN_IN)], status_code=200)
async def post_login(request: JsonRequest, data: JSONBody[Credentials]) -> Response[bytes]:
    """A bearer pair for address and password; 202 where a second factor is asked for."""
    services: Services = request.app.state.services
    await within_address(request, Policy.SIGN_IN_ADDRESS)
    account_id = await sign_in(services, email=data.email, password=data.password)
    visit = visit_of(request, SessionKind.ACCESS)
    async with services.db.transaction() as tx:
        outcome = await enter(tx, services, account_id, how=How.PASSWORD, visit=visit)
    return entered_answer(outcome)


@post("/auth/refresh", guards=[may(Right.SIGN_IN)], status_code=200)
async def post_refresh(request: JsonRequest, data: JSONBody[Renewal]) -> Response[bytes]:
    """The next pair for a refresh token; one that was used before ends its whole family."""
    services: Services = request.app.state.services
    async with services.db.transaction() as tx:
        pair = await sessions.refresh(
            tx,
            data.refresh_token,
            now=services.clock(),
            access_seconds=services.settings.access_token_seconds,
            refresh_seconds=services.settings.refresh_token_seconds,
            family_seconds=services.settings.refresh_family_seconds,
        )
    # The end of a stolen family is committed before we refuse.
    if pair is None:
        raise Refused(SignInRefusal.INVALID_CREDENTIALS)
    return json_answer(pair_view(pair))


@post("/auth/logout", guards=[may(Right.ACCOUNT)], status_code=204)
async def post_logout(request: JsonRequest) -> None:
    """Sign out: the session ends, and its bearer pair with it."""
    services: Services = request.app.state.services
    person = await require(request)
    async with services.db.transaction() as tx:
        await sessions.end(tx, person.session_id, now=services.clock())
    header = request.headers.get("authorization", "")
    services.people.forget(header[len(BEARER) :], SessionKind.ACCESS)


ROUTES = [post_login, post_refresh, post_logout]
