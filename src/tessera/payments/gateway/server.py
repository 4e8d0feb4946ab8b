"""The gateway's process: one server in it, so that the books have one owner."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import uvicorn

from tessera.payments.gateway.app import GatewayApp
from tessera.payments.gateway.books import Books
from tessera.payments.gateway.service import SLOW_SECONDS, Gateway
from tessera.payments.gateway.webhooks import Webhooks

BACKLOG = 1024


async def serve(
    *, host: str, port: int, books: Path | None, secret: str, slow_seconds: float = SLOW_SECONDS
) -> None:
    """Serve until SIGTERM or SIGINT; `books` is the journal's path."""
    webhooks = Webhooks(secret)
    kept = Books(books)
    gateway = Gateway(kept, webhooks, slow_seconds=slow_seconds)
    gateway.resume()
    server = _Server(
        uvicorn.Config(
            GatewayApp(gateway),
            host=host,
            port=port,
            interface="asgi3",
            lifespan="off",
            http="httptools",
            ws="none",
            log_config=None,
            log_level="error",
            access_log=False,
            proxy_headers=False,
            backlog=BACKLOG,
        )
    )
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, partial(setattr, server, "should_exit", True))
    try:
        await server.serve()
    finally:
        await webhooks.close()
        kept.close()


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """uvicorn would end the process by the signal it got, before the books are closed."""
        yield
