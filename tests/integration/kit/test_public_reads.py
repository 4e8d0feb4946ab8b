"""Public reads from memory and a standby: never older than the last change that was heard of."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from tessera.kit.database import Database, Tx, connect
from tessera.kit.errors import Unavailable
from tessera.kit.public_reads import PublicReads
from tessera.kit.standby import Standby
from tests.fixtures.engines import make_ready
from tests.fixtures.machines import Pair, eventually, standing_by

pytestmark = pytest.mark.xdist_group("machines")

COLUMNS = "INSERT INTO titles (kind, name, runtime_minutes, status)"
ENTER = f"{COLUMNS} VALUES ('film', 'n', 90, 'draft')"


class Site:
    """A process that reads, and somebody who changes what it reads."""

    def __init__(self, pair: Pair, db: Database, copy: Database) -> None:
        self.pair, self.db = pair, db
        self.heard: list[str] = []
        self.standby = Standby(db, copy)
        self.public = PublicReads(db, self.standby, told=self.heard.append)

    async def name(self) -> tuple[str, bool]:
        """The title's name, and whether a standby said it."""
        return await self.public.read(("name",), read_name)

    async def is_even(self) -> bool:
        """Whether the standby may answer."""
        return self.standby.is_even and self.public.remembers


async def read_name(tx: Tx) -> tuple[str, bool]:
    """The name of the only title, and who says so."""
    row = await tx.fetch_one("SELECT name, pg_is_in_recovery() AS copy FROM titles")
    assert row is not None
    return row["name"], row["copy"]


@pytest.fixture
async def site(folder: Path) -> AsyncIterator[Site]:
    """A process with a primary and a standby, and one title."""
    async with standing_by(folder, make_ready) as pair:
        db = await connect(pair.url, connections_max=2)
        await db.pool.execute(ENTER)
        reads = pair.standby.url("tessera")
        made = Site(pair, db, await connect(reads, connections_max=2, lazy=True))
        watching = asyncio.create_task(made.public.watch())
        await eventually(made.is_even)
        yield made
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching
        await made.public.close()
        await db.close()


async def rename(site: Site, name: str) -> None:
    """Change the title, and come back when the process has heard of it."""
    told = len(site.heard)
    await site.db.pool.execute("UPDATE titles SET name = $1", name)
    await eventually(lambda: _more(site.heard, told))


async def _more(heard: list[str], than: int) -> bool:
    return len(heard) > than


async def test_standby_answers_and_is_never_behind_what_was_heard(site: Site) -> None:
    """A hundred changes in a row: what is read after each is that change, whoever says it; once
    nothing changes any more, the standby says it."""
    stale = []
    for number in range(100):
        await rename(site, f"title {number}")
        found, _ = await site.name()
        if found != f"title {number}":
            stale.append((number, found))
    await eventually(site.is_even)
    site.public.memory.forget()

    assert stale == []
    assert await site.name() == ("title 99", True)


async def test_standby_that_lags_or_dies_answers_nobody(site: Site) -> None:
    """Paused, it is left until it has caught up; gone, the primary answers."""
    copy = await asyncpg.connect(site.pair.standby.url("tessera"))
    await copy.execute("SELECT pg_wal_replay_pause()")
    # The primary waits for what the standby has on disk, not for what it has replayed.
    await rename(site, "while it slept")
    asleep = await site.name()
    await copy.execute("SELECT pg_wal_replay_resume()")
    await copy.close()
    await eventually(site.is_even)
    site.public.memory.forget()
    awake = await site.name()
    await asyncio.to_thread(site.pair.standby.kill)
    site.public.memory.forget()
    gone = await site.name()

    assert (asleep, awake, gone) == (
        ("while it slept", False),
        ("while it slept", True),
        ("while it slept", False),
    )


async def test_deaf_process_remembers_nothing(site: Site) -> None:
    """Without its ear it asks the primary each time; what it remembered is gone."""
    await site.name()
    await site.db.pool.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'ear'"
    )
    await eventually(lambda: _is(not site.public.remembers))
    async with site.db.pool.acquire() as connection, connection.transaction():
        await connection.execute("SET LOCAL session_replication_role = replica")
        await connection.execute("UPDATE titles SET name = 'unheard of'")

    assert await site.name() == ("unheard of", False)


async def test_standby_answers_while_the_primary_is_away(site: Site) -> None:
    """People can look around until somebody takes its place; who would write is told to wait."""
    await asyncio.to_thread(site.pair.primary.kill)
    await eventually(lambda: _is(not site.public.remembers))

    found = await site.name()
    with pytest.raises(Unavailable):
        await site.public.read(("name",), read_name, fresh=True)

    assert found == ("n", True)


async def _is(true: bool) -> bool:
    return true


@pytest.mark.parametrize(
    ("statement", "notice"),
    [
        ("UPDATE titles SET name = name || '!'", "title:1"),
        ("UPDATE titles SET name = 'x' WHERE false", None),
        ("DELETE FROM titles", "title:1"),
        (f"{COLUMNS} VALUES ('film', 'm', 90, 'draft'), ('film', 'o', 90, 'draft')", "title:2,3"),
        (COLUMNS + " {many}", "title:*"),
    ],
)
async def test_each_statement_tells_what_it_changed(
    database_url: str, statement: str, notice: Any
) -> None:
    """Once a statement, by id; very many are told as all; nothing where nothing was touched."""
    heard: list[str] = []
    many = "SELECT 'film', n::text, 90, 'draft' FROM generate_series(1, 150) n"
    connection = await asyncpg.connect(database_url)
    await connection.execute(ENTER)
    await connection.add_listener("tessera_public", lambda *told: heard.append(str(told[-1])))

    await connection.execute(statement.format(many=many))
    await connection.fetchval("SELECT 1")

    await connection.close()
    assert heard == ([notice] if notice else [])
