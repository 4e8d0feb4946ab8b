"""What a backup is: a directory with a dump and a manifest that says what has to be in it."""

import hashlib
from datetime import datetime
from pathlib import Path

import msgspec

from tessera.kit.errors import TesseraError

DUMP = "database.dump"
MANIFEST = "manifest.json"
DRILLED = "drilled.json"
CHUNK_BYTES = 1 << 20
NAME = "%Y-%m-%dT%H-%M-%SZ"


class BackupError(TesseraError):
    """A backup could not be taken, trusted or brought back; the text says why."""

    code = "backup"


class Sum(msgspec.Struct, frozen=True):
    """How long a file is, and its SHA-256."""

    size_bytes: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What was saved, when, by what. `audit_line` is the newest line of the audit log, NUMBER:HASH,
    or nothing where there was none: it has to come back with the rest."""

    taken_at: datetime
    tessera: str
    revision: str
    postgres: str
    audit_line: str
    orders: int
    files: dict[str, Sum]


class Drilled(msgspec.Struct, frozen=True):
    """That a backup came back, when, in how many seconds, and what the audit said."""

    at: datetime
    seconds: float
    orders: int
    broken: tuple[str, ...]


def sum_of(path: Path) -> Sum:
    """The sum of a file."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            digest.update(chunk)
            size += len(chunk)
    return Sum(size, digest.hexdigest())


def backups_in(folder: Path) -> list[Path]:
    """Every whole backup in a folder, the oldest first."""
    return sorted(path.parent for path in folder.glob(f"*/{MANIFEST}"))


def read(backup: Path) -> Manifest:
    """A backup's manifest. Raises `BackupError`."""
    try:
        return msgspec.json.decode((backup / MANIFEST).read_bytes(), type=Manifest)
    except (OSError, msgspec.DecodeError) as error:
        raise BackupError(f"{backup} is no backup: {error}.") from error


def check(backup: Path) -> Manifest:
    """The manifest, once every file was found to be what was saved. Raises `BackupError`."""
    manifest = read(backup)
    for name, wanted in manifest.files.items():
        path = backup / name
        if not path.is_file():
            raise BackupError(f"{backup} lacks its file {name}: take another backup.")
        if sum_of(path) != wanted:
            raise BackupError(f"{path} is not what was saved (its sum differs): use another one.")
    return manifest


def drilled(backup: Path) -> Drilled | None:
    """How this backup's drill went, if there was one."""
    try:
        return msgspec.json.decode((backup / DRILLED).read_bytes(), type=Drilled)
    except (OSError, msgspec.DecodeError):
        return None
