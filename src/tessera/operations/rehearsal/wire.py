"""A small HTTP/1.1 client for load: keep-alive, one request at a time per connection.

The load generator shares the machine with what it measures, so its own cost is part of the result;
a general client spends several times what this one does. It speaks only what a rehearsal needs:
requests and answers with a Content-Length (RFC 9112).
"""

import asyncio
from collections import deque
from types import TracebackType
from typing import NamedTuple, Self, cast
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 30.0
HEAD_MAX_BYTES = 64 * 1024


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
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(Lost("the connection was closed"))

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0 or self._answer is None:
            return
        head = self._buffer[:end].lower()
        start = head.find(b"content-length:")
        size = int(head[start + 15 :].split(b"\r\n", 1)[0]) if start >= 0 else 0
        if len(self._buffer) < end + 4 + size:
            return
        body = self._buffer[end + 4 : end + 4 + size]
        self._buffer = b""
        if not self._answer.done():
            self._answer.set_result(Answer(int(head[9:12]), body))

    async def ask(self, request: bytes) -> Answer:
        if self.transport is None:
            raise Lost("not connected")
        self._answer = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                return await self._answer
        except TimeoutError:
            self.close()
            raise Lost("no answer in time") from None

    def close(self) -> None:
        if self.transport is not None:
            self.transport.abort()
            self.transport = None


class Wire:
    """A pool of connections to one server; as many as there are requests at once."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._host = parts.hostname or "127.0.0.1"
        self._port = parts.port or 80
        self._head = f"Host: {self._host}:{self._port}\r\n".encode()
        self._idle: deque[_Connection] = deque()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        while self._idle:
            self._idle.pop().close()

    async def get(self, path: str) -> Answer:
        """GET `path`. Raises `Lost`."""
        return await self._ask(b"GET %s HTTP/1.1\r\n%s\r\n" % (path.encode(), self._head))

    async def post(self, path: str, body: bytes, headers: bytes = b"") -> Answer:
        """POST JSON. `headers` are whole lines, each with its line end. Raises `Lost`."""
        kind = b"Content-Type: application/json\r\nContent-Length: %d\r\n" % len(body)
        line = b"POST %s HTTP/1.1\r\n" % path.encode()
        return await self._ask(b"".join((line, self._head, kind, headers, b"\r\n", body)))

    async def _ask(self, request: bytes) -> Answer:
        connection = self._idle.pop() if self._idle else await self._connect()
        answer = await connection.ask(request)
        if connection.transport is not None:
            self._idle.append(connection)
        return answer

    async def _connect(self) -> _Connection:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                _, connection = await loop.create_connection(_Connection, self._host, self._port)
        except (OSError, TimeoutError) as error:
            raise Lost(str(error)) from error
        return connection
