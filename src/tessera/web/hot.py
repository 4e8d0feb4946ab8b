"""The hot calls, answered before the framework wakes up.

Four calls carry an on-sale, the seat map, a hold, an order, a payment; and thousands follow it.
Routing, dependency injection and response building of the framework cost more than the work itself
there (docs/hot-path.md), so these are matched here and handed to the very same handler functions.
They stay in the OpenAPI document, and every other method or path goes on to the framework.

The shortest way leads from the parser to `answer` (web/serving/protocol.py); `__call__` does the
same as plain ASGI, for what comes in any other way, and for streams.
"""

import re
from collections.abc import Awaitable, Callable
from http.cookies import CookieError, SimpleCookie
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
import structlog
from litestar import Response

from tessera.kit.errors import Invalid, Problem, TooLarge, Unavailable
from tessera.web.answers import JSON, NOT_JSON, body_problems
from tessera.web.asgi import App, Receive, Scope, Send
from tessera.web.errors import problem_answer, trouble_of
from tessera.web.noted import note_trouble
from tessera.web.streaming import stream

log = structlog.get_logger()

JSON_TYPE = (b"content-type", JSON.encode())
Handler = Callable[..., Awaitable[Response[bytes]]]


class HotRequest:
    """As much of a request as the hot handlers look at, read when asked for."""

    __slots__ = ("_body", "_cookies", "app", "headers", "method", "scope")

    def __init__(self, scope: Scope, app: Any, body: bytes) -> None:
        self.scope = scope
        self.app = app
        self.method: str = scope["method"]
        self.headers = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        }
        self._body = body
        self._cookies: dict[str, str] | None = None

    async def body(self) -> bytes:
        """The body, which has been read already."""
        return self._body

    @property
    def cookies(self) -> dict[str, str]:
        """The cookies, parsed once and only when somebody asks."""
        if self._cookies is None:
            self._cookies = _cookies(sent) if (sent := self.headers.get("cookie")) else {}
        return self._cookies


def _cookies(sent: str) -> dict[str, str]:
    try:
        parsed = SimpleCookie(sent)
    except CookieError:
        return {}
    return {name: morsel.value for name, morsel in parsed.items()}


class HotCall(NamedTuple):
    """One call: what its path looks like (one group, for the part), who answers it."""

    method: str
    path: str
    name: str
    convert: Callable[[str], Any]
    handler: Handler
    data: msgspec.json.Decoder[Any] | None
    wanted: Any
    template: str = ""
    streams: bool = False
    """Whether the handler answers with chunks that go on, instead of with one body."""


def hot_call(method: str, path: str, handler: Any, wanted: Any = None) -> HotCall:
    """The call of a route handler; `path` has at most one `{part}` of kind int or uuid."""
    part = re.search(r"{(\w+):(int|uuid)}", path)
    kinds = {"int": ("[0-9]{1,18}", int), "uuid": ("[0-9a-fA-F-]{36}", UUID)}
    pattern, convert = kinds[part[2]] if part else ("", str)
    regex = f"{path[: part.start()]}({pattern}){path[part.end() :]}" if part else f"{path}()"
    return HotCall(
        method=method,
        path=regex,
        name=part[1] if part else "",
        convert=convert,
        handler=getattr(handler, "fn", handler),
        data=msgspec.json.Decoder(wanted) if wanted else None,
        wanted=wanted,
        template=path,
    )


def hot_stream(path: str, handler: Any) -> HotCall:
    """A call whose `handler` answers an async generator of server-sent events."""
    return hot_call("GET", path, handler)._replace(handler=handler, streams=True)


class _Paths:
    """The calls of one method, told apart by one look: each has one group in the pattern."""

    def __init__(self, calls: list[HotCall]) -> None:
        self.calls = calls
        self.pattern = re.compile("|".join(call.path for call in calls))


class Found(NamedTuple):
    """A hot call, and the part of the path that is its own."""

    call: HotCall
    part: str
    path: str


