"""Take pictures of a venue, put them in order, say what they show, take them away.

Whoever changes pictures of a venue locks the venue first, so its `pictures`, which everybody reads,
are made of what is committed.
"""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from msgspec import UNSET

from tessera.kit import sql as named
from tessera.kit.changes import given
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Problem
from tessera.kit.ids import new_id
from tessera.kit.jobs import enqueue
from tessera.kit.pictures import FILE, look_at_picture
from tessera.kit.trail import note_named
from tessera.kit.versions import still
from tessera.services import Services
from tessera.venues.find import read_venue
from tessera.venues.model import Venue
from tessera.venues.pictures.model import (
    PICTURE_BYTES_MAX,
    PICTURES_MAX,
    KeptPicture,
    PictureChange,
    PictureState,
)
from tessera.venues.pictures.rules import moved

sql = named.beside(__file__)

DRAW_VENUE_PICTURE = "draw_venue_picture"
TOO_MANY = Problem(FILE, f"is one too many: a venue has at most {PICTURES_MAX} pictures")


async def keep_picture(
    services: Services, source: Path, *, venue_id: int, picture_id: UUID, alt: str
) -> KeptPicture:
    """Look at it and bring it to the store, with a row that says so before it leaves this machine;
    a picture that is kept already is answered as it is.

    No transaction is open while it travels. Raises `Invalid`, `NotFound` where the id is another
    venue's, `Unavailable`.
    """
    pool = services.db.pool
    looked = await asyncio.to_thread(look_at_picture, source, bytes_max=PICTURE_BYTES_MAX)
    if known := await _arrived_before(pool, venue_id, picture_id):
        return known
    if await pool.fetchval(sql["count"], venue_id) >= PICTURES_MAX:
        raise Invalid([TOO_MANY])
    row = await pool.fetchrow(sql["begin"], picture_id, new_id(), venue_id, *looked, alt)
    if row is None:
        # Another try of the same sender was faster.
        if known := await _arrived_before(pool, venue_id, picture_id):
            return known
        raise NotFound("picture")
    picture = _picture(row)
    await services.files.put(picture.original, source)
    return picture


async def _arrived_before(pool: Any, venue_id: int, picture_id: UUID) -> KeptPicture | None:
    row = await pool.fetchrow(sql["one"], picture_id)
    found = _picture(row) if row else None
    if found is None or (found.venue_id == venue_id and found.state is PictureState.SENDING):
        return None
    if found.venue_id != venue_id or found.state is PictureState.LEAVING:
        raise NotFound("picture")
    return found


async def picture_arrived(tx: Tx, picture: KeptPicture) -> KeptPicture:
    """The store has it: it is the last one, and waits to be drawn. Raises `Invalid`, `NotFound`."""
    assert picture.venue_id is not None, "it was begun for a venue"
    venue = await read_venue(tx, picture.venue_id, lock=True)
    others = await pictures_of(tx.raw, picture.venue_id)
    if picture.id in {other.id for other in others}:
        return await read_picture(tx.raw, picture.id)
    if len(others) >= PICTURES_MAX:
        raise Invalid([TOO_MANY])
    row = await tx.fetch_one(sql["arrived"], picture.id, len(others) + 1)
    if row is None:
        raise NotFound("picture")
    await enqueue(tx, DRAW_VENUE_PICTURE, str(picture.id))
    arrived = _picture(row)
    await _note(tx, venue, "sent", after=_told(arrived))
    return arrived


async def show_pictures(tx: Tx, venue_id: int) -> None:
    """Everybody sees the venue with what is ready, in order."""
    await tx.fetch(sql["show"], venue_id)


async def change_picture(
    tx: Tx, venue_id: int, picture_id: UUID, *, change: PictureChange
) -> KeptPicture:
    """Say what it shows, or give it another place. Raises `NotFound`,
    `Refused(changed_meanwhile)`."""
    venue = await read_venue(tx, venue_id, lock=True)
    picture = await own_picture(tx, venue_id, picture_id)
    fields = given(change)
    still(picture, fields.pop("version", None), fields)
    if change.alt is not UNSET and change.alt != picture.alt:
        await tx.fetch(sql["set_alt"], picture_id, change.alt)
    if change.position is not UNSET:
        order = [other.id for other in await pictures_of(tx.raw, venue_id)]
        await tx.fetch(sql["set_order"], moved(order, picture_id, change.position))
    after = await read_picture(tx.raw, picture_id)
    if after != picture:
        await tx.fetch(sql["changed"], picture_id)
        await show_pictures(tx, venue_id)
        await _note(tx, venue, "changed", before=_told(picture), after=_told(after))
    return await read_picture(tx.raw, picture_id)


async def take_away(tx: Tx, venue_id: int, picture_id: UUID) -> None:
    """Be without it. Raises `NotFound`."""
    venue = await read_venue(tx, venue_id, lock=True)
    picture = await own_picture(tx, venue_id, picture_id)
    await tx.fetch(sql["set_state"], picture_id, PictureState.LEAVING)
    left = [other.id for other in await pictures_of(tx.raw, venue_id)]
    await tx.fetch(sql["set_order"], left)
    await show_pictures(tx, venue_id)
    await _note(tx, venue, "removed", before=_told(picture))


async def own_picture(tx: Tx, venue_id: int, picture_id: UUID) -> KeptPicture:
    """A picture of this venue that has arrived and not left. Raises `NotFound`."""
    picture = await read_picture(tx.raw, picture_id)
    gone = picture.state in (PictureState.SENDING, PictureState.LEAVING)
    if picture.venue_id != venue_id or gone:
        raise NotFound("picture")
    return picture


async def pictures_of(connection: Any, venue_id: int) -> Sequence[KeptPicture]:
    """All that have arrived, in order."""
    return [_picture(row) for row in await connection.fetch(sql["of_venue"], venue_id)]


async def read_picture(connection: Any, picture_id: UUID, *, lock: bool = False) -> KeptPicture:
    """One picture. Raises `NotFound`."""
    row = await connection.fetchrow(sql["lock" if lock else "one"], picture_id)
    if row is None:
        raise NotFound("picture")
    return _picture(row)


async def _note(tx: Tx, venue: Venue, what: str, **facts: Any) -> None:
    subject = ("venue", venue.id)
    house = venue.organization_id
    await note_named(tx, f"venue.picture_{what}", subject=subject, organization_id=house, **facts)


def _told(picture: KeptPicture) -> dict[str, Any]:
    return {"picture": str(picture.id), "alt": picture.alt, "position": picture.position}


def _picture(row: Any) -> KeptPicture:
    return msgspec.convert({f: row[f] for f in KeptPicture.__struct_fields__}, KeptPicture)


async def leaving_pictures(connection: Any, *, hours: int, limit: int) -> Sequence[KeptPicture]:
    """What the store may forget."""
    return [_picture(row) for row in await connection.fetch(sql["leaving"], hours, limit)]
