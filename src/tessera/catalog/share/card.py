"""Cards that networks show beside a link: 1200 × 630, drawn from a title's words and picture.

The same title gets the same card. Work for a thread, about 50 ms.
"""

import hashlib
import io
import random
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFilter, ImageFont

SIZE = (1200, 630)
MARGIN = 72
TEXT_WIDTH = 660
POSTER = (340, 510)
LINES_MAX = 4
LETTERS_END = 0x250
"""After Latin Extended-B (Unicode)."""
INKS = (
    ((24, 22, 38), (232, 96, 60), (246, 240, 228)),
    ((18, 44, 52), (243, 181, 63), (240, 246, 240)),
    ((52, 20, 40), (244, 143, 177), (250, 236, 226)),
    ((22, 30, 66), (122, 199, 214), (238, 240, 250)),
    ((38, 40, 24), (206, 218, 92), (246, 244, 228)),
)


def draw_card(name: str, *, facts: str, picture: bytes | None) -> bytes:
    """A JPEG. `picture` is the poster, where there is one."""
    chance = random.Random(hashlib.sha256(name.encode()).digest())  # noqa: S311 - an ornament
    ground, ink, words = chance.choice(INKS)
    card = Image.new("RGB", SIZE, ground)
    poster = _poster(picture) if picture else None
    if poster is not None:
        light = poster.resize(SIZE).filter(ImageFilter.GaussianBlur(60))
        card = Image.blend(card, light, 0.45)
    drawing = ImageDraw.Draw(card)
    if poster is not None:
        card.paste(poster, (SIZE[0] - MARGIN - POSTER[0], (SIZE[1] - POSTER[1]) // 2))
    else:
        _rings(drawing, ink, chance)
    drawing.rectangle((MARGIN, MARGIN, MARGIN + 64, MARGIN + 8), fill=ink)
    y = MARGIN + 40
    size, lines = _fitting(drawing, drawable(name) or "Tessera")
    for line in lines:
        drawing.text((MARGIN, y), line, font=_font(size), fill=words)
        y += round(size * 1.16)
    drawing.text((MARGIN, y + 22), drawable(facts), font=_font(30), fill=ink)
    drawing.text((MARGIN, SIZE[1] - MARGIN - 34), "Tessera", font=_font(34), fill=words)
    file = io.BytesIO()
    card.save(file, "JPEG", quality=84, optimize=True)
    return file.getvalue()


def drawable(text: str) -> str:
    """What the font has letters for: Latin ones. A name in another script leaves what is Latin of
    it; its poster speaks for the rest."""
    letters = (sign for sign in text if sign.isprintable() and ord(sign) < LETTERS_END)
    return " ".join("".join(letters).split())


def _poster(picture: bytes) -> Image.Image:
    with Image.open(io.BytesIO(picture), formats=("JPEG",)) as opened:
        return opened.convert("RGB").resize(POSTER)


def _rings(drawing: ImageDraw.ImageDraw, ink: tuple[int, int, int], chance: random.Random) -> None:
    x, y = SIZE[0] - chance.randrange(180, 320), chance.randrange(200, 430)
    for radius in range(40, 330, chance.choice((36, 44, 56))):
        drawing.ellipse((x - radius, y - radius, x + radius, y + radius), outline=ink, width=12)


def _fitting(drawing: ImageDraw.ImageDraw, name: str) -> tuple[int, list[str]]:
    """The largest letters with which the name fits, and its lines."""
    for size in (104, 88, 74, 62, 52):
        lines = _wrapped(drawing, name, size)
        if len(lines) <= LINES_MAX and all(
            drawing.textlength(line, font=_font(size)) <= TEXT_WIDTH for line in lines
        ):
            return size, lines
    return 44, _wrapped(drawing, name, 44)[:LINES_MAX]


def _wrapped(drawing: ImageDraw.ImageDraw, name: str, size: int) -> list[str]:
    lines = [""]
    for word in name.split():
        longer = f"{lines[-1]} {word}".strip()
        if drawing.textlength(longer, font=_font(size)) <= TEXT_WIDTH or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


@lru_cache(maxsize=16)
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Pillow's own letters, the same on every machine."""
    return ImageFont.load_default(size)
