"""Pictures that strangers send: decoded and drawn anew.

So neither place and camera (EXIF) nor anything hidden behind the picture survives, and what is
served is small. All of it is work for a thread: Pillow lets others run meanwhile.
"""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple

from PIL import Image, ImageOps, UnidentifiedImageError

from tessera.kit.errors import Invalid, Problem
from tessera.kit.files.kinds import HEAD_BYTES, picture_suffix

PIXELS_MAX = 40_000_000
"""A picture claims its size before it is decoded; larger ones are not."""
WEBP_QUALITY = 82
ENCODINGS = {
    "avif": {"quality": 60, "speed": 8},
    "webp": {"quality": 80, "method": 4},
    "jpg": {"quality": 82, "progressive": True, "optimize": True},
}
"""What each size is written as: browsers take the first that they know."""
FORMATS = {"avif": "AVIF", "webp": "WEBP", "jpg": "JPEG"}

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


SIDE_MIN = 240
"""Pixels; what is smaller looks bad everywhere."""
SENT_FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")
"""What people may send, in Pillow's words."""
FILE = "file"
"""What a form calls it, and where its problems are told."""
NO_PICTURE = Problem(FILE, "is not a JPEG, PNG, WebP or AVIF picture")


class Looked(NamedTuple):
    """What a file is, by its content. Films have no size in pixels that we look at."""

    suffix: str
    bytes: int
    width: int = 0
    height: int = 0


class Size(NamedTuple):
    """Pixels across and down, the right way up."""

    width: int
    height: int


@contextmanager
def opened(
    source: BinaryIO | Path, *, formats: Sequence[str], otherwise: Problem
) -> Iterator[Image.Image]:
    """A picture of one of Pillow's `formats`, not yet decoded. Raises `Invalid`: `otherwise`, or
    of too many pixels in its place."""
    try:
        with Image.open(source, formats=list(formats)) as sent:
            width, height = sent.size
            if width * height > PIXELS_MAX:
                text = f"must have at most {PIXELS_MAX // 1_000_000} million pixels"
                raise Invalid([Problem(otherwise.path, text)])
            yield sent
    except _BROKEN as error:
        raise Invalid([otherwise]) from error


def head_of(source: Path, *, bytes_max: int) -> tuple[int, bytes]:
    """How long a file is, and its first bytes. Raises `Invalid` where it is empty or too long."""
    size = source.stat().st_size
    if not 1 <= size <= bytes_max:
        raise Invalid([Problem(FILE, f"must be a file of at most {bytes_max // 1_000_000} MB")])
    with source.open("rb") as file:
        return size, file.read(HEAD_BYTES)


def look_at_picture(source: Path, *, bytes_max: int) -> Looked:
    """What a picture is that somebody sent. Raises `Invalid`."""
    size, head = head_of(source, bytes_max=bytes_max)
    if not (suffix := picture_suffix(head)):
        raise Invalid([NO_PICTURE])
    with opened(source, formats=SENT_FORMATS, otherwise=NO_PICTURE) as picture:
        width, height = size_of(picture)
    if min(width, height) < SIDE_MIN:
        raise Invalid([Problem(FILE, f"must have {SIDE_MIN} pixels or more on each side")])
    return Looked(suffix, size, width, height)


def drawn_names(folder: str, widths: Sequence[int]) -> list[str]:
    """What `draw_widths` calls its files, in a folder of the store."""
    return [f"{folder}/{width}.{suffix}" for width in widths for suffix in ENCODINGS]


def square_webp(picture: Image.Image, side: int) -> bytes:
    """The middle of a picture as a square."""
    picture.draft("RGB", (side * 2, side * 2))
    upright = ImageOps.exif_transpose(picture).convert("RGB")
    square = ImageOps.fit(upright, (side, side))
    file = io.BytesIO()
    _bare(square).save(file, "WEBP", quality=WEBP_QUALITY)
    return file.getvalue()


def whole_webp(picture: Image.Image, side: int) -> bytes:
    """All of a picture, its longer side at most `side` pixels."""
    picture.draft("RGB", (side, side))
    upright = ImageOps.exif_transpose(picture).convert("RGB")
    upright.thumbnail((side, side))
    file = io.BytesIO()
    _bare(upright).save(file, "WEBP", quality=WEBP_QUALITY)
    return file.getvalue()


def size_of(picture: Image.Image) -> Size:
    """Its size as people see it, which cameras may have turned."""
    turned = picture.getexif().get(0x0112, 1) >= 5
    width, height = picture.size
    return Size(height, width) if turned else Size(width, height)


def draw_widths(picture: Image.Image, widths: Sequence[int], folder: Path) -> list[Path]:
    """The picture in each width and encoding, as `480.avif`; never larger than it came."""
    picture.draft("RGB", (max(widths), max(widths) * 2))
    upright = ImageOps.exif_transpose(picture)
    flat = _bare(upright.convert("RGB"))
    drawn = []
    for width in widths:
        scale = min(1.0, width / flat.width)
        size = (max(1, round(flat.width * scale)), max(1, round(flat.height * scale)))
        small = flat.resize(size, Image.Resampling.LANCZOS)
        for suffix, options in ENCODINGS.items():
            path = folder / f"{width}.{suffix}"
            small.save(path, FORMATS[suffix], **options)
            drawn.append(path)
    return drawn


def _bare(picture: Image.Image) -> Image.Image:
    """Its pixels and nothing else that came with them."""
    drawn = Image.new("RGB", picture.size)
    drawn.paste(picture)
    return drawn
