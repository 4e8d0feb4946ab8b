"""One server process: uvicorn, with our protocol and our way of stopping."""

import asyncio
import os
import socket
from collections.abc import Callable
from typing import Any

import uvicorn

from tessera.web.serving.processes import BACKLOG, STOP_SECONDS_MAX
from tessera.web.serving.protocol import HotProtocol
from tessera.web.streaming import END_STREAMS

TICKS_A_LOOK = 10
"""uvicorn ticks ten times a second; connections are looked at once."""


class Server(uvicorn.Server):
    """Looks after its connections, and ends those that follow a show before it waits for others."""

    def __init__(self, config: uvicorn.Config, told: Callable[[], None]) -> None:
        super().__init__(config)
        self._told = told

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and tell once requests are served."""
        await super().startup(sockets)
        if self.started:
            self._told()

    async def on_tick(self, counter: int) -> bool:
        """Ten times a second: whether to stop."""
        if counter % TICKS_A_LOOK == 0:
            now = asyncio.get_running_loop().time()
            for connection in list(self.server_state.connections):
                connection.look(now)  # type: ignore[union-attr]
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop in good order: streams end by nothing else."""
        os.kill(os.getpid(), END_STREAMS)
        await super().shutdown(sockets)
        # uvicorn would end the process by the signal it got; who stops when told has not failed.
        self._captured_signals.clear()


def serve(
    make: Callable[[], Any],
    listening: socket.socket,
    *,
    connections_max: int,
    told: Callable[[], None],
) -> None:
    """Serve the application that `make` makes until this process is told to stop; `told` is called
    once it serves.

    Raises `SystemExit` with uvicorn's `STARTUP_FAILURE` where the application does not start.
    """
    Server(configured(make, connections_max), told).run([listening])


def configured(make: Callable[[], Any], connections_max: int) -> uvicorn.Config:
    """How uvicorn serves the application that `make` makes."""
    return uvicorn.Config(
        make,
        factory=True,
        interface="asgi3",
        lifespan="on",
        loop="uvloop",
        http=HotProtocol,
        ws="none",
        log_config=None,
        log_level="error",
        access_log=False,
        # The shield knows whom to believe.
        proxy_headers=False,
        server_header=False,
        limit_concurrency=connections_max,
        backlog=BACKLOG,
        timeout_graceful_shutdown=STOP_SECONDS_MAX,
    )
