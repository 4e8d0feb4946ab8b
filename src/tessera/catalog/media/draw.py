"""Draw a picture in its sizes, and forget what has left: jobs of a worker."""

import asyncio
import tempfile
from pathlib import Path
from uuid import UUID

import structlog

from tessera.catalog.media.model import (
    KEPT_SENDING_HOURS,
    PILLOW_FORMATS,
    WIDTHS,
    FileState,
    TitleFile,
)
from tessera.catalog.media.take import DRAW_PICTURE, NO_PICTURE, file_of, read_file, sql
from tessera.catalog.media.take import show_file as show
from tessera.kit.errors import Invalid, NotFound, Unavailable
from tessera.kit.jobs import JobKind, Queue
from tessera.kit.pictures import draw_widths, opened
from tessera.services import Services, Workshop

log = structlog.get_logger()

FORGET_PORTION = 50


async def draw_picture(shop: Workshop, payload: str) -> None:
    """Draw what was sent in every size; a file that left meanwhile is left alone."""
    services, file_id = shop.services, UUID(payload)
    try:
        file = await read_file(services.db.pool, file_id)
    except NotFound:
        return
    if file.state is not FileState.WAITING:
        return
    with tempfile.TemporaryDirectory(prefix="tessera-draw-") as folder:
        broken = await _drawn(services, file, Path(folder))
    async with services.db.transaction() as tx:
        file = await read_file(tx.raw, file_id, lock=True)
        if file.state is not FileState.WAITING or file.title_id is None:
            return
        if broken:
            await tx.fetch(sql["set_state"], file_id, FileState.BROKEN)
        else:
            await show(tx, file)


async def _drawn(services: Services, file: TitleFile, folder: Path) -> bool:
    """Whether the file could not be drawn after all."""
    original = folder / "original"
    async with services.files.read(file.original) as found:
        with original.open("wb") as written:
            async for chunk in found.chunks:
                await asyncio.to_thread(written.write, chunk)
    try:
        drawn = await asyncio.to_thread(_draw, original, file, folder)
    except Invalid as error:
        log.warning("picture_broken", file=str(file.id), problem=str(error))
        return True
    for path in drawn:
        await services.files.put(f"{file.folder}/{path.name}", path)
    return False


def _draw(original: Path, file: TitleFile, folder: Path) -> list[Path]:
    with opened(original, formats=PILLOW_FORMATS, otherwise=NO_PICTURE) as picture:
        return draw_widths(picture, WIDTHS[file.role], folder)


async def forget_files(services: Services) -> int:
    """Take out of the store what has left, or never arrived; answers how many files."""
    gone = 0
    rows = await services.db.pool.fetch(sql["leaving"], KEPT_SENDING_HOURS, FORGET_PORTION)
    for row in rows:
        file = file_of(row)
        try:
            for name in file.parts():
                await services.files.remove(name)
        except Unavailable as error:
            log.warning("file_not_removed", file=str(file.id), error=str(error))
            break
        await services.db.pool.execute(sql["forget"], file.id)
        gone += 1
    return gone


KINDS = (
    JobKind(
        name=DRAW_PICTURE,
        queue=Queue.BACKGROUND,
        what="Draws a poster or backdrop in several sizes.",
        act=draw_picture,
    ),
)
