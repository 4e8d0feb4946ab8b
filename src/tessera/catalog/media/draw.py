"""Draw a picture in its sizes, and forget what has left: jobs of a worker."""

from uuid import UUID

import structlog

from tessera.catalog.media.model import (
    KEPT_SENDING_HOURS,
    WIDTHS,
    FileState,
    TitleFile,
)
from tessera.catalog.media.take import DRAW_PICTURE, file_of, read_file, sql
from tessera.catalog.media.take import show_file as show
from tessera.kit.errors import Invalid, NotFound, Unavailable
from tessera.kit.files.drawn import draw_beside
from tessera.kit.jobs import JobKind, Queue
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
    broken = await _is_broken(services, file)
    async with services.db.transaction() as tx:
        file = await read_file(tx.raw, file_id, lock=True)
        if file.state is not FileState.WAITING or file.title_id is None:
            return
        if broken:
            await tx.fetch(sql["set_state"], file_id, FileState.BROKEN)
        else:
            await show(tx, file)


async def _is_broken(services: Services, file: TitleFile) -> bool:
    try:
        await draw_beside(services.files, file.original, WIDTHS[file.role])
    except Invalid as error:
        log.warning("picture_broken", file=str(file.id), problem=str(error))
        return True
    return False


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
