"""PostgreSQL's own programs on a database that an address names."""

import os
import shutil
import subprocess
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit, urlunsplit

from tessera.engines.binaries import find_postgres
from tessera.engines.errors import EngineError
from tessera.operations.backup.model import BackupError

SECONDS_MAX = 6 * 3600
COMPLAINT_SIGNS = 500


def run(name: str, url: str, *arguments: str) -> None:
    """Run `pg_dump` or `pg_restore` on `url`. Raises `BackupError` with its last words."""
    address, password = without_password(url)
    secret = {"PGPASSWORD": password} if password else {}
    command = [str(program(name, url)), f"--dbname={address}", "--no-password", *arguments]
    done = subprocess.run(  # noqa: S603 - our own command line
        command,
        env={**os.environ, **secret},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS_MAX,
    )
    if done.returncode != 0:
        words = " ".join(done.stderr.split())[-COMPLAINT_SIGNS:]
        raise BackupError(f"{name} failed: {words or f'exit code {done.returncode}'}.")


def without_password(url: str) -> tuple[str, str]:
    """An address without its password, which everybody on a machine could read in a list of its
    processes; and the password."""
    parts = urlsplit(url)
    who, at, place = parts.netloc.rpartition("@")
    user, _, password = who.partition(":")
    return urlunsplit(parts._replace(netloc=f"{user}{at}{place}")), unquote(password)


def program(name: str, url: str) -> Path:
    """Where a program lies: with the server that we would start, else an installed one, which
    alone can speak TLS. Raises `BackupError`."""
    installed = shutil.which(name)
    if "sslmode" in parse_qs(urlsplit(url).query) and installed:
        return Path(installed)
    try:
        ours = find_postgres().directory / name
    except EngineError:
        ours = None
    if ours is not None and ours.is_file():
        return ours
    if installed:
        return Path(installed)
    raise BackupError(f"{name} was not found: install PostgreSQL's client programs.")
