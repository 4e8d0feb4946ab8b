"""The embedded PostgreSQL."""

import signal
from pathlib import Path
from urllib.parse import quote

from tessera.engines import places, postgres_settings, process
from tessera.engines.binaries import PostgresBinaries, find_postgres
from tessera.engines.errors import EngineError
from tessera.engines.places import MEGABYTE, ServerUser
from tessera.engines.postgres_data import (
    COMPLAINTS,
    DATABASE,
    ENVIRONMENT,
    SUPERUSER,
    create,
    run_as,
)

__all__ = ["DATABASE", "SUPERUSER", "PostgresEngine"]

NEW_FREE_BYTES_MIN = 512 * MEGABYTE
FREE_BYTES_MIN = 64 * MEGABYTE
# Long, because a crash may have left gigabytes of log to replay; a start takes 0.1 s otherwise.
START_SECONDS_MAX = 300
STOP_SECONDS_MAX = 20
READY_LINE = 7


class PostgresEngine:
    """One server with its data in `data_dir`, reached through a unix socket.

    `socket_dir` is a wish: a shorter or reachable one is taken where it does not serve (see
    `places`). `durable=False` turns fsync off, for tests.
    """

    def __init__(
        self,
        data_dir: Path,
        socket_dir: Path,
        *,
        log: Path | None = None,
        durable: bool = True,
        binaries: PostgresBinaries | None = None,
    ) -> None:
        self.data_dir = data_dir.absolute()
        self.socket_dir = socket_dir.absolute()
        self.log = log or self.data_dir.with_name("postgres.log")
        self._durable = durable
        self._binaries = binaries
        self._process: process.Process | None = None

    @property
    def pid(self) -> int | None:
        """The server's process id while it runs."""
        return self._process.pid if self.running and self._process else None

    @property
    def running(self) -> bool:
        """Whether the server that we started still lives."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> str:
        """Start the server, made anew where there is no data yet; answers its URL.

        A server that a killed parent left behind is first stopped in an orderly way. Call it from
        the main thread (see `process.spawn`). Raises `EngineError`.
        """
        assert not self.running, "start() of a running server"
        user = places.server_user(self.data_dir)
        binaries = self._reachable_binaries(user)
        home = places.server_home(self.data_dir, user)
        if (home / "PG_VERSION").exists():
            _refuse_other_major(home, binaries)
            places.refuse_full_disk(home, FREE_BYTES_MIN)
            _stop_leftover(home)
        else:
            places.refuse_full_disk(home.parent, NEW_FREE_BYTES_MIN)
            self._make(home, binaries, user)
        self.socket_dir = places.socket_directory(self.socket_dir, user)
        self._launch(home, binaries, user)
        return self.url(DATABASE)

    def url(self, database: str) -> str:
        """`postgresql://tessera@/name?host=…` with the socket directory, percent-encoded."""
        return f"postgresql://{SUPERUSER}@/{quote(database)}?host={quote(str(self.socket_dir))}"

    def stop(self) -> None:
        """Stop in an orderly way: roll back what is open, write a checkpoint, end."""
        if self._process is not None:
            process.stop(self._process, signal.SIGINT, signal.SIGQUIT, seconds=STOP_SECONDS_MAX)
            places.tidy(self.socket_dir)

    def kill(self) -> None:
        """SIGKILL, as a crash would: the next start replays the log."""
        assert self._process is not None, "kill() before start()"
        self._process.kill()
        self._process.wait(STOP_SECONDS_MAX)

    def restart(self) -> str:
        """Stop (also fine after a crash), then start."""
        self.stop()
        return self.start()

    def program(self, name: str, *arguments: str, home: Path | None = None) -> None:
        """Run one of the server's own programs as its user. Raises `EngineError`.

        `home` is what a failed run leaves behind, to be removed.
        """
        user = places.server_user(self.data_dir)
        binary = self._reachable_binaries(user).directory / name
        run_as(user, [str(binary), *arguments], home=home)

    def sql(self, statement: str) -> None:
        """Run one statement as the superuser, outside any transaction. Raises `EngineError`."""
        place = ("-h", str(self.socket_dir), "-U", SUPERUSER, "-d", DATABASE)
        self.program("psql", *place, "-qX", "-v", "ON_ERROR_STOP=1", "-c", statement)

    def _make(self, home: Path, binaries: PostgresBinaries, user: ServerUser) -> None:
        """Make a data directory where there is none."""
        create(home, binaries, user)

    def _reachable_binaries(self, user: ServerUser) -> PostgresBinaries:
        found = self._binaries or find_postgres()
        if found.from_wheel:
            install = places.within_reach(found.directory.parent, found.version, user)
            return PostgresBinaries(install / "bin", found.version)
        return found

    def _launch(self, home: Path, binaries: PostgresBinaries, user: ServerUser) -> None:
        command = [str(binaries.directory / "postgres"), "-D", str(home)]
        settings = postgres_settings.arguments(self.socket_dir, durable=self._durable)
        since = process.size(self.log)
        started = process.spawn(
            [*command, *settings],
            log=self.log,
            death_signal=signal.SIGINT,
            user=user,
            env=ENVIRONMENT,
        )
        if process.wait_until(
            lambda: _ready(home, started.pid), process=started, seconds=START_SECONDS_MAX
        ):
            self._process = started
            return
        process.stop(started, signal.SIGQUIT, seconds=STOP_SECONDS_MAX)
        reason = process.complaints(self.log, COMPLAINTS, since=since)
        raise EngineError(_why_not_started(reason, home, self.log))


def _refuse_other_major(home: Path, binaries: PostgresBinaries) -> None:
    try:
        major = (home / "PG_VERSION").read_text().strip()
    except PermissionError as error:
        raise EngineError(
            f"{home} belongs to another user: start as that user, or move it away."
        ) from error
    if major != str(binaries.major):
        raise EngineError(
            f"{home} holds data of PostgreSQL {major}, but the server found here is "
            f"{binaries.version}: move the directory away to begin afresh, or start with "
            f"PostgreSQL {major} and bring the data over with pg_dump."
        )


def _stop_leftover(home: Path) -> None:
    """Stop the server of a killed parent; forget a pid file whose process is something else."""
    lock = home / "postmaster.pid"
    pid = _pid_in(lock)
    if pid is None:
        return
    process.stop_leftover(pid, str(home), signal.SIGINT, signal.SIGQUIT, seconds=STOP_SECONDS_MAX)
    # What remains is a crash's: PostgreSQL itself would refuse it if the pid now belongs to an
    # innocent process of the same user. Backends of a killed server end by themselves.
    lock.unlink(missing_ok=True)


def _pid_in(lock: Path) -> int | None:
    try:
        first = lock.read_text().partition("\n")[0].strip()
    except FileNotFoundError:
        return None
    return int(first) if first.isdigit() else None


def _ready(home: Path, pid: int) -> bool:
    """Whether `postmaster.pid` is this server's and says `ready` (as `pg_ctl -w` reads it)."""
    try:
        lines = (home / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return False
    return (
        len(lines) > READY_LINE and lines[0] == str(pid) and lines[READY_LINE].startswith("ready")
    )


def _why_not_started(reason: str, home: Path, log: Path) -> str:
    if "No space left on device" in reason:
        return places.disk_full(home)
    return f"PostgreSQL did not start: {reason} (see {log})."
