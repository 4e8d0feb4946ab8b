"""A standby that follows a primary by streaming replication, and takes its place when told to.

Made by `pg_basebackup` through the primary's socket, with a replication slot of its own, so that
the primary keeps what the standby has not read yet (PostgreSQL's documentation, 26.2).
"""

from pathlib import Path
from urllib.parse import quote

from tessera.engines import places
from tessera.engines.binaries import PostgresBinaries
from tessera.engines.places import ServerUser
from tessera.engines.postgres import PostgresEngine
from tessera.engines.postgres_data import DATABASE, SUPERUSER

PROMOTE_SECONDS_MAX = 60


class StandbyEngine(PostgresEngine):
    """A copy of `primary` that reads on; `name` is what the primary knows it by."""

    def __init__(
        self,
        primary: PostgresEngine,
        data_dir: Path,
        socket_dir: Path,
        *,
        name: str = "standby",
        log: Path | None = None,
        durable: bool = True,
    ) -> None:
        super().__init__(data_dir, socket_dir, log=log, durable=durable)
        self.primary = primary
        self.name = name

    def promote(self) -> None:
        """Become a primary; come back when writing is possible. Raises `EngineError`.

        Whoever calls this has made sure that the old primary is gone and stays gone.
        """
        home = str(self.data_dir.resolve())
        self.program("pg_ctl", "promote", "-D", home, "-w", "-t", str(PROMOTE_SECONDS_MAX))

    def _make(self, home: Path, binaries: PostgresBinaries, user: ServerUser) -> None:
        draft = home.with_name(home.name + ".new")
        places.own(draft, user)
        source = f"host='{self.primary.socket_dir}' user={SUPERUSER} application_name={self.name}"
        copy = ("-d", source, "-D", str(draft), "--wal-method=stream", "--checkpoint=fast")
        slot = ("--create-slot", f"--slot={self.name}", "--write-recovery-conf")
        self.program("pg_basebackup", *copy, *slot, home=draft)
        if home.exists():
            home.rmdir()
        draft.rename(home)


def wait_for_standbys(primary: PostgresEngine, *names: str) -> None:
    """From now on a commit is acknowledged once one of these standbys has it on disk too.

    With no names the primary answers for itself alone again.
    """
    wanted = f"ANY 1 ({', '.join(names)})" if names else ""
    primary.sql(f"ALTER SYSTEM SET synchronous_standby_names = '{wanted}'")
    primary.sql("SELECT pg_reload_conf()")


def url_of_both(*engines: PostgresEngine, database: str = DATABASE) -> str:
    """One address of all: whoever connects gets the one that takes writes at that moment."""
    hosts = quote(",".join(str(engine.socket_dir) for engine in engines))
    where = f"postgresql://{SUPERUSER}@/{quote(database)}?host={hosts}"
    return f"{where}&target_session_attrs=read-write"
