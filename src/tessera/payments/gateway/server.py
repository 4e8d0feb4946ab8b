"""The gateway's process: Granian in this very process, so that the books have one owner."""

import asyncio
import signal
from pathlib import Path

from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server.embed import Server

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
    server = Server(
        GatewayApp(gateway),
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,
        backlog=BACKLOG,
        log_level=LogLevels.error,
    )
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, server.stop)
    try:
        await server.serve()
    finally:
        await webhooks.close()
        kept.close()
