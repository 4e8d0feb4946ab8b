"""`tessera up` refuses in one sentence, before anything has started."""

import fcntl
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

SECONDS_MAX = 60


def tessera(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command of ours to its end."""
    return subprocess.run(
        [sys.executable, "-m", "tessera", *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=SECONDS_MAX,
        check=False,
    )


def test_taken_port_is_refused_before_anything_starts(tmp_path: Path) -> None:
    """Where somebody listens on the port, one sentence says so and nothing is made."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])

        done = tessera("up", "--port", port, TESSERA_VAR_DIR=str(tmp_path))

    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith(f"Port {port} on 127.0.0.1 is taken")
    assert not (tmp_path / "postgres").exists()


def test_second_start_is_refused_while_one_runs(tmp_path: Path) -> None:
    """The lock of the directory lets one run at a time, and the sentence names its process."""
    runner = subprocess.Popen([sys.executable, "-c", "input()", "up"], stdin=subprocess.PIPE)
    note = (
        f'{{"pid":{runner.pid},"base_url":"","database_url":"","valkey_url":"","gateway_url":""}}'
    )
    (tmp_path / "running.json").write_text(note)
    with (tmp_path / "up.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)

        done = tessera("up", TESSERA_VAR_DIR=str(tmp_path))

    runner.communicate(b"\n", timeout=SECONDS_MAX)
    assert done.returncode == 1
    assert f"already runs from {tmp_path} (process {runner.pid})" in done.stderr


def test_wrong_settings_are_all_listed(tmp_path: Path) -> None:
    """Every wrong setting has its line, and nothing else is printed."""
    done = tessera(
        "up", TESSERA_PORT="none", TESSERA_NO_SUCH="1", TESSERA_VAR_DIR=str(tmp_path / "var")
    )

    assert done.returncode == 1
    assert [line.partition(":")[0] for line in done.stderr.splitlines()] == [
        "TESSERA_NO_SUCH",
        "TESSERA_PORT",
    ]


@pytest.mark.parametrize("command", ["migrate", "serve", "worker"])
def test_command_without_a_database_says_how_to_get_one(command: str, tmp_path: Path) -> None:
    """A command that needs the engines names both ways to have them."""
    done = tessera(command, TESSERA_VAR_DIR=str(tmp_path))

    assert done.returncode == 1
    assert "`tessera up`" in done.stderr
    assert "TESSERA_DATABASE_URL" in done.stderr
    assert "Traceback" not in done.stderr
