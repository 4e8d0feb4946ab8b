"""Bring a backup back into an empty database."""

import asyncio
from pathlib import Path

import asyncpg

from tessera.kit.database import LOST
from tessera.operations.backup.model import DUMP, BackupError, Manifest, check
from tessera.operations.backup.programs import run

ANSWER_SECONDS_MAX = 10
TABLES = """
SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')
"""


def restore(backup: Path, url: str) -> Manifest:
    """Bring `backup` back into the database of `url`, all of it or nothing; answers what it says.

    The tables are then those of the version that took it: migrate. Whoever `url` names owns them.
    Raises `BackupError`, also where the database is not empty. Not for a running loop.
    """
    manifest = check(backup)
    if tables := asyncio.run(_tables(url)):
        raise BackupError(
            f"The database has {tables} tables already: name an empty one (CREATE DATABASE), "
            "so that nothing is overwritten."
        )
    whole = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges")
    run("pg_restore", url, *whole, str(backup / DUMP))
    return manifest


async def _tables(url: str) -> int:
    try:
        connection = await asyncpg.connect(url, timeout=ANSWER_SECONDS_MAX)
    except (*LOST, asyncpg.PostgresError) as error:
        raise BackupError(f"The database cannot be reached: {error}.") from error
    try:
        count: int = await connection.fetchval(TABLES)
        return count
    finally:
        await connection.close()
