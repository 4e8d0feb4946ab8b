"""HTTP/1.1 by uvicorn and httptools; a hot call goes from the parser straight to its handler.

uvicorn gives each request a scope, an event, a task that starts before the body is there, and looks
at every header of every answer; for a hot call that costs as much as the call (docs/hot-path.md).
Such a request is gathered whole here, answered by the shield's short way, and written at once. What
is not hot, or comes while another answer is under way (pipelining, RFC 9112 section 9.3.2), is
served by uvicorn as any other.
"""

from typing import Any

import structlog
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from tessera.web.hot import Found
from tessera.web.shield import Asked, Shield

log = structlog.get_logger()

HEAD_BYTES_MAX = 65_536
"""Address and headers of one request; the parser itself has no bound."""
IDLE_SECONDS_MAX = 75.0
"""How long a connection stays open between two requests; longer than nginx keeps its own."""
SLOW_SECONDS_MAX = 30.0
"""How long the head of a request may take, and how long its body may keep silent."""
FAILED = STATUS_LINE[500] + b"content-length: 0\r\nconnection: close\r\n\r\n"
TOO_MUCH = STATUS_LINE[431] + b"content-length: 0\r\nconnection: close\r\n\r\n"


class HotProtocol(HttpToolsProtocol):
    """One connection."""

    cycle: Any

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.shield: Shield = self.app
        self._touched = self.loop.time()
        self._head_bytes: int | None = None
        self._head_since = 0.0

    def _unset_keepalive_if_required(self) -> None:
        # uvicorn's timers, one a request, are looks at all connections here (`look`).
        pass

    def data_received(self, data: bytes) -> None:
        """Bytes of a request."""
        self._touched = self.loop.time()
        super().data_received(data)
        if self._head_bytes is not None:
            self._head_bytes += len(data)
            if self._head_bytes > HEAD_BYTES_MAX:
                self._refuse(TOO_MUCH)

    def on_message_begin(self) -> None:
        """A request begins; uvicorn's scope is made where it turns out to be needed."""
        self.url = b""
        self.headers = []
        self.expect_100_continue = False
        self._head_bytes, self._head_since = 0, self._touched

    def on_headers_complete(self) -> None:
        """The whole head is there: the request is hot, or uvicorn's."""
        self._head_bytes = None
        found = self.shield.find(self.parser.get_method(), self.url) if self._is_plain() else None
        if found is None:
            self._as_any_other()
        else:
            self.cycle = HotCycle(self, found, keep_alive=self.parser.should_keep_alive())

    def _is_plain(self) -> bool:
        """Whether nothing is special about this request, but perhaps what it asks for."""
        free = self.cycle is None or self.cycle.response_complete
        full = self.limit_concurrency and len(self.connections) >= self.limit_concurrency
        return (
            free and not full and not self.expect_100_continue and not self.parser.should_upgrade()
        )

    def _as_any_other(self) -> None:
        url, headers, expected = self.url, self.headers, self.expect_100_continue
        super().on_message_begin()
        self.headers += headers
        self.url, self.expect_100_continue = url, expected
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """A piece of the body."""
        if type(self.cycle) is HotCycle:
            self.cycle.take(body)
        else:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """The whole request is there."""
        if type(self.cycle) is HotCycle:
            self.cycle.begin()
        else:
            super().on_message_complete()

    def on_response_complete(self) -> None:
        """The whole answer is written; the next request may begin."""
        self._touched = self.loop.time()
        self.server_state.total_requests += 1
        if self.transport.is_closing():
            return
        self.flow.resume_reading()
        if self.pipeline:
            self._start_asgi_task(*self.pipeline.pop())

    def look(self, now: float) -> None:
        """Close the connection if nobody has asked for long, or asks all too slowly; `now` is the
        loop's time. Called once a second for each connection."""
        if self._head_bytes is not None:
            late = now - self._head_since > SLOW_SECONDS_MAX
        elif self.cycle is None or self.cycle.response_complete:
            late = now - self._touched > IDLE_SECONDS_MAX
        else:
            late = self.cycle.more_body and now - self._touched > SLOW_SECONDS_MAX
        if late and not self.transport.is_closing():
            self.transport.close()

    def _refuse(self, answer: bytes) -> None:
        self.transport.write(answer)
        self.transport.close()


class HotCycle:
    """One hot call on its way: what uvicorn wants to know of it, and its answer."""

    __slots__ = (
        "body",
        "disconnected",
        "found",
        "headers",
        "keep_alive",
        "message_event",
        "more_body",
        "protocol",
        "response_complete",
    )

    def __init__(self, protocol: HotProtocol, found: Found, *, keep_alive: bool) -> None:
        self.protocol = protocol
        self.found = found
        self.headers = protocol.headers
        self.keep_alive = keep_alive
        self.body = b""
        self.more_body = True
        self.disconnected = False
        self.response_complete = False
        self.message_event = _NOBODY_WAITS

    def take(self, body: bytes) -> None:
        """A piece of the body. What is more than anybody wants is refused before it has come."""
        if not self.more_body:
            return
        self.body = self.body + body if self.body else body
        if len(self.body) > self.protocol.shield.body_bytes_max:
            self.keep_alive = False
            self.begin()

    def begin(self) -> None:
        """The request is there: answer it."""
        if self.more_body:
            self.more_body = False
            self.protocol._start_asgi_task(self, self.protocol.shield)  # type: ignore[arg-type]

    async def run_asgi(self, shield: Shield) -> None:
        """Answer, as uvicorn's own cycle would."""
        protocol = self.protocol
        try:
            answer = await shield.answer(self._asked())
        except BaseException:
            log.exception("an answer that nobody prepared")
            self.keep_alive = False
            answer = FAILED
        if self.disconnected:
            return
        if protocol.flow.write_paused:
            await protocol.flow.drain()
        protocol.transport.write(answer)
        self.response_complete = True
        if not self.keep_alive:
            protocol.transport.close()
        protocol.on_response_complete()

    def _asked(self) -> Asked:
        return Asked(
            self.found,
            self.headers,
            self.body,
            self.protocol.client,
            self.keep_alive,
            self.protocol.server_state.default_headers,
        )


class _NobodyWaits:
    """In place of an event that each of uvicorn's cycles has."""

    def set(self) -> None:
        """Nothing."""


_NOBODY_WAITS = _NobodyWaits()
