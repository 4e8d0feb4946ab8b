"""A small HTTP/1.1 client for thousands of calls a second: keep-alive, one request at a time per
connection.

A general client spends several times what this one does, and on-sales pay for it on every purchase.
It speaks only what Tessera's own counterparts do: answers with a Content-Length (RFC 9112). The
simulated gateway and the rehearsal are called through it; other people's services are not.
"""

import asyncio
from collections import deque
from types import TracebackType
from typing import NamedTuple, Self, cast
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 30.0
CONNECTIONS_MAX = 10_000
ANSWER_BYTES_MAX = 64 * 1024 * 1024


class Answer(NamedTuple):
    """What came back."""

    status: int
    body: bytes


class Lost(Exception):
    """The connection broke, or nothing came in time: nobody knows what happened."""


class _Connection(asyncio.Protocol):
    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self._buffer = b""
        self._answer: asyncio.Future[Answer] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports do not inherit from asyncio's.
        self.transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self.transport = None
        self._fail("the connection was closed")

    def data_received(self, data: bytes) -> None:
        self._buffer = self._buffer + data if self._buffer else data
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0 or self._answer is None:
            return
        head = self._buffer[:end].lower()
        start = head.find(b"content-length:")
        size = int(head[start + 15 :].split(b"\r\n", 1)[0]) if start >= 0 else 0
        if size > ANSWER_BYTES_MAX or b"\r\ntransfer-encoding:" in head:
            self.close()
            self._fail("the answer is too large, or of no known length")
            return
        if len(self._buffer) < end + 4 + size:
            return
        body = self._buffer[end + 4 : end + 4 + size]
        self._buffer = b""
        if not self._answer.done():
            self._answer.set_result(Answer(int(head[9:12]), body))

    async def ask(self, request: bytes, timeout_seconds: float) -> Answer:
        if self.transport is None:
            raise Lost("not connected")
        loop = asyncio.get_running_loop()
        self._answer = loop.create_future()
        # A bare timer costs a tenth of a timeout context.
        timer = loop.call_later(timeout_seconds, self._give_up)
        self.transport.write(request)
        try:
            return await self._answer
        except asyncio.CancelledError:
            # An answer that nobody waits for must not meet the next request.
            self.close()
            raise
        finally:
            timer.cancel()

    def close(self) -> None:
        if self.transport is not None:
            self.transport.abort()
            self.transport = None

    def _give_up(self) -> None:
        self.close()
        self._fail("no answer in time")

    def _fail(self, reason: str) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(Lost(reason))


class Wire:
    """A pool of connections to one server; as many as there are requests at once, up to a bound."""

    def __init__(
        self,
        url: str,
        *,
        timeout_seconds: float = TIMEOUT_SECONDS,
        connections_max: int = CONNECTIONS_MAX,
    ) -> None:
        parts = urlsplit(url)
        self._secure = parts.scheme == "https"
        self._host = parts.hostname or "127.0.0.1"
        self._port = parts.port or (443 if self._secure else 80)
        self._prefix = parts.path.rstrip("/").encode()
        self._head = f"Host: {self._host}:{self._port}\r\n".encode()
        self._timeout_seconds = timeout_seconds
        self._idle: deque[_Connection] = deque()
        self._room = asyncio.Semaphore(connections_max)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close every idle connection."""
        while self._idle:
            self._idle.pop().close()

    async def get(self, path: str) -> Answer:
        """GET `path`. Raises `Lost`."""
        line = b"GET %s%s HTTP/1.1\r\n" % (self._prefix, path.encode())
        return await self._ask(b"".join((line, self._head, b"\r\n")))

    async def post(self, path: str, body: bytes, headers: bytes = b"") -> Answer:
        """POST JSON. `headers` are whole lines, each with its line end. Raises `Lost`."""
        line = b"POST %s%s HTTP/1.1\r\n" % (self._prefix, path.encode())
        kind = b"Content-Type: application/json\r\nContent-Length: %d\r\n" % len(body)
        return await self._ask(b"".join((line, self._head, kind, headers, b"\r\n", body)))

    async def _ask(self, request: bytes) -> Answer:
        async with self._room:
            connection = self._take() or await self._connect()
            answer = await connection.ask(request, self._timeout_seconds)
            if connection.transport is not None:
                self._idle.append(connection)
            return answer

    def _take(self) -> _Connection | None:
        """An idle connection that the other side has not closed meanwhile."""
        while self._idle:
            connection = self._idle.pop()
            if connection.transport is not None:
                return connection
        return None

    async def _connect(self) -> _Connection:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self._timeout_seconds):
                _, connection = await loop.create_connection(
                    _Connection, self._host, self._port, ssl=self._secure or None
                )
        except (OSError, TimeoutError) as error:
            raise Lost(str(error)) from error
        return connection
