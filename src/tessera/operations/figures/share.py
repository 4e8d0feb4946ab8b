"""The processes of a machine share their figures, so that whichever is asked tells of all.

A scrape reaches one of several server processes by chance, and workers listen nowhere. So each
leaves its figures at its seat every second (`tessera.kit.seats`), and whoever is asked tells of
all that live, with the seat as a label. A seat is taken again by whoever replaces a process that
died: its counters then begin at 0, as Prometheus expects of one label.
"""

import asyncio
from contextlib import suppress

import msgspec
import structlog

from tessera.operations.figures.collect import collect
from tessera.operations.figures.model import Snapshot
from tessera.services import Services

log = structlog.get_logger()

SHARE_SECONDS = 1.0
FOLDER = "figures"

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Snapshot).decode


def leave_figures(services: Services) -> Snapshot:
    """The figures of this process as they are now, left for the others as well."""
    snapshot = Snapshot(services.seat.name, collect(services))
    with suppress(OSError):  # a full disk stops no scrape
        services.seat.write(_encode(snapshot))
    return snapshot


def snapshots(services: Services) -> list[Snapshot]:
    """The figures of this process and of the others on this machine."""
    # Its own are left too: another process that is asked next must not tell less than this one.
    found = [leave_figures(services)]
    for note in services.seat.read_others():
        with suppress(msgspec.DecodeError, msgspec.ValidationError):  # of another version
            found.append(_decode(note))
    return found


async def share(services: Services, kind: str) -> None:
    """Leave figures for ever, and see meanwhile how late the loop comes back."""
    loop = asyncio.get_running_loop()
    try:
        services.seat.take(kind)
    except OSError as error:
        log.warning("figures_not_shared", error=str(error))
    try:
        while True:
            leave_figures(services)
            wanted = loop.time() + SHARE_SECONDS
            await asyncio.sleep(SHARE_SECONDS)
            services.tallies.lag.note(max(0.0, loop.time() - wanted))
    finally:
        services.seat.leave()
