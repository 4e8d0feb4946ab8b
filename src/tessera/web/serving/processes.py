"""The server processes of one port: started, replaced when they die, renewed, stopped together.

Each has a listening socket of its own, opened here and kept: what waits in the queue of a process
that ends is taken by the one that replaces it. Little is read here: this process only looks on.
"""

import signal
import socket
import time
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Event
from types import FrameType
from typing import NamedTuple

import structlog

log = structlog.get_logger()

BACKLOG = 4096
"""Connections that wait to be taken; Linux cuts it down to net.core.somaxconn."""
LOOK_SECONDS = 0.2
PAUSE_SECONDS = 1.0
"""Between the death of a process and the next try, or a fault would start processes for ever."""
START_SECONDS_MAX = 60.0
STARTUP_FAILURE = 3
"""The status with which uvicorn ends a process whose application did not start."""
STOP_SECONDS_MAX = 5
"""How long requests under way may take once a process is told to stop."""

Target = Callable[[socket.socket, Event], None]


class _Child(NamedTuple):
    listening: socket.socket
    process: BaseProcess
    ready: Event


def listen(host: str, port: int) -> socket.socket:
    """A socket that takes connections of this port, beside others that do. Raises `OSError`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    opened = socket.socket(family, socket.SOCK_STREAM)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # The kernel shares connections out among the sockets of a port (socket(7)).
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    opened.bind((host, port))
    opened.listen(BACKLOG)
    return opened


class Processes:
    """One process for each of `sockets`, each running `target(socket, ready)`.

    Alone, a process that dies ends the run, and whoever supervises decides; among several the
    others go on, and the dead one is replaced. SIGHUP renews them all, one after the other.
    """

    def __init__(self, target: Target, sockets: list[socket.socket]) -> None:
        self._target = target
        self._sockets = sockets
        # A fork would take the locks of other threads with it.
        self._context = get_context("spawn")
        self._children: list[_Child] = []
        self._told = False
        self._renewing = False

    def run(self) -> None:
        """Until told to stop. Raises `SystemExit` where nothing is left to serve."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._note)
        self._children = [self._started(one) for one in self._sockets]
        while not self._told:
            wait([child.process.sentinel for child in self._children], LOOK_SECONDS)
            self._replace_dead()
            if self._renewing:
                self._renewing = False
                self._renew()
        self._end(self._children)

    def _note(self, number: int, frame: FrameType | None) -> None:
        if number == signal.SIGHUP:
            self._renewing = True
        else:
            self._told = True

    def _started(self, listening: socket.socket) -> _Child:
        ready = self._context.Event()
        process = self._context.Process(target=self._target, args=(listening, ready))
        process.start()
        return _Child(listening, process, ready)

    def _replace_dead(self) -> None:
        dead = [n for n, child in enumerate(self._children) if child.process.exitcode is not None]
        if not dead or self._told:
            return
        codes = [self._children[n].process.exitcode for n in dead]
        if len(self._children) == 1 or codes == [STARTUP_FAILURE] * len(self._children):
            raise SystemExit(STARTUP_FAILURE)
        log.warning("server_processes_replaced", codes=codes)
        time.sleep(PAUSE_SECONDS)
        for n in dead:
            self._children[n] = self._started(self._sockets[n])

    def _renew(self) -> None:
        """Put a new process in the place of each; the old one goes once the new one serves."""
        for n, old in enumerate(self._children):
            new = self._started(old.listening)
            if self._is_ready(new):
                self._children[n] = new
                self._end([old])
            else:
                log.error("server_process_not_renewed", code=new.process.exitcode)
                self._end([new])
                return

    def _is_ready(self, child: _Child) -> bool:
        until = time.monotonic() + START_SECONDS_MAX
        while child.process.exitcode is None and time.monotonic() < until and not self._told:
            if child.ready.wait(LOOK_SECONDS):
                return True
        return False

    def _end(self, children: list[_Child]) -> None:
        for child in children:
            child.process.terminate()
        until = time.monotonic() + 2 * STOP_SECONDS_MAX
        for child in children:
            child.process.join(max(0.0, until - time.monotonic()))
            if child.process.exitcode is None:
                child.process.kill()
                child.process.join()
