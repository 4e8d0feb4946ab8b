"""`tessera up` as a whole: started, killed, taken over, stopped."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import asyncpg
import pytest

from bench.ports import free_port
from tessera.cli.up import GATEWAY_PORT_AFTER

SECONDS_MAX = 60
LATER_START_SECONDS_MAX = 15
"""The promise is 5 s on a quiet machine; the suite's machine is not quiet."""


class Up:
    """One run of `tessera up` in a directory with a space."""

    def __init__(self, var: Path) -> None:
        self.var = var
        # The gateway's is the next one.
        self.port = free_port(neighbours=GATEWAY_PORT_AFTER)
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> float:
        """Start and wait until it says that it is open; the seconds that took."""
        started = time.monotonic()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tessera", "up", "--port", str(self.port)],
            env={**os.environ, "TESSERA_VAR_DIR": str(self.var), "TESSERA_ENVIRONMENT": "test"},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if "is open" in line:
                return time.monotonic() - started
        raise AssertionError(f"ended with {self._process.wait(SECONDS_MAX)} before it was open")

    def send(self, number: signal.Signals) -> int:
        """Send a signal and wait for the end; the exit code."""
        assert self._process is not None
        self._process.send_signal(number)
        try:
            self._process.communicate(timeout=SECONDS_MAX)
        except subprocess.TimeoutExpired:
            self._process.kill()
            raise
        return self._process.returncode

    def note(self) -> dict[str, Any]:
        """What runs, once it has been written down."""
        deadline = time.monotonic() + SECONDS_MAX
        path = self.var / "running.json"
        while not path.exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        found: dict[str, Any] = json.loads(path.read_text())
        return found

    def is_healthy(self) -> bool:
        """Whether the web answers."""
        with urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=SECONDS_MAX) as answer:
            return bool(answer.status == 200)

    def close(self) -> None:
        """Stop it if it still runs."""
        if self._process is None:
            return
        if self._process.poll() is None:
            self.send(signal.SIGTERM)
        assert self._process.stdout is not None
        self._process.stdout.close()


@pytest.fixture
def up(engines_dir: Path) -> Iterator[Up]:
    """A run of its own, not yet started."""
    made = Up(engines_dir / f"up {time.monotonic_ns()}")
    yield made
    made.close()


async def ask(url: str, query: str) -> Any:
    """The single value of a query on a connection of its own."""
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


async def test_killed_parent_is_taken_over_and_nothing_committed_is_lost(up: Up) -> None:
    """After SIGKILL the next start is quick, serves, and has what was committed."""
    up.start()
    await ask(up.note()["database_owner_url"], "CREATE TABLE kept AS SELECT 7 AS n")

    up.send(signal.SIGKILL)
    seconds = up.start()

    assert seconds < LATER_START_SECONDS_MAX
    assert await ask(up.note()["database_owner_url"], "SELECT n FROM kept") == 7
    assert up.is_healthy()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_stop_ends_every_child_and_frees_the_port(up: Up, number: signal.Signals) -> None:
    """Ctrl-C, SIGTERM and a closed terminal stop all in order, open connections or not."""
    up.start()
    children = up.note()["children"]
    with socket.create_connection(("127.0.0.1", up.port), SECONDS_MAX):
        code = up.send(number)

    assert code == 0
    assert [pid for pid in children if Path(f"/proc/{pid}").exists()] == []
    assert not (up.var / "running.json").exists()
    assert not (up.var / "postgres" / "postmaster.pid").exists()
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", up.port), 1)


async def test_killed_engine_is_revived_under_the_same_address(up: Up) -> None:
    """A dead PostgreSQL comes back while everything else goes on."""
    up.start()
    note = up.note()
    postmaster = up.var / "postgres" / "postmaster.pid"
    os.kill(int(postmaster.read_text().split()[0]), signal.SIGKILL)

    assert await eventually_answers(note["database_url"])
    assert up.note()["children"] == note["children"]


async def eventually_answers(url: str) -> bool:
    """Whether the database answers within the bound."""
    deadline = time.monotonic() + SECONDS_MAX
    while time.monotonic() < deadline:
        try:
            return await ask(url, "SELECT true") is True
        except (OSError, asyncpg.PostgresError):
            await asyncio.sleep(0.05)
    return False
