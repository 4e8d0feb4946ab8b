"""nginx in front of server processes on this machine, with the configuration that `deploy/` offers.

For rehearsals and tests: what they find holds for the very file that is deployed.
"""

import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

from tessera.engines import process
from tessera.engines.errors import EngineError

DIRECTORIES = "/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin"
START_SECONDS_MAX = 20
STOP_SECONDS_MAX = 10
POLL_SECONDS = 0.02


def find_nginx() -> str | None:
    """Where nginx is installed, if it is."""
    return shutil.which("nginx", path=DIRECTORIES)


class NginxEngine:
    """One nginx on a port of loopback, with `folder` for all it writes.

    `template` is `deploy/nginx/nginx.conf.template`; `ports` are those of the servers behind it.
    """

    def __init__(self, template: Path, folder: Path, *, port: int, ports: Collection[int]) -> None:
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self._ports = tuple(ports)
        self._folder = folder.absolute()
        self._file = self._folder / "nginx.conf"
        self._process: process.Process | None = None
        self._folder.mkdir(parents=True, exist_ok=True)
        names = {
            "NGINX_LISTEN": f"127.0.0.1:{port}",
            "NGINX_CONF": str(self._folder),
            "NGINX_RUN": str(self._folder),
        }
        # As `envsubst` does; what has no braces is a variable of nginx itself.
        self._file.write_text(
            re.sub(r"\$\{(\w+)\}", lambda found: names[found[1]], template.read_text())
        )
        self._write_servers(())

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def complaint(self) -> str:
        """What `nginx -t` has to say; nothing where it would start like this."""
        done = subprocess.run(  # noqa: S603 - our own command line
            [*self._command(), "-t", "-q"],
            capture_output=True,
            text=True,
            check=False,
            timeout=START_SECONDS_MAX,
        )
        return done.stderr if done.returncode else ""

    def start(self) -> str:
        """Start, and answer the address. Call it from the main thread; `EngineError`."""
        log = self._folder / "nginx.log"
        self._process = process.spawn(
            [*self._command(), "-g", "daemon off;"], log=log, death_signal=signal.SIGTERM
        )
        if not process.wait_until(self._listens, process=self._process, seconds=START_SECONDS_MAX):
            raise EngineError(f"nginx did not start: {process.complaints(log, '.')} (see {log}).")
        return self.url

    def without(self, *ports: int) -> None:
        """Send nothing new to these; come back once nobody is served by the old rule any more."""
        assert self._process is not None, "without() before start()"
        before = self._workers()
        self._write_servers(ports)
        self._process.send_signal(signal.SIGHUP)
        deadline = time.monotonic() + START_SECONDS_MAX
        while before & self._workers() or not self._workers():
            if time.monotonic() > deadline:
                raise EngineError("nginx did not take up its new servers.")
            time.sleep(POLL_SECONDS)

    def stop(self) -> None:
        """Stop it."""
        if self._process is not None:
            process.stop(self._process, signal.SIGTERM, seconds=STOP_SECONDS_MAX)

    def _listens(self) -> bool:
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
            return True
        return False

    def _workers(self) -> set[int]:
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children")
        return {int(pid) for pid in children.read_text().split()}

    def _write_servers(self, down: Collection[int]) -> None:
        lines = [
            f"server 127.0.0.1:{port} max_fails=1 fail_timeout=1s{' down' * (port in down)};\n"
            for port in self._ports
        ]
        (self._folder / "servers.conf").write_text("".join(lines))

    def _command(self) -> list[str]:
        binary = find_nginx()
        if binary is None:
            raise EngineError("nginx is not installed: on Debian, install nginx-light.")
        return [binary, "-p", str(self._folder), "-c", str(self._file), "-e", "stderr"]
