"""Cookies: what a browser keeps for us, which scripts cannot read and other sites do not send."""

from typing import Any
from uuid import UUID

from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie

from tessera.services import Services

Connection = ASGIConnection[Any, Any, Any, Any]

SESSION_COOKIE = "tessera"
CHALLENGE_COOKIE = "tessera_challenge"
"""A sign-in that waits for its second factor."""
DEVICE_COOKIE = "tessera_device"
"""A browser that has signed in before: its tries are counted by themselves."""
FLOW_COOKIE = "tessera_flow"
"""Somebody on the way to another service and back."""
VISITOR_COOKIE = "tessera_visitor"
LANGUAGE_COOKIE = "tessera_language"
ORDERS_COOKIE = "tessera_orders"
PLACE_COOKIE = "tessera_place"
"""A place in a waiting room, whose number follows the name."""
TURN_COOKIE = "tessera_turn"
"""The admission to the sale behind a waiting room."""
YEAR_SECONDS = 31_536_000
ORDERS_KEPT_MAX = 30
"""Orders that a browser may look at without signing in."""


def host_only(services: Services, name: str) -> str:
    """A cookie's name; browsers hold `__Host-` cookies to TLS, no domain, path `/`."""
    return f"__Host-{name}" if services.settings.secure else name


def told_by(request: Connection, name: str) -> str:
    """What a cookie of ours says, or nothing."""
    return request.cookies.get(host_only(request.app.state.services, name), "")


def cookie(services: Services, name: str, value: str, *, seconds: int) -> Cookie:
    """A cookie that scripts cannot read and other sites' requests do not carry."""
    return Cookie(
        key=host_only(services, name),
        value=value,
        max_age=seconds,
        path="/",
        httponly=True,
        samesite="lax",
        secure=services.settings.secure,
    )


def known_orders(request: Connection) -> list[UUID]:
    """The orders that this browser proved to know, the newest last."""
    services: Services = request.app.state.services
    raw = services.forms.open(told_by(request, ORDERS_COOKIE)) or b""
    return [UUID(bytes=raw[i : i + 16]) for i in range(0, len(raw) - 15, 16)]


def remember_order(request: Connection, order_id: UUID) -> Cookie:
    """A cookie that lets this browser look at the order again."""
    services: Services = request.app.state.services
    others = [known for known in known_orders(request) if known != order_id]
    kept = [*others, order_id][-ORDERS_KEPT_MAX:]
    sealed = services.forms.seal(b"".join(known.bytes for known in kept))
    return cookie(services, ORDERS_COOKIE, sealed, seconds=YEAR_SECONDS)
