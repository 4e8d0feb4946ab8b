"""REST: register, sign in, refresh, sign out, who am I."""

from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.params import JSONBody

from tessera.accounts import sessions
from tessera.accounts.enter import enter
from tessera.accounts.factors.answers import entered_answer, pair_view, visit_of
from tessera.accounts.factors.model import How
from tessera.accounts.model import Person, SessionKind, SignInRefusal
from tessera.accounts.policy import Right
from tessera.accounts.register import register
from tessera.accounts.sign_in import sign_in
from tessera.kit.database import Tx
from tessera.kit.errors import Refused
from tessera.services import Services
from tessera.web.answers import JsonRequest, json_answer
from tessera.web.guards import BEARER, may, require
from tessera.web.once import once


class Credentials(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who wants in."""

    email: str
    password: str


class Registration(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who wants an account."""

    email: str
    password: str
    name: str


class Renewal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A refresh token, good for one renewal."""

    refresh_token: str


@post("/auth/register", guards=[may(Right.SIGN_IN)], status_code=201)
async def post_register(request: JsonRequest, data: JSONBody[Registration]) -> Response[bytes]:
    """Make a customer's account."""
    services: Services = request.app.state.services

    async def act(tx: Tx) -> object:
        account_id = await register(
            tx, services.passwords, email=data.email, password=data.password, name=data.name
        )
        return {"id": account_id, "email": data.email.strip()}

    return await once(request, act, status=201)


@post("/auth/login", guards=[may(Right.SIGN_IN)], status_code=200)
async def post_login(request: JsonRequest, data: JSONBody[Credentials]) -> Response[bytes]:
    """A bearer pair for address and password; 202 where a second factor is asked for."""
    services: Services = request.app.state.services
    await count_try(services, data.email)
    account_id = await sign_in(
        services.db,
        services.passwords,
        email=data.email,
        password=data.password,
        environment=services.settings.environment,
    )
    visit = visit_of(request, SessionKind.ACCESS)
    async with services.db.transaction() as tx:
        outcome = await enter(tx, services, account_id, how=How.PASSWORD, visit=visit)
    return entered_answer(outcome)


async def count_try(services: Services, email: str) -> None:
    """Slow down guessing at one account. Raises `Refused(too_many_tries)`."""
    window = services.settings.sign_in_window_seconds
    tries = await services.valkey.count(
        f"tessera:sign-in:{services.customer_of(email)}", window_seconds=window
    )
    if tries is not None and tries > services.settings.sign_in_tries_max:
        raise Refused(SignInRefusal.TOO_MANY_TRIES, retry_after_seconds=window)


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


@get("/me", guards=[may(Right.ACCOUNT)])
async def get_me(request: JsonRequest) -> Response[bytes]:
    """Who is signed in."""
    return json_answer(person_view(await require(request)))


def person_view(person: Person) -> dict[str, Any]:
    """A person as they may see themselves."""
    return {
        "id": person.account_id,
        "email": person.email,
        "name": person.name,
        "role": person.role,
        "locale": person.locale,
        "organizations": [
            {"organization_id": organization, "role": role}
            for organization, role in sorted(person.memberships.items())
        ],
    }


ROUTES = [post_register, post_login, post_refresh, post_logout, get_me]
