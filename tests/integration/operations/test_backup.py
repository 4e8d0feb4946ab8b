"""Backups come back whole, into an empty database and nowhere else, and a drill would notice."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest
from typer.testing import CliRunner

from tessera.cli import build
from tessera.cli.doctor import examine
from tessera.engines.postgres import PostgresEngine
from tessera.invoices.issue import issue_all
from tessera.operations.backup.model import DUMP, BackupError, backups_in, check, drilled, read
from tessera.operations.backup.programs import without_password
from tessera.operations.backup.restore import restore
from tessera.operations.backup.take import forget_all_but, take
from tests.fixtures.engines import run_statement
from tests.integration.operations.world import build_world, opened, run

BREAK = "UPDATE tickets SET status = 'void' WHERE place = 0"


async def furnish(url: str) -> None:
    """Three sold orders, with their invoices."""
    await build_world(url)
    async with opened(url) as db:
        await issue_all(db)


@pytest.fixture
def sold(database_url: str) -> str:
    """A database in which something was sold."""
    asyncio.run(furnish(database_url))
    return database_url


@pytest.fixture
def empty(postgres: PostgresEngine) -> Iterator[str]:
    """A database without a table."""
    asyncio.run(run_statement(postgres, "CREATE DATABASE brought_back"))
    yield postgres.url("brought_back")
    asyncio.run(run_statement(postgres, "DROP DATABASE brought_back WITH (FORCE)"))


@pytest.fixture
def command(sold: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """The command line on that database."""
    monkeypatch.setenv("TESSERA_DATABASE_URL", sold)
    monkeypatch.setenv("TESSERA_VALKEY_URL", "unix:///nowhere")
    monkeypatch.setenv("TESSERA_VAR_DIR", str(tmp_path))
    return CliRunner()


async def rows_of(url: str) -> dict[str, int]:
    """How many rows each table has."""
    connection = await asyncpg.connect(url)
    try:
        names = await connection.fetch(
            "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'"
        )
        return {
            row["name"]: await connection.fetchval(f'SELECT count(*) FROM "{row["name"]}"')
            for row in names
        }
    finally:
        await connection.close()


def test_every_row_comes_back_into_an_empty_database(sold: str, empty: str, tmp_path: Path) -> None:
    """Every table with as many rows; and not a second time."""
    backup = take(sold, tmp_path)

    manifest = restore(backup, empty)

    assert manifest.orders == 3
    assert asyncio.run(rows_of(empty)) == asyncio.run(rows_of(sold))
    with pytest.raises(BackupError, match="tables already"):
        restore(backup, empty)


def test_changed_file_is_not_trusted(sold: str, empty: str, tmp_path: Path) -> None:
    """One bit differs, or the file is gone: nothing is brought back."""
    backup = take(sold, tmp_path)
    dump = backup / DUMP
    content = dump.read_bytes()
    dump.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))

    with pytest.raises(BackupError, match="its sum differs"):
        restore(backup, empty)
    dump.unlink()
    with pytest.raises(BackupError, match="lacks its file"):
        check(backup)
    assert asyncio.run(rows_of(empty)) == {}


def test_failed_backup_leaves_nothing_that_looks_like_one(sold: str, tmp_path: Path) -> None:
    """Without its schema, without a server: a sentence, and an empty folder."""
    asyncio.run(run(sold, "DROP TABLE alembic_version"))

    with pytest.raises(BackupError, match="nothing to save"):
        take(sold, tmp_path)
    with pytest.raises(BackupError, match="cannot be reached"):
        take("postgresql://tessera@127.0.0.1:9/none", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_command_keeps_the_newest_and_tries_it_out(command: CliRunner, tmp_path: Path) -> None:
    """`tessera backup --drill`: brought back, audited, noted; `tessera doctor` tells of it."""
    folder = tmp_path / "backups"
    for name in ("2001-01-01T00-00-00Z", "2001-01-02T00-00-00Z"):
        (folder / name).mkdir(parents=True)
        (folder / name / "manifest.json").write_text("{}")

    done = command.invoke(build(), ["backup", "--keep", "2", "--drill"])

    assert done.exit_code == 0, done.output
    old, new = backups_in(folder)
    outcome = drilled(new)
    assert old.name == "2001-01-02T00-00-00Z"
    assert (read(new).orders, outcome and outcome.orders, outcome and outcome.broken) == (3, 3, ())
    [told] = [finding for finding in examine() if finding.what == "backup"]
    assert told.fine
    assert "3 orders, came back in" in told.found


def test_drill_finds_what_was_broken_before(command: CliRunner, sold: str, tmp_path: Path) -> None:
    """A backup of broken books comes back, and is told to be broken."""
    asyncio.run(run(sold, BREAK))

    done = command.invoke(build(), ["backup", "--drill"])

    assert done.exit_code == 1
    [told] = [finding for finding in examine() if finding.what == "backup"]
    assert "P2" in told.advice


def test_command_brings_the_newest_back(
    command: CliRunner, empty: str, sold: str, tmp_path: Path
) -> None:
    """`tessera restore FOLDER --into URL` takes the newest of a folder, and migrates it."""
    command.invoke(build(), ["backup"])

    done = command.invoke(build(), ["restore", str(tmp_path / "backups"), "--into", empty])

    assert done.exit_code == 0, done.output
    assert "brought back 3 orders" in done.output
    assert asyncio.run(rows_of(empty))["orders"] == 3


def test_newest_backup_always_stays(tmp_path: Path) -> None:
    """However few are to be kept."""
    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "manifest.json").write_text("{}")

    gone = forget_all_but(tmp_path, 1)

    assert [path.name for path in gone] == ["a", "b"]
    assert backups_in(tmp_path) == [tmp_path / "c"]


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("postgresql://ann:s%20p@db1,db2/t?x=y", ("postgresql://ann@db1,db2/t?x=y", "s p")),
        ("postgresql://ann@/t?host=/run", ("postgresql://ann@/t?host=/run", "")),
    ],
)
def test_password_stands_on_no_command_line(url: str, found: tuple[str, str]) -> None:
    """It goes through the environment, which only we can read."""
    assert without_password(url) == found
