"""`tessera doctor`: what is in order on this machine, and what to do where it is not."""

import asyncio
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

from tessera.kit.errors import Invalid, TesseraError
from tessera.operations.doctor.model import Finding, Warned

if TYPE_CHECKING:
    from tessera.settings import Settings

FREE_GIGABYTES_MIN = 1.0
ANSWER_SECONDS_MAX = 5
WAIT_SECONDS = 6.0
PYTHON_MIN = (3, 11)
POSTGRES_MIN = 150_000
MARKS = {"ok": "[green]ok[/]", "warning": "[yellow]warning[/]", "broken": "[red]broken[/]"}
BACKUP_HOURS_MAX = 26
"""A night's backup is a day old when the next one runs, which takes its time."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("doctor")(command)


def command(
    *,
    drill: Annotated[
        bool, typer.Option(help="Bring the newest backup back where nobody has tried it yet.")
    ] = True,
    wait: Annotated[
        float, typer.Option(help="Seconds a worker may take to do a job of each queue.")
    ] = WAIT_SECONDS,
    as_json: Annotated[bool, typer.Option("--json", help="Write a list for programs.")] = False,
) -> None:
    """Look at everything Tessera needs, each thing there and back; exit code 1 where something is
    broken, 0 where there are warnings at most."""
    from rich.console import Console
    from rich.table import Table

    findings = list(examine(drill=drill, wait=wait))
    broken = any(finding.level == "broken" for finding in findings)
    if as_json:
        typer.echo(_written(findings))
        raise typer.Exit(1 if broken else 0)
    table = Table("", "What", "Found", "What to do", show_edge=False)
    for finding in findings:
        table.add_row(MARKS[finding.level], finding.what, finding.found, finding.advice)
    Console().print(table)
    raise typer.Exit(1 if broken else 0)


def _written(findings: Sequence[Finding]) -> str:
    import msgspec

    lines = [
        {"what": f.what, "level": f.level, "found": f.found, "advice": f.advice} for f in findings
    ]
    return msgspec.json.encode(lines).decode()


def examine(*, drill: bool = True, wait: float = WAIT_SECONDS) -> Iterator[Finding]:
    """Every finding; without readable settings only the first few."""
    from tessera.settings import load

    yield _python()
    yield _time_zones()
    try:
        settings = load()
    except Invalid as error:
        for problem in error.problems:
            yield Finding("settings", problem.path, problem.message)
        return
    yield Finding("settings", f"environment {settings.environment}")
    yield _found("secret", lambda: _secret(settings))
    yield _var(settings)
    yield _disk(settings)
    yield from _servers(settings, wait=wait)
    yield _found("backup", lambda: _backup(settings, drill=drill))


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    old = sys.version_info < PYTHON_MIN
    return Finding("Python", version, "install Python 3.11 or newer" if old else "")


def _time_zones() -> Finding:
    try:
        return Finding("time zones", str(ZoneInfo("Asia/Kolkata")))
    except ZoneInfoNotFoundError:
        return Finding("time zones", "none", "install the package tzdata")


def _secret(settings: "Settings") -> str:
    from tessera.settings_rules import is_guessable

    if is_guessable(settings.secret):
        advice = "TESSERA_SECRET looks thought up: `openssl rand -base64 32` draws one by chance"
        raise (TesseraError if settings.environment == "production" else Warned)(advice)
    path = settings.var / "secret"
    if path.exists() and path.stat().st_mode & 0o077:
        raise Warned(f"others may read {path}: chmod 600")
    return f"{len(settings.secret)} signs, drawn by chance"


def _var(settings: "Settings") -> Finding:
    place = settings.var if settings.var.exists() else settings.var.parent
    if os.access(place, os.W_OK | os.X_OK):
        return Finding("directory", str(settings.var))
    return Finding("directory", str(place), "make it writable, or set TESSERA_VAR_DIR")


def _disk(settings: "Settings") -> Finding:
    place = settings.var if settings.var.exists() else settings.var.parent
    free = shutil.disk_usage(place).free / 1e9
    advice = "" if free >= FREE_GIGABYTES_MIN else f"free {FREE_GIGABYTES_MIN:g} GB"
    return Finding("disk", f"{free:.1f} GB free", advice)


def _servers(settings: "Settings", *, wait: float) -> Iterator[Finding]:
    from tessera.engines import binaries, running
    from tessera.operations.doctor import engines

    if not settings.database_url:
        yield _found("PostgreSQL binaries", lambda: binaries.find_postgres().version)
    if not settings.valkey_url:
        yield _found("Valkey binary", lambda: binaries.find_valkey().version)
    up = running.read(settings)
    if up is None:
        yield from _ports(settings)
        if not (settings.database_url and settings.valkey_url):
            return
    addressed = running.with_urls(settings)
    yield _found("database", lambda: asyncio.run(_database(addressed.database_url)))
    yield _found("tables", lambda: _tables(addressed.database_url))
    yield _found("captured money", lambda: asyncio.run(engines.strays(addressed.database_url)))
    yield _found("Valkey", lambda: asyncio.run(engines.valkey(addressed)))
    runs = up is not None or settings.environment == "production"
    yield from _deployment(addressed, runs=runs, wait=wait)
    if "mock" in settings.payment_providers:
        url = up.gateway_url if up else settings.gateway_url
        yield _found("payment gateway", lambda: asyncio.run(engines.gateway(url)))


def _deployment(settings: "Settings", *, runs: bool, wait: float) -> Iterator[Finding]:
    """What takes servers and workers that run: `runs` says that they should."""
    from tessera.operations.doctor import database, trips, workers

    url, production = settings.database_url, settings.environment == "production"
    yield _found("role", lambda: asyncio.run(database.role(url, production=production)))
    yield _found("clock", lambda: asyncio.run(database.clock(url)))
    yield _found("venues' time zones", lambda: asyncio.run(database.zones(url)))
    yield _found("mail", lambda: asyncio.run(trips.mail(settings)))
    yield _found("files", lambda: asyncio.run(trips.files(settings)))
    yield _found("webhook", lambda: asyncio.run(trips.webhook()))
    yield _found("base URL", lambda: asyncio.run(trips.front_door(settings, runs=runs)))
    try:
        yield from asyncio.run(workers.through_all(url, runs=runs, wait_seconds=wait))
    except Exception as error:  # the database is away, which is told above
        yield Finding("queues", "no answer", f"{type(error).__name__}: {error}")


def _found(what: str, look: Callable[[], str]) -> Finding:
    """A finding from a look that raises where something is not in order."""
    try:
        return Finding(what, look())
    except Warned as error:
        return Finding(what, "", str(error), minor=True)
    except TesseraError as error:
        return Finding(what, "", str(error))
    except Exception as error:  # a doctor reports whatever is wrong
        return Finding(what, "no answer", f"{type(error).__name__}: {error}")


def _ports(settings: "Settings") -> Iterator[Finding]:
    from tessera.cli.ports import is_free

    free = is_free(settings.host, settings.port)
    advice = "" if free else "somebody listens there: stop it, or set TESSERA_PORT"
    yield Finding("port", f"{settings.host}:{settings.port} {'free' if free else 'taken'}", advice)


async def _database(url: str) -> str:
    import asyncpg

    connection = await asyncpg.connect(url, timeout=ANSWER_SECONDS_MAX)
    try:
        number = int(await connection.fetchval("SHOW server_version_num"))
        version = str(await connection.fetchval("SHOW server_version"))
    finally:
        await connection.close()
    if number < POSTGRES_MIN:
        raise TesseraError(f"this is PostgreSQL {version}: Tessera needs 15 or newer")
    return f"PostgreSQL {version}"


def _tables(url: str) -> str:
    from tessera.cli.migrate import current_revision, newest_revision

    current, newest = current_revision(url), newest_revision()
    if current != newest:
        raise TesseraError(f"at {current or 'nothing'}, wanted {newest}: run `tessera migrate`")
    return f"at {current}"


def _backup(settings: "Settings", *, drill: bool) -> str:
    """The newest backup: young enough, whole, and brought back once."""
    from tessera.cli.backup import tried
    from tessera.operations.backup import model

    found = model.backups_in(settings.backups)
    if not found:
        if settings.environment == "production":
            raise TesseraError(f"none in {settings.backups}: run `tessera backup` every night")
        return "none"
    newest = found[-1]
    manifest = model.check(newest)
    hours = (datetime.now(UTC) - manifest.taken_at).total_seconds() / 3600
    if hours > BACKUP_HOURS_MAX and settings.environment == "production":
        raise TesseraError(f"the newest is {hours:.0f} hours old: run `tessera backup` every night")
    outcome = model.drilled(newest)
    if outcome is None and drill:
        outcome = tried(newest, settings)
    if outcome is not None and outcome.broken:
        raise TesseraError(f"{newest.name} came back with broken promises: {outcome.broken}")
    back = f"came back in {outcome.seconds:g} s" if outcome else "not tried"
    return f"{newest.name}, {manifest.orders:,} orders, {back}"
