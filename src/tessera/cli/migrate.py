"""`tessera migrate`: bring a database to the newest schema."""

import asyncio
from pathlib import Path

import tessera
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool
from tessera.kit.database import sqlalchemy_url

LOCK = 7_365_737_265_061
"""The advisory lock that lets one process migrate at a time."""


def migrations_dir() -> Path:
    """Where the migrations lie: in the checkout, or inside an installed wheel."""
    package = Path(tessera.__file__).parent
    inside = package / "_migrations"
    return inside if inside.exists() else package.parents[1] / "migrations"


def migrate(database_url: str) -> None:
    """Upgrade to the newest revision. Safe to call from several processes at once."""
    asyncio.run(_migrate(database_url))


async def _migrate(database_url: str) -> None:
    engine = create_async_engine(sqlalchemy_url(database_url), poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            # A migration that cannot get its lock gives way to the people who are buying.
            await connection.execute(text("SET lock_timeout = '5s'"))
            await connection.execute(text(f"SELECT pg_advisory_lock({LOCK})"))
            await connection.commit()
            await connection.run_sync(_upgrade)
            await connection.commit()
    finally:
        await engine.dispose()


def _upgrade(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(migrations_dir()).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
