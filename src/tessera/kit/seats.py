"""Seats: the processes of a machine, numbered, and a note that each leaves for the others.

A seat is the first free number of its kind, kept by a lock on a file, so it is free again the
moment its process is gone, however that ended. Where the folder cannot be written a process is
alone: it has a name and reads no others.
"""

import fcntl
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

SEATS_MAX = 128


class Seat:
    """The seat of this process in `folder`, once it has taken one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock: IO[bytes] | None = None
        self.name = "alone"

    def take(self, kind: str) -> None:
        """Sit down. Raises `OSError` where that cannot be written, or all are taken."""
        self._folder.mkdir(parents=True, exist_ok=True)
        for number in range(SEATS_MAX):
            lock = (self._folder / f"{kind}-{number}.lock").open("wb")
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                lock.close()
                continue
            self.name, self._lock = f"{kind}-{number}", lock
            return
        raise OSError(f"more than {SEATS_MAX} processes share {self._folder}")

    def write(self, note: bytes) -> None:
        """Leave a note, whole or not at all; nothing without a seat."""
        if self._lock is None:
            return
        draft = self._folder / f".{self.name}"
        draft.write_bytes(note)
        draft.rename(self._folder / f"{self.name}.note")

    def read_others(self) -> Iterator[bytes]:
        """The note of every other process that lives."""
        if self._lock is None:
            return
        for path in sorted(self._folder.glob("*.note")):
            if path.stem != self.name and _is_held(path.with_suffix(".lock")):
                with suppress(OSError):
                    yield path.read_bytes()

    def leave(self) -> None:
        """Free the seat."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None


def _is_held(lock: Path) -> bool:
    try:
        with lock.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False
