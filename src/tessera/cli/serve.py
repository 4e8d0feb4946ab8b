"""`tessera serve`: the web application on Granian."""

import gc
import os
import resource
import signal
from functools import partial
from multiprocessing import active_children
from typing import Any

import typer

from tessera.web.streaming import END_STREAMS

BACKLOG = 4096
"""Connections that wait to be taken; Linux cuts it down to net.core.somaxconn."""
BUYERS_MAX = 4096
"""Connections open in a process, besides those that follow a show."""
WORKER_STOP_SECONDS_MAX = 5


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("serve")(command)


def command() -> None:
    """Serve HTTP with as many processes as TESSERA_WORKERS says."""
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces, Loops
    from granian.log import LogLevels

    from tessera.cli.ports import refuse_taken
    from tessera.engines.running import with_urls
    from tessera.settings import load

    settings = with_urls(load())
    allow_files(settings.live_streams_max + 2 * BUYERS_MAX)
    refuse_taken(settings.host, settings.port, "TESSERA_PORT")
    os.environ["TESSERA_DATABASE_URL"] = settings.database_url
    os.environ["TESSERA_VALKEY_URL"] = settings.valkey_url
    server = Granian(
        "tessera.cli.serve:create",
        factory=True,
        address=settings.host,
        port=settings.port,
        workers=settings.workers,
        interface=Interfaces.ASGI,
        loop=Loops.uvloop,
        http=HTTPModes.http1,
        backlog=BACKLOG,
        backpressure=settings.live_streams_max + BUYERS_MAX,
        log_level=LogLevels.warning,
        # Alone, a dead process ends the command and its supervisor decides; among several the
        # others go on and the dead one is replaced.
        respawn_failed_workers=settings.workers > 1,
        workers_kill_timeout=WORKER_STOP_SECONDS_MAX,
    )
    server.on_startup(end_streams_first)
    server.serve()


def end_streams_first() -> None:
    """When this process is told to stop, its own are told first to let go of those who follow."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, partial(_stop, signal.getsignal(number)))


def _stop(stop: Any, number: int, frame: Any) -> None:
    for process in active_children():
        if process.pid is not None:
            os.kill(process.pid, END_STREAMS)
    stop(number, frame)


def allow_files(wanted: int) -> None:
    """Ask the system for as many open files as `wanted`, or as it lets us have."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def create() -> Any:
    """The application, made in each of Granian's processes."""
    # What is read at a start stays; looking for garbage in it is a fifth of the start. The
    # application enables it once it is there.
    gc.disable()

    from tessera.engines.process import die_with_parent
    from tessera.main import create_app

    # With Granian's main process, or a killed one would leave processes on the port.
    die_with_parent(signal.SIGKILL)
    return create_app()
