"""`tessera serve`: the web application on Granian."""

import gc
import os
import signal
from typing import Any

import typer

BACKLOG = 4096
"""Connections waiting and open per process: 2,000 buyers, and people who watch a map."""
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
    refuse_taken(settings.host, settings.port, "TESSERA_PORT")
    os.environ["TESSERA_DATABASE_URL"] = settings.database_url
    os.environ["TESSERA_VALKEY_URL"] = settings.valkey_url
    Granian(
        "tessera.cli.serve:create",
        factory=True,
        address=settings.host,
        port=settings.port,
        workers=settings.workers,
        interface=Interfaces.ASGI,
        loop=Loops.uvloop,
        http=HTTPModes.http1,
        backlog=BACKLOG,
        log_level=LogLevels.warning,
        # Alone, a dead process ends the command and its supervisor decides; among several the
        # others go on and the dead one is replaced.
        respawn_failed_workers=settings.workers > 1,
        workers_kill_timeout=WORKER_STOP_SECONDS_MAX,
    ).serve()


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
