"""The outermost layer: request ids, security headers, addresses behind proxies, address limits.

Bare ASGI, because it runs for every request.
"""

import re
import time
from collections.abc import Callable
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from tessera.kit.causes import CAUSE, Cause
from tessera.kit.errors import Refused, UnsupportedMedia
from tessera.kit.figures import Tallies, tally
from tessera.kit.ids import new_request_id
from tessera.kit.limits import Allowance, Limits, Policy
from tessera.settings import Settings
from tessera.web.asgi import App, Message, Receive, Scope, Send
from tessera.web.errors import PROBLEM_JSON, Trouble, problem_body, trouble_of
from tessera.web.noted import note_trouble
from tessera.web.policy import QUIET

Network = IPv4Network | IPv6Network

HEADERS = [
    (b"content-security-policy", QUIET.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    (
        b"permissions-policy",
        b"camera=(self), publickey-credentials-get=(self), publickey-credentials-create=(self), "
        b"geolocation=(self), microphone=(), payment=(), usb=(), display-capture=(), midi=()",
    ),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
]
NAMES = frozenset(name for name, _ in HEADERS)
HSTS = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")
NO_STORE = (b"cache-control", b"no-store")
CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
METHODS = CHANGING | {"GET", "HEAD", "OPTIONS"}
UPLOADS = re.compile(r"/api/v1/titles/[0-9]+/files/[a-z]+")
"""Where the body is a file, whatever it says of itself: what it is, its content tells."""
UNMATCHED = "unmatched"
"""The template of what leads nowhere: addresses are never labels."""


class Shield:
    """Wraps the application."""

    def __init__(
        self,
        app: App,
        settings: Settings,
        limits: Callable[[], Limits],
        *,
        tallies: Tallies | None = None,
    ) -> None:
        self._app = app
        self._limits = limits
        self._tallies = tallies or Tallies()
        self._trusted = [ip_network(network) for network in settings.trusted_networks]
        self._proxies = [ip_network(network) for network in settings.trusted_proxies]
        self._headers = [*HEADERS, HSTS] if settings.secure else HEADERS
        self._exempt: dict[str, bool] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.monotonic()
        request_id = new_request_id()
        CAUSE.set(Cause(request_id))
        address = self._address(scope)
        state = scope.setdefault("state", {})
        trusted = self._is_trusted(address)
        allowances: list[Allowance] = []
        state.update(request_id=request_id, address=address, trusted=trusted, allowances=allowances)

        async def shielded(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._count(scope, message["status"], time.monotonic() - began)
                message["headers"] = headers = list(message.get("headers", ()))
                # A page with a policy of its own keeps it.
                own = {name.lower() for name, _ in headers}
                headers += self._headers if own.isdisjoint(NAMES) else self._others(own)
                headers.append((b"x-request-id", request_id.encode()))
                if b"cache-control" not in own:
                    headers.append(_kept(scope))
                for one in allowances:
                    headers += one.headers()
            await send(message)

        if scope["method"] in CHANGING and not trusted:
            allowance = await self._limits().hit(Policy.ADDRESS, address, told=False)
            if not allowance.granted:
                allowances.append(allowance)
                error = Refused("too_many_requests", retry_after_seconds=allowance.reset_seconds)
                trouble = trouble_of(error)
                note_trouble(error, trouble, state, f"{scope['method']} {scope['path']}")
                await _refuse(shielded, request_id, trouble)
                return
        if _media_type_refused(scope):
            await _refuse(shielded, request_id, trouble_of(UnsupportedMedia()))
            return
        await self._app(scope, receive, shielded)

    def _count(self, scope: Scope, status: int, seconds: float) -> None:
        template = scope.get("path_template") or UNMATCHED
        method = scope["method"] if scope["method"] in METHODS else "other"
        self._tallies.requests[method, template, str(status)].note(seconds)
        if (code := scope["state"].get("code")) is not None:
            tally(self._tallies.refusals, (code, template))

    def _others(self, own: set[bytes]) -> list[tuple[bytes, bytes]]:
        """The headers that an answer does not have."""
        return [header for header in self._headers if header[0] not in own]

    def _address(self, scope: Scope) -> str:
        """The client's address; what proxies say counts only where the proxy is trusted."""
        client = scope.get("client")
        address = str(client[0]) if client else "127.0.0.1"
        if not self._proxies or not _inside(address, self._proxies):
            return address
        for name, value in scope["headers"]:
            if name == b"x-forwarded-for":
                hops = [hop.strip() for hop in value.decode("latin-1").split(",")]
                strangers = [hop for hop in reversed(hops) if not _inside(hop, self._proxies)]
                return strangers[0] if strangers else address
        return address

    def _is_trusted(self, address: str) -> bool:
        known = self._exempt.get(address)
        if known is None:
            if len(self._exempt) > 10_000:
                self._exempt.clear()
            known = self._exempt[address] = _inside(address, self._trusted)
        return known


def _inside(address: str, networks: list[Network]) -> bool:
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    return any(parsed in network for network in networks)


def _kept(scope: Scope) -> tuple[bytes, bytes]:
    """Whoever wants an answer to be kept says so; most are somebody's."""
    if scope["path"].startswith("/static/"):
        return b"cache-control", _kept_for(scope)
    return NO_STORE


def _kept_for(scope: Scope) -> bytes:
    """An address with a content hash names the same content for ever; modules import each other
    by plain addresses, and these are asked about each time."""
    hashed = scope["query_string"].startswith(b"v=")
    return b"public, max-age=31536000, immutable" if hashed else b"no-cache"


def _media_type_refused(scope: Scope) -> bool:
    """The REST interface speaks JSON; a body that says it is something else is not looked at."""
    if scope["method"] not in CHANGING or not scope["path"].startswith("/api/"):
        return False
    if UPLOADS.fullmatch(scope["path"]):
        return False
    for name, value in scope["headers"]:
        if name == b"content-type":
            return not value.lower().startswith(b"application/json")
    return False


async def _refuse(send: Send, request_id: str, trouble: Trouble) -> None:
    headers = [(b"content-type", PROBLEM_JSON.encode())]
    if trouble.retry_after_seconds is not None:
        headers.append((b"retry-after", str(trouble.retry_after_seconds).encode()))
    await send({"type": "http.response.start", "status": trouble.status, "headers": headers})
    await send({"type": "http.response.body", "body": problem_body(trouble, request_id)})
