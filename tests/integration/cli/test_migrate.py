"""`tessera migrate` on real databases."""

from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import asyncpg
import pytest

from tessera.cli.migrate import MigrationError, current_revision, migrate, newest_revision
from tessera.engines.postgres import PostgresEngine


@pytest.fixture
async def empty_database_url(postgres: PostgresEngine) -> AsyncIterator[str]:
    """The URL of a database without any table."""
    name = f"empty_{uuid4().hex}"
    connection = await asyncpg.connect(postgres.url("postgres"))
    try:
        await connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        yield postgres.url(name)
        await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        await connection.close()


def test_two_at_once_migrate_an_empty_database_once(empty_database_url: str) -> None:
    """Two processes that start together both end at the newest revision."""
    assert current_revision(empty_database_url) is None

    with ThreadPoolExecutor(2) as both:
        list(both.map(migrate, [empty_database_url] * 2))

    assert current_revision(empty_database_url) == newest_revision()


async def ask(url: str, statement: str) -> None:
    """Run a statement on a connection of its own."""
    connection = await asyncpg.connect(url)
    await connection.execute(statement)
    await connection.close()


@pytest.fixture
async def newer_database_url(database_url: str) -> str:
    """The URL of a database that a later version of Tessera has migrated."""
    await ask(database_url, "UPDATE alembic_version SET version_num = '9999'")
    return database_url


def test_database_of_a_newer_version_is_refused_in_a_sentence(newer_database_url: str) -> None:
    """A revision that this version does not know stops it before it changes anything."""
    with pytest.raises(MigrationError, match="run the newer version"):
        migrate(newer_database_url)

    assert current_revision(newer_database_url) == "9999"


def test_database_that_is_away_is_told_in_a_sentence() -> None:
    """Without a server the reason is one line."""
    with pytest.raises(MigrationError, match=r"^The database could not be migrated: [^\n]+$"):
        migrate("postgresql://tessera@127.0.0.1:9/tessera")
