"""The supervisor of `tessera up`, with the simulated gateway as its child."""

import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from bench.ports import free_port
from tessera.cli.supervisor import GaveUpError, Program, Supervisor

SECONDS_MAX = 20


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    """A supervisor with nothing to look after yet."""
    environment = {**os.environ, "TESSERA_VAR_DIR": str(tmp_path), "TESSERA_SECRET": "s" * 32}
    made = Supervisor(environment)
    yield made
    made.stop()


def answers_within_bound(port: int, supervisor: Supervisor) -> bool:
    """Whether somebody listens before the bound, while the supervisor does its rounds."""
    deadline = time.monotonic() + SECONDS_MAX
    while time.monotonic() < deadline:
        supervisor.check()
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return True
        time.sleep(0.02)
    return False


def test_killed_child_is_started_again(supervisor: Supervisor) -> None:
    """A child that SIGKILL ended is back on its port under another pid."""
    port = free_port()
    supervisor.start(Program(["gateway", "--port", str(port)]))
    assert answers_within_bound(port, supervisor)
    (first,) = supervisor.pids()

    os.kill(first, signal.SIGKILL)
    while supervisor.pids() == [first]:
        supervisor.check()

    assert answers_within_bound(port, supervisor)
    assert supervisor.pids() != [first]


def test_stop_ends_every_child_in_bounded_time(supervisor: Supervisor) -> None:
    """After stop() nobody listens and no process is left."""
    port = free_port()
    supervisor.start(Program(["gateway", "--port", str(port)], background=True))
    assert answers_within_bound(port, supervisor)
    (pid,) = supervisor.pids()
    assert os.sched_getscheduler(pid) == os.SCHED_IDLE

    supervisor.stop()

    assert not Path(f"/proc/{pid}").exists()
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", port), 1)


def test_child_that_cannot_start_is_given_up(supervisor: Supervisor) -> None:
    """What ends again and again stops everything with a sentence that names it."""
    supervisor.start(Program(["no-such-command"]))

    with pytest.raises(GaveUpError, match="`tessera no-such-command` keeps ending"):
        look_after(supervisor)


def look_after(supervisor: Supervisor) -> None:
    """Do rounds until the bound, with patience for one crash."""
    deadline = time.monotonic() + SECONDS_MAX
    while time.monotonic() < deadline:
        supervisor.check(crashes_max=1)
        time.sleep(0.02)
