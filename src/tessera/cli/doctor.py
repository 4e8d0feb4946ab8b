"""`tessera doctor`: what is in order on this machine, and what to do where it is not."""

import asyncio
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

from tessera.kit.errors import Invalid, TesseraError

if TYPE_CHECKING:
    from tessera.settings import Settings

FREE_GIGABYTES_MIN = 1.0
ANSWER_SECONDS_MAX = 5
PYTHON_MIN = (3, 11)
POSTGRES_MIN = 150_000
BACKUP_HOURS_MAX = 26
"""A night's backup is a day old when the next one runs, which takes its time."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: what was found, and what to do where it is not in order."""

    what: str
    found: str
    advice: str = ""

    @property
    def fine(self) -> bool:
        """Whether nothing has to be done."""
        return not self.advice


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("doctor")(command)


def command(
    *,
    drill: Annotated[
        bool, typer.Option(help="Bring the newest backup back where nobody has tried it yet.")
    ] = True,
) -> None:
    """Look at everything Tessera needs; exit code 1 where something is not in order."""
    from rich.console import Console
    from rich.table import Table

    findings = list(examine(drill=drill))
    table = Table("", "What", "Found", "What to do", show_edge=False)
    for finding in findings:
        mark = "[green]ok[/]" if finding.fine else "[red]problem[/]"
        table.add_row(mark, finding.what, finding.found, finding.advice)
    Console().print(table)
    raise typer.Exit(0 if all(finding.fine for finding in findings) else 1)


def examine(*, drill: bool = True) -> Iterator[Finding]:
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
    yield _var(settings)
    yield _disk(settings)
    yield from _servers(settings)
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


def _servers(settings: "Settings") -> Iterator[Finding]:
    from tessera.engines import binaries, running

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
    yield _found("captured money", lambda: asyncio.run(_strays(addressed.database_url)))
    yield _found("Valkey", lambda: asyncio.run(_valkey(addressed.valkey_url)))
    if "mock" in settings.payment_providers:
        url = up.gateway_url if up else settings.gateway_url
        yield _found("payment gateway", lambda: asyncio.run(_gateway(url)))


def _found(what: str, look: Callable[[], str]) -> Finding:
    """A finding from a look that raises where something is not in order."""
    try:
        return Finding(what, look())
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


async def _strays(url: str) -> str:
    import asyncpg

    connection = await asyncpg.connect(url, timeout=ANSWER_SECONDS_MAX)
    try:
        count = await connection.fetchval(
            "SELECT count(*) FROM stray_captures WHERE state = 'flagged'"
        )
    finally:
        await connection.close()
    if count:
        raise TesseraError(
            f"{count} captures that no attempt explains: docs/runbooks/paid-without-ticket.md"
        )
    return "every capture is explained"


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


async def _valkey(url: str) -> str:
    import redis.asyncio as redis

    async with redis.from_url(url, socket_timeout=ANSWER_SECONDS_MAX) as client:
        facts = await client.info("server")
    version = str(facts.get("valkey_version") or facts["redis_version"])
    return f"{'Valkey' if 'valkey_version' in facts else 'Redis'} {version}"


async def _gateway(url: str) -> str:
    import aiohttp

    timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS_MAX)
    async with (
        aiohttp.ClientSession(timeout=timeout) as session,
        session.get(f"{url}/v1/books") as answer,
    ):
        return f"{url} answers {answer.status}"
