"""PostgreSQL's data directories: made beside their place, moved there whole, by its own user."""

import shutil
import subprocess
from pathlib import Path

from tessera.engines import places, process
from tessera.engines.binaries import PostgresBinaries
from tessera.engines.errors import EngineError
from tessera.engines.places import ServerUser

SUPERUSER = "tessera"
DATABASE = "tessera"
PROGRAM_SECONDS_MAX = 120
COMPLAINTS = "FATAL|PANIC|ERROR|error:|unrecognized|invalid|could not|No space left"
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


def create(home: Path, binaries: PostgresBinaries, user: ServerUser) -> None:
    """Make the data directory beside its place and move it there whole.

    So a start that was killed in between never leaves half a directory that looks like data.
    """
    draft = home.with_name(home.name + ".new")
    shutil.rmtree(draft, ignore_errors=True)
    places.own(draft, user)
    command = [str(binaries.directory / "initdb"), "-D", str(draft), "-U", SUPERUSER, "-A", "trust"]
    run_as(user, [*command, "--encoding=UTF8", *_locale(binaries)], home=draft)
    single = [str(binaries.directory / "postgres"), "--single", "-D", str(draft), "postgres"]
    run_as(user, single, home=draft, text=f"CREATE DATABASE {DATABASE}\n")
    if home.exists():
        home.rmdir()
    draft.rename(home)


def _locale(binaries: PostgresBinaries) -> list[str]:
    # The built-in provider sorts by code point and folds case by Unicode, the same everywhere;
    # a C library's collation changes with the system and silently breaks indexes.
    if binaries.major >= 17:  # the first that has it
        return ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return ["--locale=C.UTF-8"]


def run_as(
    user: ServerUser, command: list[str], *, home: Path | None = None, text: str = ""
) -> None:
    """Run a program as the servers' user; where it fails, `home` is half made and removed."""
    other = user if user.switch else None
    done = subprocess.run(  # noqa: S603 - our own command line
        command,
        input=text,
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env=ENVIRONMENT,
        timeout=PROGRAM_SECONDS_MAX,
        user=other.uid if other else None,
        group=other.gid if other else None,
        extra_groups=[] if other else None,
    )
    if done.returncode != 0:
        output = done.stderr + done.stdout
        reason = process.complaint(output, COMPLAINTS)
        if home is None:
            raise EngineError(f"{Path(command[0]).name} failed: {reason}.")
        shutil.rmtree(home, ignore_errors=True)
        if "No space left" in output:
            raise EngineError(places.disk_full(home.parent))
        raise EngineError(f"PostgreSQL could not make its data directory {home}: {reason}.")
