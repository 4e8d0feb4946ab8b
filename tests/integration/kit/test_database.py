"""A transaction is one, whichever way its statements go."""

from collections.abc import AsyncIterator

import pytest

from tessera.kit.database import Database, connect


class Stop(Exception):
    """Ends a transaction that must then leave nothing behind."""


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    """Both ways to a fresh database."""
    opened = await connect(database_url, connections_max=2)
    yield opened
    await opened.close()


async def test_raw_statements_share_one_transaction(db: Database) -> None:
    """Named SQL that comes first is inside the transaction too, so its locks hold."""
    async with db.transaction() as tx:
        first = await tx.fetch_one("SELECT pg_current_xact_id()::text AS id")
        second = await tx.fetch_one("SELECT pg_current_xact_id()::text AS id")

    assert first == second


async def test_raw_statements_are_rolled_back(db: Database) -> None:
    """What named SQL wrote goes when the block fails."""
    with pytest.raises(Stop):
        await write_and_stop(db)

    assert await db.pool.fetchval("SELECT count(*) FROM mails") == 0


async def write_and_stop(db: Database) -> None:
    """Write a row, then fail before the commit."""
    async with db.transaction() as tx:
        await tx.fetch("INSERT INTO mails (cause, recipient, status) VALUES ('x', 'y', 'sent')")
        raise Stop
