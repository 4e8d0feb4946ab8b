"""Pictures of people: whatever is sent becomes a small square WebP, and nothing else of it is kept.

The file is decoded and drawn anew, so that neither place and camera (EXIF) nor anything hidden
behind the picture survives.
"""

import asyncio
import io
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from tessera.accounts.tables import account_pictures
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Problem
from tessera.kit.pictures import opened, square_webp

SIDE_PIXELS = 512
BYTES_MAX = 5_000_000
FORMATS = ("JPEG", "PNG", "WEBP")
MEDIA_TYPE = "image/webp"
PATH = "picture"


async def redraw(content: bytes) -> bytes:
    """The picture as it is kept, made in a thread. Raises `Invalid`."""
    if not 1 <= len(content) <= BYTES_MAX:
        raise Invalid([Problem(PATH, f"must be a file of at most {BYTES_MAX // 1_000_000} MB")])
    return await asyncio.to_thread(_redraw, content)


def _redraw(content: bytes) -> bytes:
    otherwise = Problem(PATH, "is not a JPEG, PNG or WebP picture")
    with opened(io.BytesIO(content), formats=FORMATS, otherwise=otherwise) as sent:
        return square_webp(sent, SIDE_PIXELS)


async def keep_picture(tx: Tx, account_id: UUID, image: bytes) -> None:
    """Put it in place of the one before."""
    wanted = insert(account_pictures).values(
        account_id=account_id, image=image, changed_at=func.now()
    )
    await tx.execute(
        wanted.on_conflict_do_update(
            index_elements=["account_id"], set_={"image": image, "changed_at": func.now()}
        )
    )


async def drop_picture(tx: Tx, account_id: UUID) -> None:
    """Be without one; nothing happens where there is none."""
    await tx.execute(delete(account_pictures).where(account_pictures.c.account_id == account_id))


async def picture_of(tx: Tx, account_id: UUID) -> bytes:
    """The WebP. Raises `NotFound`."""
    image: bytes | None = await tx.scalar(
        select(account_pictures.c.image).where(account_pictures.c.account_id == account_id)
    )
    if image is None:
        raise NotFound("picture")
    return image
