"""Take a backup: one snapshot of the whole database, in PostgreSQL's own format."""

import asyncio
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import msgspec

from tessera import __version__
from tessera.kit.database import LOST
from tessera.operations.backup.model import (
    DUMP,
    MANIFEST,
    NAME,
    BackupError,
    Manifest,
    backups_in,
    sum_of,
)
from tessera.operations.backup.programs import run

ANSWER_SECONDS_MAX = 10
FACTS = """
SELECT tessera_now() AS now, current_setting('server_version') AS postgres,
    (SELECT version_num FROM alembic_version) AS revision,
    (SELECT count(*) FROM orders) AS orders,
    (SELECT n || ':' || encode(hash, 'hex') FROM audit_log ORDER BY n DESC LIMIT 1) AS line
"""


def take(url: str, folder: Path) -> Path:
    """Save the database of `url` into a new directory below `folder`; answers that.

    It appears there whole or not at all. Raises `BackupError`. Not for a running loop.
    """
    facts = asyncio.run(_facts(url))
    name = datetime.now(UTC).strftime(NAME)
    draft = folder / f".{name}.new"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700, parents=True)
    try:
        # What the facts tell was there before the dump's snapshot, so it has to be in it.
        run("pg_dump", url, "--format=custom", "--compress=3", f"--file={draft / DUMP}")
        manifest = Manifest(
            taken_at=facts["now"],
            tessera=__version__,
            revision=facts["revision"],
            postgres=facts["postgres"],
            audit_line=facts["line"] or "",
            orders=facts["orders"],
            files={DUMP: sum_of(draft / DUMP)},
        )
        (draft / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(manifest)))
        return draft.rename(folder / name)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


async def _facts(url: str) -> Any:
    try:
        connection = await asyncpg.connect(url, timeout=ANSWER_SECONDS_MAX)
    except (*LOST, asyncpg.PostgresError) as error:
        raise BackupError(f"The database cannot be reached: {error}.") from error
    try:
        return await connection.fetchrow(FACTS)
    except asyncpg.UndefinedTableError as error:
        raise BackupError("There is nothing to save: run `tessera migrate` first.") from error
    finally:
        await connection.close()


def forget_all_but(folder: Path, newest: int) -> Sequence[Path]:
    """Remove the oldest backups; answers which were."""
    assert newest >= 1, "the newest backup is kept"
    old = backups_in(folder)[:-newest]
    for backup in old:
        shutil.rmtree(backup)
    return old
