"""Draw a venue's picture in its sizes, and forget what has left: work of a worker."""

from uuid import UUID

import structlog

from tessera.kit.errors import Invalid, NotFound, Unavailable
from tessera.kit.files.drawn import draw_beside
from tessera.kit.jobs import JobKind, Queue
from tessera.services import Services, Workshop
from tessera.venues.find import read_venue
from tessera.venues.pictures.keep import (
    DRAW_VENUE_PICTURE,
    leaving_pictures,
    read_picture,
    show_pictures,
    sql,
)
from tessera.venues.pictures.model import KEPT_SENDING_HOURS, WIDTHS, KeptPicture, PictureState

log = structlog.get_logger()

FORGET_PORTION = 50


async def draw_venue_picture(shop: Workshop, payload: str) -> None:
    """Draw what was sent in every size; a picture that left meanwhile is left alone."""
    services, picture_id = shop.services, UUID(payload)
    try:
        picture = await read_picture(services.db.pool, picture_id)
    except NotFound:
        return
    if picture.state is not PictureState.WAITING or picture.venue_id is None:
        return
    state = await _drawn(services, picture)
    async with services.db.transaction() as tx:
        try:
            await read_venue(tx, picture.venue_id, lock=True)
        except NotFound:
            return
        if (await read_picture(tx.raw, picture_id, lock=True)).state is not PictureState.WAITING:
            return
        await tx.fetch(sql["set_state"], picture_id, state)
        await show_pictures(tx, picture.venue_id)


async def _drawn(services: Services, picture: KeptPicture) -> PictureState:
    try:
        await draw_beside(services.files, picture.original, WIDTHS)
    except Invalid as error:
        log.warning("picture_broken", file=str(picture.id), problem=str(error))
        return PictureState.BROKEN
    return PictureState.READY


async def forget_pictures(services: Services) -> int:
    """Take out of the store what has left, or never arrived; answers how many pictures."""
    gone = 0
    pool = services.db.pool
    for picture in await leaving_pictures(pool, hours=KEPT_SENDING_HOURS, limit=FORGET_PORTION):
        try:
            for name in picture.parts():
                await services.files.remove(name)
        except Unavailable as error:
            log.warning("file_not_removed", file=str(picture.id), error=str(error))
            break
        await pool.execute(sql["forget"], picture.id)
        gone += 1
    return gone


KINDS = (
    JobKind(
        name=DRAW_VENUE_PICTURE,
        queue=Queue.BACKGROUND,
        what="Draws a picture of a venue in several sizes.",
        act=draw_venue_picture,
    ),
)
