"""`tessera serve`: the web application, in as many processes as wanted."""

import gc
import os
import resource
import signal
import socket
from multiprocessing.synchronize import Event
from typing import Any

import typer

BUYERS_MAX = 4096
"""Connections open in a process, besides those that follow a show."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("serve")(command)


def command() -> None:
    """Serve HTTP with as many processes as TESSERA_WORKERS says."""
    from tessera.cli.ports import refuse_taken
    from tessera.engines.running import with_urls
    from tessera.settings import load
    from tessera.web.serving.processes import Processes, listen

    settings = with_urls(load())
    allow_files(settings.live_streams_max + 2 * BUYERS_MAX)
    refuse_taken(settings.host, settings.port, "TESSERA_PORT")
    os.environ["TESSERA_DATABASE_URL"] = settings.database_url
    os.environ["TESSERA_VALKEY_URL"] = settings.valkey_url
    sockets = [listen(settings.host, settings.port) for _ in range(settings.workers)]
    Processes(one, sockets).run()


def allow_files(wanted: int) -> None:
    """Ask the system for as many open files as `wanted`, or as it lets us have."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def one(listening: socket.socket, ready: Event) -> None:
    """One of the processes that `tessera serve` starts."""
    from tessera.engines.process import die_with_parent
    from tessera.settings import load
    from tessera.web.serving.server import serve

    # With the first process, or a killed one would leave processes on the port.
    die_with_parent(signal.SIGKILL)
    most = load().live_streams_max + BUYERS_MAX
    serve(create, listening, connections_max=most, told=ready.set)


def create() -> Any:
    """The application, made in each process."""
    # What is read at a start stays; looking for garbage in it is a fifth of the start. The
    # application enables it once it is there.
    gc.disable()

    from tessera.main import create_app

    return create_app()
