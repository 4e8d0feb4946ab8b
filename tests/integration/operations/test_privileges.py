"""The role of servers and workers has rows, and nothing else."""

import asyncpg
import pytest

from tessera.operations.privileges import as_app
from tests.integration.operations.world import build_world

REFUSED = (
    "UPDATE audit_log SET reason = ''",
    "DELETE FROM audit_log",
    "UPDATE ledger_entries SET amount = 0",
    "DELETE FROM ledger_entries",
    "DELETE FROM invoices",
    "UPDATE refund_overrides SET reason = ''",
    "UPDATE seat_moves SET reason = ''",
    "DELETE FROM comps",
    "UPDATE alembic_version SET version_num = '0001'",
    "TRUNCATE orders CASCADE",
    "ALTER TABLE audit_log DISABLE TRIGGER ALL",
    "ALTER TABLE ledger_entries DROP CONSTRAINT ledger_entries_pkey",
    "DROP TABLE claims",
    "CREATE TABLE mine (id int)",
    "CREATE OR REPLACE FUNCTION tessera_now() RETURNS timestamptz LANGUAGE sql AS 'SELECT now()'",
    "SET session_replication_role = 'replica'",
    "SET ROLE tessera",
    "SELECT pg_read_file('/etc/hostname')",
    "COPY orders TO PROGRAM 'cat'",
)


@pytest.mark.parametrize("statement", REFUSED)
async def test_server_cannot_do_what_no_feature_needs(database_url: str, statement: str) -> None:
    """PostgreSQL refuses it, whatever somebody has injected."""
    connection = await asyncpg.connect(as_app(database_url))
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(statement)
    finally:
        await connection.close()


async def test_every_table_written_once_is_guarded_twice(database_url: str) -> None:
    """Where a trigger refuses changes, the server's role has no right to them either."""
    await build_world(database_url)
    connection = await asyncpg.connect(database_url)
    try:
        rows = await connection.fetch(
            """SELECT t.tgrelid::regclass::text AS name,
                has_table_privilege('tessera_app', t.tgrelid, 'INSERT') AS may_write,
                has_table_privilege('tessera_app', t.tgrelid, 'UPDATE') AS may_change,
                has_table_privilege('tessera_app', t.tgrelid, 'DELETE') AS may_remove
            FROM pg_trigger t WHERE t.tgname LIKE '%\\_append\\_only'"""
        )
    finally:
        await connection.close()

    assert len(rows) >= 5
    assert {tuple(row)[1:] for row in rows} == {(True, False, False)}
