"""The outermost layer: request ids, security headers, addresses behind proxies, address limits.

Bare ASGI, because it runs for every request.
"""

import re
import time
from collections.abc import Callable
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Any, NamedTuple

from litestar import Response

from tessera.kit.causes import CAUSE, Cause
from tessera.kit.errors import Refused, UnsupportedMedia
from tessera.kit.figures import Tallies, tally
from tessera.kit.ids import new_request_id
from tessera.kit.limits import Limits, Policy
from tessera.settings import Settings
from tessera.web.asgi import App, Message, Receive, Scope, Send
from tessera.web.errors import problem_answer, trouble_of
from tessera.web.hot import Found, HotCalls, send_answer
from tessera.web.noted import note_trouble
from tessera.web.policy import QUIET
from tessera.web.written import CLOSE, NO_STORE, Headers, Written

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
CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
METHODS = CHANGING | {"GET", "HEAD", "OPTIONS"}
UPLOADS = re.compile(
    r"/api/v1/(titles/[0-9]+/files/[a-z]+|venues/[0-9]+/pictures/[0-9a-f-]{36}/file)"
)
"""Where the body is a file, whatever it says of itself: what it is, its content tells."""
UNMATCHED = "unmatched"
"""The template of what leads nowhere: addresses are never labels."""


class Asked(NamedTuple):
    """A hot call with all that came with it, and the headers that every answer has just now."""

    found: Found
    headers: Headers
    body: bytes
    client: tuple[str, int] | None
    keep_alive: bool
    also: Headers


def _ended(asked: Asked) -> Headers:
    return [] if asked.keep_alive else [CLOSE]


class Shield:
    """Wraps the application; `hot` are the calls that it answers without it."""

    def __init__(
        self,
        app: App,
        settings: Settings,
        limits: Callable[[], Limits],
        *,
        tallies: Tallies | None = None,
        hot: HotCalls | None = None,
    ) -> None:
        self._app = app
        self._hot = hot
        self._limits = limits
        self._tallies = tallies or Tallies()
        self._trusted = [ip_network(network) for network in settings.trusted_networks]
        self._proxies = [ip_network(network) for network in settings.trusted_proxies]
        self._headers = [*HEADERS, HSTS] if settings.secure else HEADERS
        self._written = Written(self._headers)
        self._exempt: dict[str, bool] = {}
        self.body_bytes_max = settings.body_bytes_max

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.monotonic()
        state = self._enter(scope)

        async def shielded(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._count(scope, message["status"], time.monotonic() - began)
                message["headers"] = headers = list(message.get("headers", ()))
                # A page with a policy of its own keeps it.
                own = {name.lower() for name, _ in headers}
                headers += self._headers if own.isdisjoint(NAMES) else self._others(own)
                headers.append((b"x-request-id", state["request_id"].encode()))
                if b"cache-control" not in own:
                    headers.append(_kept(scope))
                for one in state["allowances"]:
                    headers += one.headers()
            await send(message)

        refusal = await self._refusal(scope, state)
        if refusal is not None:
            await send_answer(shielded, refusal)
        else:
            await self._app(scope, receive, shielded)

    def find(self, method: bytes, url: bytes) -> Found | None:
        """The hot call that a request is, if it can be answered by `answer`."""
        if self._hot is None:
            return None
        found = self._hot.find(method.decode("latin-1"), url.decode("latin-1"))
        return None if found is None or found.call.streams else found

    async def answer(self, asked: Asked) -> bytes:
        """The whole answer to a hot call, head and all: what `__call__` does, in fewer steps."""
        assert self._hot is not None
        began = time.monotonic()
        found = asked.found
        scope = {
            "type": "http",
            "method": found.call.method,
            "path": found.path,
            "path_template": found.call.template,
            "query_string": b"",
            "headers": asked.headers,
            "client": asked.client,
        }
        state = self._enter(scope)
        refusal = await self._refusal(scope, state)
        answer = refusal or await self._hot.answer(found, scope, asked.body)
        self._count(scope, answer.status_code or 200, time.monotonic() - began)
        return self._written(answer, state, [*asked.also, *_ended(asked)])

    def _enter(self, scope: Scope) -> dict[str, Any]:
        """Give the request its id, and say where it comes from."""
        request_id = new_request_id()
        CAUSE.set(Cause(request_id))
        address = self._address(scope)
        state: dict[str, Any] = scope.setdefault("state", {})
        state["request_id"] = request_id
        state["address"] = address
        state["trusted"] = self._is_trusted(address)
        state["allowances"] = []
        return state

    async def _refusal(self, scope: Scope, state: dict[str, Any]) -> Response[bytes] | None:
        """The answer to what is not even looked at: too much from one address, or no JSON."""
        if scope["method"] not in CHANGING:
            return None
        error: Exception | None = None
        if not state["trusted"]:
            allowance = await self._limits().hit(Policy.ADDRESS, state["address"], told=False)
            if not allowance.granted:
                state["allowances"].append(allowance)
                error = Refused("too_many_requests", retry_after_seconds=allowance.reset_seconds)
                note_trouble(error, trouble_of(error), state, f"{scope['method']} {scope['path']}")
        if error is None and _media_type_refused(scope):
            error = UnsupportedMedia()
        return None if error is None else problem_answer(trouble_of(error), state["request_id"])

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
    if not scope["path"].startswith("/api/"):
        return False
    if UPLOADS.fullmatch(scope["path"]):
        return False
    for name, value in scope["headers"]:
        if name == b"content-type":
            return not value.lower().startswith(b"application/json")
    return False
