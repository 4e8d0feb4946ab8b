"""Guards: every route names a right of the policy; a test fails where a route has none.

A guard answers "who may knock"; what exactly is theirs, `allowed` decides with the thing in hand.
"""

from collections.abc import Awaitable, Callable, Iterable
from functools import cache
from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from tessera.accounts.factors.step_up import fresh_until
from tessera.accounts.model import Person, SessionKind
from tessera.accounts.policy import OF_MEMBERS, OPEN, POLICY, Right
from tessera.kit.errors import Forbidden, NotFound, NotSignedIn, Refused
from tessera.kit.limits import Policy, Quota
from tessera.services import Services
from tessera.web.cookies import SESSION_COOKIE, told_by

Connection = ASGIConnection[Any, Any, Any, Any]
Guard = Callable[[Connection, BaseRouteHandler], Awaitable[None]]

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
BEARER = "bearer "
KEY_PREFIX = "tsk_"
KEY_SECONDS = 60
STOPS = frozenset(
    {"/impersonation/end", "/api/v1/impersonation", "/sign-out", "/api/v1/auth/logout"}
)
"""Where a look as somebody else ends."""


async def person_of(connection: Connection, *, fresh: bool = False) -> Person | None:
    """Who is asking, looked up once a request. Raises `NotSignedIn` for a token that is none.

    Not `fresh` may be a person as this process remembers them from moments ago.
    """
    state: dict[str, Any] = connection.scope.setdefault("state", {})
    if "person" not in state:
        state["person"] = await _identify(connection, fresh=fresh)
    person: Person | None = state["person"]
    return person


@cache
def may(right: Right) -> Guard:
    """The guard of a right. In a route that names an organization, it is the right there: others'
    organizations do not exist for a stranger, and are forbidden to a member of another part."""

    async def guard(connection: Connection, _: BaseRouteHandler) -> None:
        # Who probes and who sends webhooks proves it otherwise, if at all: nobody is looked up.
        if right is Right.KNOCK:
            return
        # Whoever needs a right is read anew. The open calls, an on-sale's among them, may believe
        # what a notice has not yet ended: about a millisecond.
        person = await person_of(connection, fresh=right not in OPEN)
        if right in OPEN:
            return
        if person is None:
            raise NotSignedIn
        if not person.may(right):
            raise Forbidden
        organization_id = connection.path_params.get("organization_id")
        if isinstance(organization_id, int) and right in OF_MEMBERS:
            await allowed(connection, right, organization_id)
        if POLICY[right].fresh:
            await require_fresh(connection)

    guard.right = right  # type: ignore[attr-defined]
    return guard


def right_of(guards: Iterable[Any]) -> Right | None:
    """The right that a route's guards ask for."""
    return next((g.right for g in guards if hasattr(g, "right")), None)


async def allowed(
    connection: Connection,
    right: Right | None,
    organization_id: int,
    *,
    what: str = "organization",
) -> Person:
    """Who is asking, where they have `right` in the organization; None is the right that the route
    names.

    Raises `NotFound(what)` for strangers, to whom its affairs are private, and `Forbidden` for
    members of another part.
    """
    person = await require(connection)
    if not person.knows(organization_id):
        raise NotFound(what)
    wanted = right or right_of(connection.route_handler.resolve_guards())
    if wanted is None or not person.may(wanted, organization_id):
        raise Forbidden
    return person


anyone = may(Right.BROWSE)
signed_in = may(Right.ACCOUNT)


async def require(connection: Connection) -> Person:
    """Who is asking; for handlers behind `signed_in`."""
    person = await person_of(connection)
    if person is None:
        raise NotSignedIn
    return person


async def require_fresh(connection: Connection) -> None:
    """Raise `Refused(step_up_required)` unless this session showed a second factor lately.

    Asked of the database each time and never of a cache: every process says the same.
    """
    services: Services = connection.app.state.services
    person = await require(connection)
    seconds = services.settings.step_up_seconds
    if await fresh_until(services.db.pool, person.session_id, seconds=seconds) is None:
        raise Refused("step_up_required")


async def _identify(connection: Connection, *, fresh: bool) -> Person | None:
    services: Services = connection.app.state.services
    header = connection.headers.get("authorization")
    if header is not None:
        token = header[len(BEARER) :] if header.lower().startswith(BEARER) else ""
        kind = SessionKind.KEY if token.startswith(KEY_PREFIX) else SessionKind.ACCESS
        person = await services.people.identify(token, kind, fresh=fresh) if token else None
        if person is None:
            raise NotSignedIn
        if person.key_id is not None:
            await _within_key(connection, person)
        return _only_looking(connection, person)
    secret = told_by(connection, SESSION_COOKIE)
    if not secret:
        return None
    if connection.scope.get("method") not in SAFE:
        refuse_other_sites(connection)
    person = await services.people.identify(secret, SessionKind.WEB, fresh=fresh)
    return _only_looking(connection, person)


def _only_looking(connection: Connection, person: Person | None) -> Person | None:
    """Who looks as somebody else changes nothing; they may only stop. Raises `Refused`."""
    acting = person is not None and person.acting_by is not None
    stops = connection.scope.get("method") in SAFE or connection.scope.get("path") in STOPS
    if acting and not stops:
        raise Refused("acting_reads_only")
    return person


async def _within_key(connection: Connection, person: Person) -> None:
    """Count a request of a program. Raises `Refused(too_many_requests)`."""
    services: Services = connection.app.state.services
    quota = Quota(person.requests_per_minute, KEY_SECONDS)
    allowance = await services.limits.hit(Policy.API_KEY, str(person.key_id), quota=quota)
    connection.scope["state"].setdefault("allowances", []).append(allowance)
    if not allowance.granted:
        raise Refused("too_many_requests", retry_after_seconds=allowance.reset_seconds)


def refuse_other_sites(connection: Connection) -> None:
    """A browser that sends a cookie says where the request came from; others are not served.

    Fetch Metadata (W3C), then `Origin` (RFC 6454) for browsers without it.
    """
    site = connection.headers.get("sec-fetch-site")
    if site is not None:
        if site not in ("same-origin", "none"):
            raise Refused("forbidden_origin")
        return
    origin = connection.headers.get("origin")
    if origin is not None and origin.partition("://")[2] != connection.headers.get("host"):
        raise Refused("forbidden_origin")
