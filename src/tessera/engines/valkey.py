"""The embedded Valkey: caches, counters and messages between processes; all of it may be lost."""

import signal
import socket
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from tessera.engines import places, process
from tessera.engines.binaries import ValkeyBinary, find_valkey
from tessera.engines.errors import EngineError

MEMORY_MEGABYTES_MAX = 256
START_SECONDS_MAX = 20
STOP_SECONDS_MAX = 5
PING_SECONDS_MAX = 1.0
SOCKET_NAME = "valkey.sock"
PID_NAME = "valkey.pid"


class ValkeyEngine:
    """One server without persistence on a unix socket below `socket_dir` (a wish: see `places`).

    Runs as the caller, under root too: it keeps no files and nobody else enters its directory.
    """

    def __init__(
        self,
        socket_dir: Path,
        *,
        log: Path | None = None,
        binary: ValkeyBinary | None = None,
        options: Mapping[str, str] | None = None,
    ) -> None:
        self.socket_dir = socket_dir.absolute()
        self.log = log or self.socket_dir.with_name("valkey.log")
        self._binary = binary
        self._options = dict(options or {})
        self._process: process.Process | None = None

    @property
    def pid(self) -> int | None:
        """The server's process id while it runs."""
        return self._process.pid if self.running and self._process else None

    @property
    def running(self) -> bool:
        """Whether the server that we started still lives."""
        return self._process is not None and self._process.poll() is None

    @property
    def url(self) -> str:
        """`unix:///…/valkey.sock`, percent-encoded, as redis-py reads it."""
        return f"unix://{quote(str(self.socket_dir / SOCKET_NAME))}"

    def start(self) -> str:
        """Start the server and answer its URL. Call it from the main thread; `EngineError`."""
        assert not self.running, "start() of a running server"
        binary = self._binary or find_valkey()
        self.socket_dir = places.socket_directory(self.socket_dir, places.caller())
        path = self.socket_dir / SOCKET_NAME
        self._stop_leftover()
        path.unlink(missing_ok=True)
        since = process.size(self.log)
        started = process.spawn(
            [binary.path, *_arguments(path, self._options)],
            log=self.log,
            death_signal=signal.SIGTERM,
        )
        if not process.wait_until(
            lambda: answers(path), process=started, seconds=START_SECONDS_MAX
        ):
            process.stop(started, seconds=STOP_SECONDS_MAX)
            reason = process.complaints(self.log, ".", since=since)
            raise EngineError(f"Valkey did not start: {reason} (see {self.log}).")
        (self.socket_dir / PID_NAME).write_text(str(started.pid))
        self._process = started
        return self.url

    def stop(self) -> None:
        """Stop; what it held is gone."""
        if self._process is not None:
            process.stop(self._process, signal.SIGTERM, seconds=STOP_SECONDS_MAX)
            (self.socket_dir / PID_NAME).unlink(missing_ok=True)
            places.tidy(self.socket_dir)

    def kill(self) -> None:
        """SIGKILL, as a crash would."""
        assert self._process is not None, "kill() before start()"
        self._process.kill()
        self._process.wait(STOP_SECONDS_MAX)

    def restart(self) -> str:
        """Stop (also fine after a crash), then start, empty."""
        self.stop()
        return self.start()

    def _stop_leftover(self) -> None:
        """End the server of a killed parent, or its clients would keep talking to it."""
        file = self.socket_dir / PID_NAME
        pid = file.read_text().strip() if file.exists() else ""
        if pid.isdigit():
            marker = str(self.socket_dir / SOCKET_NAME)
            process.stop_leftover(int(pid), marker, signal.SIGTERM, seconds=STOP_SECONDS_MAX)
        file.unlink(missing_ok=True)


def _arguments(path: Path, more: Mapping[str, str]) -> list[str]:
    options = {
        # No TCP: whoever may enter the directory may talk to it, nobody else.
        "port": "0",
        "unixsocket": str(path),
        "unixsocketperm": "700",
        # Nothing in it is worth a disk write: PostgreSQL decides, Valkey only speeds up.
        "appendonly": "no",
        "save": "",
        # At the bound the caches go first (they carry a time limit); counters without one, such as
        # a waiting room's, are never dropped silently: writes are refused instead.
        "maxmemory": f"{MEMORY_MEGABYTES_MAX}mb",
        "maxmemory-policy": "volatile-lru",
        "daemonize": "no",
        "loglevel": "notice",
        # Its command line stays as given, by which the next start recognises a leftover.
        "set-proc-title": "no",
        **more,
    }
    return [part for name, value in options.items() for part in (f"--{name}", value)]


def answers(path: Path) -> bool:
    """Whether a server on the unix socket `path` answers PING."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        client.settimeout(PING_SECONDS_MAX)
        try:
            client.connect(str(path))
            client.sendall(b"PING\r\n")
            # One that asks for a password is up, too.
            return client.recv(7).startswith((b"+PONG", b"-NOAUTH"))
        except OSError:
            return False
