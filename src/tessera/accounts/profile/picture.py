"""Pictures of people: whatever is sent becomes a small square WebP, and nothing else of it is kept.

The file is decoded and drawn anew, so that neither place and camera (EXIF) nor anything hidden
behind the picture survives.
"""

import asyncio
import io
from uuid import UUID

from PIL import Image, ImageOps, UnidentifiedImageError
from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from tessera.accounts.tables import account_pictures
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Problem

SIDE_PIXELS = 512
PIXELS_MAX = 40_000_000
"""A picture claims its size before it is decoded; larger ones are not."""
BYTES_MAX = 5_000_000
FORMATS = ("JPEG", "PNG", "WEBP")
MEDIA_TYPE = "image/webp"
PATH = "picture"

_BROKEN = (
    UnidentifiedImageError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
)
"""What Pillow raises for files that are none, cut off, or made to harm."""


async def redraw(content: bytes) -> bytes:
    """The picture as it is kept, made in a thread. Raises `Invalid`."""
    if not 1 <= len(content) <= BYTES_MAX:
        raise Invalid([Problem(PATH, f"must be a file of at most {BYTES_MAX // 1_000_000} MB")])
    return await asyncio.to_thread(_redraw, content)


def _redraw(content: bytes) -> bytes:
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as sent:
            width, height = sent.size
            if width * height > PIXELS_MAX:
                text = f"must have at most {PIXELS_MAX // 1_000_000} million pixels"
                raise Invalid([Problem(PATH, text)])
            sent.draft("RGB", (SIDE_PIXELS * 2, SIDE_PIXELS * 2))
            upright = ImageOps.exif_transpose(sent).convert("RGB")
    except _BROKEN as error:
        raise Invalid([Problem(PATH, "is not a JPEG, PNG or WebP picture")]) from error
    square = ImageOps.fit(upright, (SIDE_PIXELS, SIDE_PIXELS))
    drawn = Image.new("RGB", square.size)
    drawn.paste(square)
    file = io.BytesIO()
    drawn.save(file, "WEBP", quality=82)
    return file.getvalue()


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
