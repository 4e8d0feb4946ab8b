"""Lines to a PostgreSQL of two machines: they go to whoever takes writes, and are cut when mute."""

import asyncio
import os
import signal
from contextlib import suppress
from functools import partial
from pathlib import Path

import asyncpg
import pytest

from tessera.kit import lines as lines_of_kit
from tessera.kit.database import LOST, Database, connect
from tessera.kit.errors import Unavailable
from tessera.kit.lines import Lines, one_by_one
from tessera.kit.listening import Ear
from tests.fixtures.machines import Pair, eventually

pytestmark = pytest.mark.xdist_group("machines")


async def test_pools_heal_after_a_promotion_and_keep_what_was_acknowledged(pair: Pair) -> None:
    """The primary dies under both pools; a moment later both write to the promoted standby."""
    db = await connect(pair.url, connections_max=3)
    await db.pool.execute("CREATE TABLE kept AS SELECT 7 AS n")
    async with db.transaction() as tx:
        await tx.fetch("INSERT INTO kept VALUES (8)")

    await asyncio.to_thread(pair.primary.kill)
    # Its children outlive it by a moment.
    await eventually(partial(is_lost, db))
    with pytest.raises(Unavailable):
        async with db.transaction():
            pass
    pair.standby.promote()

    await db.pool.execute("INSERT INTO kept VALUES (9)")
    async with db.transaction() as tx:
        rows = await tx.fetch("SELECT n FROM kept ORDER BY n")
    await db.close()
    assert [row["n"] for row in rows] == [7, 8, 9]


async def test_mute_server_is_left_for_the_next_host(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine that freezes does not even refuse: its lines are cut all the same."""
    monkeypatch.setattr(lines_of_kit, "ANSWER_SECONDS", 1.0)
    monkeypatch.setattr(lines_of_kit, "HOST_SECONDS", 0.5)
    lines = Lines(pair.url)
    watching = asyncio.create_task(lines.watch())
    line = await lines.open()
    frozen = [pair.primary.pid, *_children(pair.primary.pid or 0)]
    _signal(frozen, signal.SIGSTOP)
    try:
        with pytest.raises(LOST):
            await line.fetchval("SELECT 1", timeout=None)
        # The old primary never comes back: that is for whoever promotes to make sure.
        pair.standby.promote()
        line = await lines.open()
        assert await line.fetchval("SELECT pg_is_in_recovery()") is False
    finally:
        watching.cancel()
        lines.cut()
        _signal(frozen, signal.SIGCONT)


async def test_ear_hears_the_new_primary(pair: Pair) -> None:
    """Deaf from the moment in which the old one dies; hears again once a standby has taken over."""
    heard: list[str] = []
    deafened: list[None] = []
    ear = Ear(Lines(pair.url), "news", hear=heard.append, deafened=lambda: deafened.append(None))
    listening = asyncio.create_task(ear.listen())
    await eventually(lambda: _is(ear.hears))
    before = len(deafened)

    await asyncio.to_thread(pair.primary.kill)
    await eventually(lambda: _is(not ear.hears))
    pair.standby.promote()
    await eventually(lambda: _is(ear.hears))

    teller = await asyncpg.connect(pair.url)
    await teller.execute("NOTIFY news, 'told'")
    await eventually(lambda: _is(heard == ["told"]))
    await teller.close()
    listening.cancel()
    with suppress(asyncio.CancelledError):
        await listening
    assert len(deafened) > before


@pytest.mark.parametrize(
    ("url", "each"),
    [
        ("postgresql://a:b@one:1,two/t?x=y", ["postgresql://a:b@one:1/t?x=y", "//a:b@two/t?x=y"]),
        ("postgresql://a@/t?host=/r/1,/r/2", ["//a@/t?host=%2Fr%2F1", "//a@/t?host=%2Fr%2F2"]),
        ("postgresql://a@/t?host=/r/1", ["postgresql://a@/t?host=/r/1"]),
        ("postgresql://one/t", ["postgresql://one/t"]),
    ],
)
def test_address_of_several_is_one_address_each(url: str, each: list[str]) -> None:
    """With everything else that the address says."""
    found = one_by_one(url)

    assert len(found) == len(each)
    assert all(one.endswith(wanted) for one, wanted in zip(found, each, strict=True))


async def is_lost(db: Database) -> bool:
    """Whether the pool's server has gone."""
    try:
        await db.pool.fetchval("SELECT 1")
    except LOST:
        return True
    return False


async def _is(true: bool) -> bool:
    return true


def _signal(pids: list[int | None], number: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid or 0, number)


def _children(pid: int) -> list[int]:
    return [int(n) for n in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
