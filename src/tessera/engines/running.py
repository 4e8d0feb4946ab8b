"""How commands find the engines that `tessera up` runs: a small file in `var/`."""

import os
from collections.abc import Sequence
from pathlib import Path

import msgspec

from tessera.engines.errors import EngineError
from tessera.engines.process import is_server
from tessera.settings import Settings

FILE_NAME = "running.json"


class Running(msgspec.Struct, frozen=True):
    """What `tessera up` started: its process, its engines' addresses, its children."""

    pid: int
    base_url: str
    database_url: str
    valkey_url: str
    gateway_url: str
    children: tuple[int, ...] = ()
    database_owner_url: str = ""


def note(settings: Settings, children: Sequence[int]) -> None:
    """Write down what runs, readable by its user only, whole at every moment."""
    path = file_of(settings)
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    found = Running(
        os.getpid(),
        settings.base_url,
        settings.database_url,
        settings.valkey_url,
        settings.gateway_url,
        tuple(children),
        settings.database_owner_url,
    )
    draft.write_bytes(msgspec.json.encode(found))
    draft.replace(path)


def forget(settings: Settings) -> None:
    """Remove what `note` wrote."""
    file_of(settings).unlink(missing_ok=True)


def read(settings: Settings) -> Running | None:
    """What runs, or None; a file that a killed parent left counts as None."""
    found = _noted(settings)
    return found if found and is_server(found.pid, "up") else None


def leftovers(settings: Settings) -> tuple[int, ...]:
    """The children of a killed parent; some may have ended, and their pids be others' by now."""
    found = _noted(settings)
    return found.children if found else ()


def _noted(settings: Settings) -> Running | None:
    try:
        return msgspec.json.decode(file_of(settings).read_bytes(), type=Running)
    except (OSError, msgspec.DecodeError):
        return None


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
        database_owner_url=settings.database_owner_url or running.database_owner_url,
        valkey_url=settings.valkey_url or running.valkey_url,
    )


def file_of(settings: Settings) -> Path:
    """`var/running.json`."""
    return settings.var / FILE_NAME
