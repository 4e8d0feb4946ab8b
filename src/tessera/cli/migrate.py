"""`tessera migrate`: bring the database to this version's tables."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import typer

import tessera
from tessera.kit.errors import TesseraError

if TYPE_CHECKING:
    from collections.abc import Callable

    from alembic.config import Config
    from sqlalchemy import Connection

T = TypeVar("T")
ADVISORY_LOCK = 0x7E55E8A
"""Any number, as long as all of Tessera uses the same: one migration at a time per database."""
TURN_SECONDS_MAX = 120
LOCK_SECONDS_MAX = 5


class MigrationError(TesseraError):
    """The database could not be migrated; nothing was changed."""

    code = "migration"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("migrate")(command)


def command() -> None:
    """Bring the database to this version's tables; safe to run twice and from two machines."""
    from tessera.engines.running import with_urls
    from tessera.settings import load

    settings = with_urls(load())
    url = settings.database_owner_url or settings.database_url
    before = current_revision(url)
    migrate(url)
    after = current_revision(url)
    typer.echo(f"at {after}" if before == after else f"{before or 'empty'} → {after}")


def migrate(database_url: str) -> None:
    """Upgrade the database to the newest revision, in one transaction. Not for a running loop.

    A second process waits for the first. Raises `MigrationError`.
    """
    asyncio.run(_on_connection(database_url, _upgrade))


def make_app_role(database_url: str) -> None:
    """Make the role that servers and workers sign in with. Not for a running loop."""
    from tessera.operations.privileges import make_role

    asyncio.run(_on_connection(database_url, make_role))


def current_revision(database_url: str) -> str | None:
    """The revision the database is at; None for an empty one. Not for a running loop."""
    return asyncio.run(_on_connection(database_url, _revision))


def newest_revision() -> str | None:
    """The revision this version of Tessera wants."""
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(_config()).get_current_head()


def directory() -> Path:
    """Where the migrations lie: beside `src/` in a checkout, inside the package in a wheel."""
    package = Path(tessera.__file__).parent
    inside = package / "_migrations"
    return inside if inside.is_dir() else package.parents[1] / "migrations"


async def _on_connection(database_url: str, work: "Callable[[Connection], T]") -> T:
    from sqlalchemy.exc import SQLAlchemyError
    from sqlalchemy.pool import NullPool

    from tessera.kit.database import make_engine

    engine = make_engine(database_url, poolclass=NullPool)
    try:
        async with engine.begin() as connection:
            return await connection.run_sync(work)
    except (SQLAlchemyError, OSError) as error:
        raise MigrationError(_sentence(error)) from error
    finally:
        await engine.dispose()


def _upgrade(connection: "Connection") -> None:
    from alembic import command as alembic
    from alembic.util import CommandError
    from sqlalchemy import text

    from tessera.operations.privileges import grant

    # The transaction holds the lock, so it goes with the connection, whatever ends that.
    connection.execute(text(f"SET LOCAL lock_timeout = '{TURN_SECONDS_MAX}s'"))
    connection.execute(text(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})"))
    # A migration that waits for a table makes everybody behind it wait too: give up soon instead.
    connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_SECONDS_MAX}s'"))
    config = _config()
    config.attributes["connection"] = connection
    try:
        alembic.upgrade(config, "head")
    except CommandError as error:
        raise MigrationError(
            f"The database is at a revision that this version of Tessera does not know ({error}): "
            "run the newer version."
        ) from error
    grant(connection)


def _revision(connection: "Connection") -> str | None:
    from alembic.runtime.migration import MigrationContext

    return MigrationContext.configure(connection).get_current_revision()


def _config() -> "Config":
    from alembic.config import Config

    config = Config()
    # Alembic reads options through configparser, where a lone % begins a substitution.
    config.set_main_option("script_location", str(directory()).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _sentence(error: Exception) -> str:
    cause = error.__cause__ or error
    reason = str(getattr(error, "orig", None) or cause).splitlines()[0]
    if "lock timeout" in reason:
        return "The database is busy: a table stayed locked; nothing was changed, try again."
    return f"The database could not be migrated: {reason}"
