"""The picture under a drawing: whatever is sent is drawn anew, and no larger than helps."""

import asyncio
import io

from tessera.kit.errors import Invalid, Problem
from tessera.kit.pictures import opened, whole_webp

SIDE_PIXELS = 2400
BYTES_MAX = 5_000_000
FORMATS = ("JPEG", "PNG", "WEBP")
PATH = "content"


async def redraw(content: bytes) -> bytes:
    """The picture as it is kept, made in a thread. Raises `Invalid`."""
    if not 1 <= len(content) <= BYTES_MAX:
        raise Invalid([Problem(PATH, f"must be a file of at most {BYTES_MAX // 1_000_000} MB")])
    return await asyncio.to_thread(_redraw, content)


def _redraw(content: bytes) -> bytes:
    problem = Problem(PATH, "is not a JPEG, PNG or WebP picture")
    with opened(io.BytesIO(content), formats=FORMATS, otherwise=problem) as sent:
        return whole_webp(sent, SIDE_PIXELS)