class HotCalls:
    """Answers the hot calls and hands everything else on."""

    def __init__(self, app: App, litestar: Any, calls: list[HotCall], body_bytes_max: int) -> None:
        self._app = app
        self._litestar = litestar
        self._methods = {
            method: _Paths([call for call in calls if call.method == method])
            for method in {call.method for call in calls}
        }
        self.body_bytes_max = body_bytes_max

    def find(self, method: str, path: str) -> Found | None:
        """The call that `path` asks for; None where it is not hot."""
        if (paths := self._methods.get(method)) is None:
            return None
        matched = paths.pattern.fullmatch(path)
        if matched is None or (n := matched.lastindex) is None:
            return None
        return Found(paths.calls[n - 1], matched[n], path)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        found = self.find(scope["method"], scope["path"]) if scope["type"] == "http" else None
        if found is None:
            await self._app(scope, receive, send)
            return
        scope["path_template"] = found.call.template
        if found.call.streams:
            await self._stream(found, scope, receive, send)
            return
        try:
            body = await _read(receive, self.body_bytes_max) if found.call.data else b""
        except Exception as error:
            answer = _refused(found.call, error, scope)
        else:
            answer = await self.answer(found, scope, body)
        await send_answer(send, answer)

    async def answer(self, found: Found, scope: Scope, body: bytes) -> Response[bytes]:
        """The answer to a call whose whole body is here; what goes wrong is an answer too."""
        call = found.call
        try:
            _refuse_large(body, self.body_bytes_max)
            request = HotRequest(scope, self._litestar, body)
            arguments: dict[str, Any] = {}
            if call.name:
                arguments[call.name] = _part(call, found.part)
            if call.data:
                arguments["data"] = _decoded(call, body)
            return await call.handler(request, **arguments)
        except Exception as error:
            return _refused(call, error, scope)

    async def _stream(self, found: Found, scope: Scope, receive: Receive, send: Send) -> None:
        call = found.call
        try:
            request = HotRequest(scope, self._litestar, b"")
            chunks: Any = await call.handler(request, **{call.name: _part(call, found.part)})
        except Exception as error:
            await send_answer(send, _refused(call, error, scope))
        else:
            await stream(chunks, receive, send)


def _refused(call: HotCall, error: Exception, scope: Scope) -> Response[bytes]:
    trouble = trouble_of(error)
    state = scope["state"]
    note_trouble(error, trouble, state, f"{call.method} {scope['path']}")
    return problem_answer(trouble, state["request_id"])


def _refuse_large(body: bytes, bytes_max: int) -> None:
    if len(body) > bytes_max:
        raise TooLarge


def _part(call: HotCall, part: str) -> Any:
    try:
        return call.convert(part)
    except ValueError:
        raise Invalid([Problem(call.name, "is not an identifier")]) from None


def _decoded(call: HotCall, body: bytes) -> Any:
    assert call.data is not None
    try:
        return call.data.decode(body)
    except msgspec.ValidationError:
        raise Invalid(body_problems(body, call.wanted)) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Invalid([NOT_JSON]) from None


async def _read(receive: Receive, bytes_max: int) -> bytes:
    message = await receive()
    body: bytes = message.get("body", b"")
    while message.get("more_body"):
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Unavailable("the client went away")
        body += message.get("body", b"")
        if len(body) > bytes_max:
            break
    _refuse_large(body, bytes_max)
    return body


async def send_answer(send: Send, answer: Response[bytes]) -> None:
    """Send a whole answer."""
    body = answer.content
    media = answer.media_type
    headers = [
        JSON_TYPE if media == JSON else (b"content-type", (media or JSON).encode()),
        (b"content-length", str(len(body)).encode()),
    ]
    for name, value in answer.headers.items():
        headers.append((name.lower().encode("latin-1"), value.encode("latin-1")))
    await send(
        {"type": "http.response.start", "status": answer.status_code or 200, "headers": headers}
    )
    await send({"type": "http.response.body", "body": body})
