"""Pictures that are small to send and huge to look at."""

import io

import pytest
from PIL import Image

from tessera.accounts.profile.picture import BYTES_MAX, redraw
from tessera.kit.errors import Invalid
from tessera.kit.pictures import PIXELS_MAX


def blank(width: int, height: int) -> bytes:
    """A picture of one colour, a few kilobytes whatever its size."""
    file = io.BytesIO()
    Image.new("1", (width, height)).save(file, "PNG")
    return file.getvalue()


async def test_picture_of_too_many_pixels_is_not_decoded() -> None:
    """It says its size first, and is believed that much."""
    huge = blank(8_001, PIXELS_MAX // 8_000)

    assert len(huge) < BYTES_MAX
    with pytest.raises(Invalid, match="million pixels"):
        await redraw(huge)


async def test_large_picture_is_drawn_small() -> None:
    """The other side of the test above."""
    drawn = Image.open(io.BytesIO(await redraw(blank(2_000, 1_000))))

    assert drawn.size == (512, 512)
