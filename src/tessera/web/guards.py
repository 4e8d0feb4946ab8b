"""Guards: every route names one of these; a test fails where a route has none.

A guard answers "who may knock"; what exactly is theirs, the verb decides with the thing in hand.
"""

from collections.abc import Callable
from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from tessera.accounts.model import MemberRole, Person, SessionKind
from tessera.kit.errors import Forbidden, NotSignedIn, Refused
from tessera.services import Services

Connection = ASGIConnection[Any, Any, Any, Any]

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
BEARER = "bearer "


def session_cookie(*, secure: bool) -> str:
    """The cookie's name; browsers hold `__Host-` cookies to TLS, no domain, path `/`."""
    return "__Host-tessera" if secure else "tessera"


async def person_of(connection: Connection) -> Person | None:
    """Who is asking, looked up once a request. Raises `NotSignedIn` for a token that is none."""
    state: dict[str, Any] = connection.scope.setdefault("state", {})
    if "person" not in state:
        state["person"] = await _identify(connection)
    person: Person | None = state["person"]
    return person


async def anyone(connection: Connection, _: BaseRouteHandler) -> None:
    """Open to guests; who is signed in is known all the same."""
    await person_of(connection)


async def signed_in(connection: Connection, _: BaseRouteHandler) -> None:
    """Open to everybody with an account."""
    if await person_of(connection) is None:
        raise NotSignedIn


async def admin(connection: Connection, _: BaseRouteHandler) -> None:
    """Open to those who run the platform."""
    await signed_in(connection, _)
    if not (await require(connection)).is_admin:
        raise Forbidden


def member(*roles: MemberRole) -> Callable[[Connection, BaseRouteHandler], Any]:
    """Open to people with one of `roles` in some organization; the verb checks which."""

    async def member_guard(connection: Connection, handler: BaseRouteHandler) -> None:
        await signed_in(connection, handler)
        person = await require(connection)
        if not person.is_admin and not set(roles) & set(person.memberships.values()):
            raise Forbidden

    return member_guard


manager = member(MemberRole.OWNER, MemberRole.MANAGER)
staff = member(*MemberRole)


async def machine(_: Connection, __: BaseRouteHandler) -> None:
    """Open to probes and providers: nothing personal is said, and webhooks prove themselves."""


async def require(connection: Connection) -> Person:
    """Who is asking; for handlers behind `signed_in`."""
    person = await person_of(connection)
    if person is None:
        raise NotSignedIn
    return person


async def _identify(connection: Connection) -> Person | None:
    services: Services = connection.app.state.services
    header = connection.headers.get("authorization")
    if header is not None:
        token = header[len(BEARER) :] if header.lower().startswith(BEARER) else ""
        person = await services.people.identify(token, SessionKind.ACCESS) if token else None
        if person is None:
            raise NotSignedIn
        return person
    secret = connection.cookies.get(session_cookie(secure=services.settings.secure))
    if not secret:
        return None
    if connection.scope.get("method") not in SAFE:
        refuse_other_sites(connection)
    return await services.people.identify(secret, SessionKind.WEB)


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
