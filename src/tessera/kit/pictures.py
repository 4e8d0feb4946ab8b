"""Pictures that somebody sends: decoded and drawn anew, so that nothing hidden in a file survives
and neither place nor camera (EXIF) is told."""

import asyncio
import io

from PIL import Image, ImageOps, UnidentifiedImageError

from tessera.kit.errors import Invalid, Problem

PIXELS_MAX = 40_000_000
"""A picture claims its size before it is decoded; larger ones are not."""
FORMATS = ("JPEG", "PNG", "WEBP")
BROKEN = (
    UnidentifiedImageError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
)
"""What Pillow raises for files that are none, cut off, or made to harm."""


async def within(content: bytes, *, side: int, bytes_max: int, path: str) -> bytes:
    """The picture as a WebP whose longer side is at most `side` pixels, made in a thread. Raises
    `Invalid` with `path`."""
    if not 1 <= len(content) <= bytes_max:
        raise Invalid([Problem(path, f"must be a file of at most {bytes_max // 1_000_000} MB")])
    return await asyncio.to_thread(_within, content, side=side, path=path)


def _within(content: bytes, *, side: int, path: str) -> bytes:
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as sent:
            width, height = sent.size
            if width * height > PIXELS_MAX:
                text = f"must have at most {PIXELS_MAX // 1_000_000} million pixels"
                raise Invalid([Problem(path, text)])
            sent.draft("RGB", (side, side))
            upright = ImageOps.exif_transpose(sent).convert("RGB")
    except BROKEN as error:
        raise Invalid([Problem(path, "is not a JPEG, PNG or WebP picture")]) from error
    upright.thumbnail((side, side))
    file = io.BytesIO()
    upright.save(file, "WEBP", quality=78)
    return file.getvalue()
