"""Make an export: rows from a cursor of the server, some at a time, straight into the file.

One snapshot, so the table is of one moment. A reader who is slow, or leaves, holds a connection of
the ordinary pool (never one that sells) for `SECONDS_MAX` at most; two at a time in a process.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any

import structlog

from tessera.insights.exports.model import Export
from tessera.insights.exports.writers import TooManyRows, writer_of
from tessera.kit import sql as named
from tessera.kit.database import Database, Tx
from tessera.kit.errors import Unavailable
from tessera.kit.trail import Who, note

sql = named.beside(__file__)
log = structlog.get_logger()

ROWS_AT_ONCE = 250
"""Written in one go: some milliseconds, so that others of this process are not kept waiting."""
SECONDS_MAX = 900.0
AT_ONCE_MAX = 2


class ExportDesk:
    """How many are made at the same time by this process."""

    def __init__(self) -> None:
        self.free = asyncio.Semaphore(AT_ONCE_MAX)

    def look(self) -> None:
        """Raises `Unavailable` where all places are taken."""
        if self.free.locked():
            raise Unavailable("two exports are being made already", retry_after_seconds=15)


async def note_export(tx: Tx, who: Who, export: Export, *, how: str) -> None:
    """Write into the audit log who took away what."""
    await note(
        tx,
        who,
        "export.made",
        subject=("organization", export.organization_id),
        organization_id=export.organization_id,
        after={
            "table": export.table.value,
            "format": export.format.value,
            "columns": list(export.columns),
            "since": export.period.since.isoformat(),
            "until": export.period.until.isoformat(),
            "show_id": export.show_id,
            "how": how,
        },
    )


async def chunks(db: Database, desk: ExportDesk, export: Export) -> AsyncIterator[bytes]:
    """The file, piece by piece. What breaks off tells its reader so: the stream has no end."""
    async with desk.free:
        writer = writer_of(export)
        yield writer.head()
        try:
            async with asyncio.timeout(SECONDS_MAX), db.transaction() as tx:
                async for rows in read_rows(tx, export):
                    if part := writer.rows(rows):
                        yield part
                    await asyncio.sleep(0)
        except (TimeoutError, TooManyRows) as error:
            log.warning("export_broken_off", table=export.table.value, error=repr(error))
            raise
        tail = writer.tail()
        # To pack a workbook takes seconds; zlib does it outside the interpreter's lock.
        while part := await asyncio.to_thread(next, tail, b""):
            yield part


async def read_rows(tx: Tx, export: Export) -> AsyncIterator[Sequence[Any]]:
    """All rows, `ROWS_AT_ONCE` at a time."""
    period = export.period
    cursor = await tx.raw.cursor(
        sql[export.table.value],
        export.organization_id,
        period.begins,
        period.ends,
        export.show_id,
    )
    while rows := await cursor.fetch(ROWS_AT_ONCE):
        yield rows


async def count_rows(tx: Tx, export: Export) -> int:
    """How many rows it has: read as they would be for a reader, so that what is wrong shows."""
    count = 0
    async for rows in read_rows(tx, export):
        count += len(rows)
    return count
