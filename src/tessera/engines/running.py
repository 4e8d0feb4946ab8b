"""How commands find the engines that `tessera up` runs: a small file in `var/`."""

import os
from pathlib import Path

import msgspec

from tessera.engines.errors import EngineError
from tessera.settings import Settings

FILE_NAME = "running.json"


class Running(msgspec.Struct, frozen=True):
    """What `tessera up` started: its process and the addresses of its engines."""

    pid: int
    database_url: str
    valkey_url: str


def note(settings: Settings, *, database_url: str, valkey_url: str) -> None:
    """Write down what runs, readable by its user only."""
    path = file_of(settings)
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_bytes(msgspec.json.encode(Running(os.getpid(), database_url, valkey_url)))


def forget(settings: Settings) -> None:
    """Remove what `note` wrote."""
    file_of(settings).unlink(missing_ok=True)


def read(settings: Settings) -> Running | None:
    """What runs, or None; a file that a killed parent left counts as None."""
    try:
        found = msgspec.json.decode(file_of(settings).read_bytes(), type=Running)
        os.kill(found.pid, 0)
    except PermissionError:
        return found
    except (OSError, msgspec.DecodeError):
        return None
    return found


def with_urls(settings: Settings) -> Settings:
    """The settings with both addresses: as set, else those of the running `tessera up`.

    Raises `EngineError` where neither is there.
    """
    if settings.database_url and settings.valkey_url:
        return settings
    running = read(settings)
    if running is None:
        raise EngineError(
            "There is no database to talk to: start one with `tessera up`, or set "
            "TESSERA_DATABASE_URL and TESSERA_VALKEY_URL."
        )
    return msgspec.structs.replace(
        settings,
        database_url=settings.database_url or running.database_url,
        valkey_url=settings.valkey_url or running.valkey_url,
    )


def file_of(settings: Settings) -> Path:
    """`var/running.json`."""
    return settings.var / FILE_NAME
