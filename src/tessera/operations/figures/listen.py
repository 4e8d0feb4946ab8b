"""A worker's own door for Prometheus, where it lives alone: in a container, or on its own machine.

HTTP/1.0 in a few lines, for one path and one kind of caller; a server framework would cost a worker
more than its figures are worth.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from tessera.operations.figures.common import common
from tessera.operations.figures.exposition import written
from tessera.operations.figures.share import snapshots
from tessera.services import Services

HEAD_BYTES_MAX = 8192
SECONDS_MAX = 5.0
CONTENT = b"Content-Type: text/plain; version=0.0.4\r\n"


@asynccontextmanager
async def figures_door(services: Services, port: int) -> AsyncIterator[None]:
    """Answer `GET /metrics` on `port` of every address while the block lasts; 0 is none."""
    if not port:
        yield
        return

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(
            OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError
        ):
            async with asyncio.timeout(SECONDS_MAX):
                head = await reader.readuntil(b"\r\n\r\n")
                writer.write(await _answer(services, head))
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, port=port, limit=HEAD_BYTES_MAX)
    async with server:
        yield


async def _answer(services: Services, head: bytes) -> bytes:
    if not head.startswith((b"GET /metrics ", b"GET /metrics?")):
        return b"HTTP/1.0 404 Not Found\r\nContent-Length: 0\r\n\r\n"
    body = written(snapshots(services), await common(services))
    return b"HTTP/1.0 200 OK\r\n%sContent-Length: %d\r\n\r\n%s" % (CONTENT, len(body), body)
