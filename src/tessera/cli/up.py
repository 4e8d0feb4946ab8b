"""`tessera up`: everything on this machine, from the engines to the web."""

import asyncio
import os
import signal
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Annotated

import typer

from tessera.cli.errors import tell
from tessera.cli.only_one import POLL_SECONDS, UpError, only_one

if TYPE_CHECKING:
    from types import FrameType

    from tessera.cli.supervisor import Supervisor
    from tessera.engines.pair import Engines
    from tessera.settings import Settings

READY_SECONDS_MAX = 60
STARTING_CRASHES_MAX = 1
"""What cannot even start will not start the tenth time; later crashes get more patience."""
GATEWAY_PORT_AFTER = 9
"""The simulated gateway listens this many ports after ours, unless a setting says where."""
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
DEMO_PASSWORD = "tessera-demo"  # noqa: S105 - public by purpose, refused outside the demo
DEMO_SIGN_INS = ("admin@demo.test", "owner@demo.test", "door@demo.test", "customer@demo.test")


class Stopped(BaseException):
    """Somebody asked us to stop; not an error, so nothing catches it on the way."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("up")(command)


def command(
    port: Annotated[int | None, typer.Option(help="Where to serve; TESSERA_PORT else.")] = None,
    *,
    end_with_parent: Annotated[
        bool, typer.Option("--end-with-parent", help="Stop when what started us is killed.")
    ] = False,
) -> None:
    """Start everything on this machine: engines, tables, demo, web, jobs, payments."""
    from tessera.engines.process import die_with_parent
    from tessera.settings import load

    if end_with_parent:
        die_with_parent(signal.SIGTERM)
    settings = load(with_port(os.environ, port))
    with only_one(settings), stoppable():
        run(settings)
    typer.echo("Stopped.")


def with_port(environ: Mapping[str, str], port: int | None) -> dict[str, str]:
    """The environment with the addresses that follow from a chosen port."""
    chosen = dict(environ)
    if port is not None:
        chosen["TESSERA_PORT"] = str(port)
    number = chosen.get("TESSERA_PORT", "8000")
    if number.isdigit():
        host = chosen.get("TESSERA_HOST", "127.0.0.1")
        shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104
        chosen.setdefault("TESSERA_BASE_URL", f"http://{shown}:{number}")
        gateway = int(number) + GATEWAY_PORT_AFTER
        chosen.setdefault("TESSERA_GATEWAY_URL", f"http://127.0.0.1:{gateway}")
    return chosen


@contextmanager
def stoppable() -> Iterator[None]:
    """Turn Ctrl-C, SIGTERM and a closed terminal into one orderly end."""

    def stop(number: int, frame: "FrameType | None") -> None:
        # Once is enough: what follows is bounded and must not be cut short.
        for other in STOP_SIGNALS:
            signal.signal(other, signal.SIG_IGN)
        raise Stopped

    for number in STOP_SIGNALS:
        signal.signal(number, stop)
    with suppress(Stopped):
        yield


def run(settings: "Settings") -> None:
    """Start all in order, look after it, stop all in order."""
    from tessera.cli.supervisor import Supervisor, end_leftovers
    from tessera.engines import running
    from tessera.engines.pair import Engines

    end_leftovers(running.leftovers(settings))
    refuse_taken_ports(settings)
    engines = Engines(settings)
    supervisor: Supervisor | None = None
    try:
        settings = with_app_role(engines.start(), own=engines.postgres is not None)
        prepare(settings)
        supervisor = Supervisor(environment(settings))
        start_children(supervisor, settings)
        wait_until_ready(settings, supervisor)
        announce(settings)
        look_after(settings, engines, supervisor)
    finally:
        running.forget(settings)
        if supervisor is not None:
            supervisor.stop()
        engines.stop()


def with_app_role(settings: "Settings", *, own: bool) -> "Settings":
    """On a server of our own, everything but migrations works as the role that only has rows."""
    from msgspec.structs import replace

    from tessera.cli.migrate import make_app_role
    from tessera.operations.privileges import as_app

    if not own:
        return settings
    make_app_role(settings.database_url)
    owner = settings.database_url
    return replace(settings, database_url=as_app(owner), database_owner_url=owner)


def refuse_taken_ports(settings: "Settings") -> None:
    """Say so before anything has started."""
    from tessera.cli.ports import host_and_port, refuse_taken

    refuse_taken(settings.host, settings.port, "`make up PORT=…` or TESSERA_PORT")
    if uses_gateway(settings):
        refuse_taken(*host_and_port(settings.gateway_url), "TESSERA_GATEWAY_URL")


def uses_gateway(settings: "Settings") -> bool:
    """Whether the simulated gateway is ours to start."""
    return settings.environment != "production" and "mock" in settings.payment_providers


def prepare(settings: "Settings") -> None:
    """Bring the tables up to date, and fill an empty database with the demo."""
    from tessera.cli.migrate import migrate

    migrate(settings.database_owner_url or settings.database_url)
    if settings.environment != "development":
        return
    from tessera.cli.progress import progress
    from tessera.operations.demo.load import STEPS_MAX, load_if_empty

    with progress("Loading the demo", STEPS_MAX) as report:
        asyncio.run(load_if_empty(settings, report))


def environment(settings: "Settings") -> dict[str, str]:
    """Our environment with what was decided here, for the children."""
    return {
        **os.environ,
        "TESSERA_PORT": str(settings.port),
        "TESSERA_BASE_URL": settings.base_url,
        "TESSERA_GATEWAY_URL": settings.gateway_url,
        "TESSERA_VAR_DIR": str(settings.var),
        "TESSERA_DATABASE_URL": settings.database_url,
        "TESSERA_VALKEY_URL": settings.valkey_url,
    }


def start_children(supervisor: "Supervisor", settings: "Settings") -> None:
    """Start the web first: it is also the first to stop, so that nothing new begins."""
    from tessera.cli.supervisor import Program

    supervisor.start(Program(["serve"]))
    supervisor.start(Program(["worker"], background=True))
    if uses_gateway(settings):
        supervisor.start(Program(["gateway"]))


def wait_until_ready(settings: "Settings", supervisor: "Supervisor") -> None:
    """Wait for the web to listen, restarting what crashes meanwhile."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104
    deadline = time.monotonic() + READY_SECONDS_MAX
    while time.monotonic() < deadline:
        supervisor.check(crashes_max=STARTING_CRASHES_MAX)
        with suppress(OSError), socket.create_connection((host, settings.port), timeout=1):
            return
        time.sleep(POLL_SECONDS)
    raise UpError(f"The web did not start within {READY_SECONDS_MAX} s; what it said is above.")


def look_after(settings: "Settings", engines: "Engines", supervisor: "Supervisor") -> None:
    """Keep everything running until we are told to stop."""
    from tessera.engines import running

    noted: list[int] = []
    while True:
        for name in engines.revive():
            tell(f"{name} had ended; it runs again.")
        supervisor.check()
        if (pids := supervisor.pids()) != noted:
            running.note(settings, pids)
            noted = pids
        time.sleep(POLL_SECONDS)


def announce(settings: "Settings") -> None:
    """Where it is, and who can sign in."""
    typer.echo(f"\n  Tessera is open:  {settings.base_url}\n")
    if settings.environment == "development":
        for email in DEMO_SIGN_INS:
            typer.echo(f"    {email:<20} {DEMO_PASSWORD}")
    typer.echo("\n  Ctrl-C stops everything.\n")
