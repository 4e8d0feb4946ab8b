"""One `tessera up` at a time over one `var/`."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from tessera.kit.errors import TesseraError

if TYPE_CHECKING:
    from tessera.settings import Settings

TURN_SECONDS_MAX = 30
POLL_SECONDS = 0.05


class UpError(TesseraError):
    """Everything cannot be started together; the text says what is in the way."""

    code = "up"


@contextmanager
def only_one(settings: "Settings") -> Iterator[None]:
    """Hold the lock of `var/`; the kernel gives it back whatever happens to us."""
    from tessera.engines import running
    from tessera.engines.places import open_to_pass

    open_to_pass(settings.var)  # under root the servers run as another user
    with (settings.var / "up.lock").open("w") as lock:
        deadline = time.monotonic() + TURN_SECONDS_MAX
        while not locked(lock):
            found = running.read(settings)
            # Without a note the other one is still starting, or stopping already: wait for it.
            if found or time.monotonic() > deadline:
                raise UpError(
                    f"Tessera already runs from {settings.var}"
                    f"{f' (process {found.pid})' if found else ''}: stop it first."
                )
            time.sleep(POLL_SECONDS)
        yield


def locked(lock: IO[str]) -> bool:
    """Take the lock if it is free."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
