"""The child processes of `tessera up`: started together, restarted on a crash, stopped in turn.

Each child leads its own process group, so that what it started goes with it.
"""

import os
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from tessera.cli.errors import tell
from tessera.engines import process
from tessera.engines.process import Process
from tessera.kit.errors import TesseraError

STOP_SECONDS_MAX = 8.0
MARKER = "tessera"
"""An argument of every child, by which a later start tells it from a stranger."""
BACKOFF_SECONDS = (0.2, 0.5, 1, 2, 5, 5, 10, 10)
"""Waits before each restart in a row; one more crash than that and we give up."""
STEADY_SECONDS = 60
"""A child that lived this long starts with a clean record."""


class GaveUpError(TesseraError):
    """A child crashed again and again."""

    code = "gave_up"


@dataclass(frozen=True, slots=True)
class Program:
    """A command of ours to keep running. One in the `background` lets the others go first."""

    command: Sequence[str]
    background: bool = False

    @property
    def name(self) -> str:
        """`serve`, `worker` …"""
        return self.command[0]


@dataclass(slots=True)
class Child:
    """A program and its present process."""

    program: Program
    process: Process | None = None
    started_at: float = 0.0
    restart_at: float | None = None
    crashes: int = 0


@dataclass(slots=True)
class Supervisor:
    """Keeps programs running with `environment`."""

    environment: Mapping[str, str]
    children: list[Child] = field(default_factory=list)

    def start(self, program: Program) -> None:
        """Start a program."""
        child = Child(program)
        self.children.append(child)
        self._launch(child)

    def pids(self) -> list[int]:
        """The children's process ids."""
        return [child.process.pid for child in self.children if child.process is not None]

    def check(self, *, crashes_max: int = len(BACKOFF_SECONDS)) -> None:
        """One look at every child: restart what has crashed.

        Raises `GaveUpError` for a child that crashed more than `crashes_max` times in a row.
        """
        for child in self.children:
            self._look_after(child, crashes_max)

    def stop(self) -> None:
        """Stop the children in the order they were started, each within a bound."""
        for child in self.children:
            if child.process is not None:
                end_group(child.process)
                child.process = None

    def _look_after(self, child: Child, crashes_max: int) -> None:
        now = time.monotonic()
        if child.process is None:
            if child.restart_at is not None and now >= child.restart_at:
                self._launch(child)
            return
        code = child.process.poll()
        if code is None:
            return
        end_group(child.process)  # what it may have left behind would keep its port
        child.process = None
        child.crashes = 0 if now - child.started_at > STEADY_SECONDS else child.crashes
        if child.crashes >= crashes_max:
            raise GaveUpError(
                f"`tessera {child.program.name}` keeps ending; what it said is above."
            )
        wait = BACKOFF_SECONDS[child.crashes]
        child.crashes += 1
        child.restart_at = now + wait
        tell(f"`tessera {child.program.name}` ended ({describe(code)}); again in {wait:g} s.")

    def _launch(self, child: Child) -> None:
        child.process = process.spawn(
            [sys.executable, "-m", MARKER, *child.program.command],
            log=None,
            death_signal=signal.SIGTERM,
            env=self.environment,
            background=child.program.background,
        )
        child.started_at = time.monotonic()
        child.restart_at = None


def end_group(leader: Process) -> None:
    """SIGTERM to a child, then SIGKILL to all that is left of its group."""
    process.stop(leader, signal.SIGTERM, seconds=STOP_SECONDS_MAX)
    with suppress(ProcessLookupError):
        os.killpg(leader.pid, signal.SIGKILL)


def end_leftovers(pids: Sequence[int]) -> None:
    """End the children of a killed parent that have not ended by themselves yet."""
    for pid in pids:
        process.stop_leftover(pid, MARKER, signal.SIGTERM, seconds=STOP_SECONDS_MAX)


def describe(code: int) -> str:
    """`exit code 1` or `SIGKILL`, from what `Popen.poll` tells."""
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"
