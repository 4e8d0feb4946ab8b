"""Pictures of the demo's venues, drawn by ourselves: each front at night, and a look inside."""

import asyncio
import random
import tempfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from tessera.kit import sql as named
from tessera.kit.database import Tx
from tessera.kit.files.port import Store
from tessera.kit.ids import new_id
from tessera.kit.jobs import enqueue
from tessera.kit.pictures import look_at_picture
from tessera.venues.pictures.keep import DRAW_VENUE_PICTURE
from tessera.venues.pictures.model import FOLDER, PICTURE_BYTES_MAX

sql = named.beside(__file__)

SIZE = (1200, 750)
Ink = tuple[int, int, int]
Inks = tuple[Ink, Ink, Ink]
INKS: tuple[Inks, ...] = (
    ((22, 26, 52), (214, 88, 58), (250, 206, 128)),
    ((14, 44, 54), (196, 70, 92), (248, 216, 150)),
    ((44, 22, 48), (92, 110, 190), (255, 196, 120)),
    ((20, 34, 30), (176, 120, 52), (246, 226, 170)),
)
"""Sky, house, light."""


async def enter_pictures(tx: Tx, store: Store) -> None:
    """Two pictures a venue: kept in the store here, drawn in their sizes by a worker."""
    for row in await tx.fetch(sql["venues_by_name"]):
        for position, (draw, alt) in enumerate(SCENES, 1):
            picture_id, key = new_id(), new_id()
            with tempfile.NamedTemporaryFile(suffix=".jpg") as file:
                path = Path(file.name)
                await asyncio.to_thread(_write, draw, row["name"], path)
                looked = look_at_picture(path, bytes_max=PICTURE_BYTES_MAX)
                await store.put(f"{FOLDER}/{key.hex}/original.{looked.suffix}", path)
            words = alt.format(name=row["name"])
            await tx.fetch(sql["picture"], picture_id, key, row["id"], *looked, words, position)
            await enqueue(tx, DRAW_VENUE_PICTURE, str(picture_id))


def _write(draw: "Draw", name: str, path: Path) -> None:
    chance = random.Random(name)  # noqa: S311 - an ornament
    draw(name, chance.choice(INKS), chance).save(path, "JPEG", quality=90)


def front(name: str, inks: Inks, chance: random.Random) -> Image.Image:
    """A house at night: lit windows, a canopy with its name, light on the wet street."""
    sky, house, light = inks
    picture = _fading(sky, _between(sky, house, 0.5))
    drawing = ImageDraw.Draw(picture)
    left, top, right, street = 190, chance.randrange(120, 190), 1010, 600
    drawing.rectangle((left, top, right, street), fill=_between(house, sky, 0.35))
    drawing.polygon([(left - 24, top), (right + 24, top), (600, top - 90)], fill=house)
    columns, rows = chance.choice((7, 8, 9)), 3
    step = (right - left) / columns
    for row in range(rows):
        for column in range(columns):
            x, y = left + step * (column + 0.25), top + 36 + row * 84
            lit = _between(light, house, chance.choice((0.0, 0.15, 0.6, 0.8)))
            drawing.rectangle((x, y, x + step * 0.5, y + 56), fill=lit)
    drawing.rectangle((left - 60, 420, right + 60, 500), fill=_between(light, house, 0.1))
    font = ImageFont.load_default(46)
    drawing.text((600, 460), name, font=font, fill=sky, anchor="mm")
    for x in range(left + 62, right - 120, 150):
        drawing.rectangle((x, 512, x + 96, street), fill=light)
    drawing.rectangle((0, street, *SIZE), fill=_between(sky, (0, 0, 0), 0.45))
    mirror = picture.crop((0, street - 150, SIZE[0], street)).transpose(
        Image.Transpose.FLIP_TOP_BOTTOM
    )
    picture.paste(Image.blend(mirror, Image.new("RGB", mirror.size, sky), 0.6), (0, street))
    soft = picture.crop((0, street, *SIZE)).filter(ImageFilter.GaussianBlur(7))
    picture.paste(soft, (0, street))
    return picture


def inside(_name: str, inks: Inks, chance: random.Random) -> Image.Image:
    """Rows of seats before the light of a stage."""
    sky, house, light = inks
    picture = _fading(_between(sky, (0, 0, 0), 0.3), _between(sky, house, 0.25))
    glow = Image.new("RGB", SIZE, (0, 0, 0))
    ImageDraw.Draw(glow).polygon([(280, 90), (920, 90), (980, 380), (220, 380)], fill=light)
    glow = glow.filter(ImageFilter.GaussianBlur(60))
    picture = Image.blend(picture, glow, 0.45)
    drawing = ImageDraw.Draw(picture)
    drawing.rectangle((300, 110, 900, 340), fill=_between(light, sky, 0.1))
    hill = [(300, 340), (430, 250), (560, 300), (720, 210), (900, 340)]
    drawing.polygon(hill, fill=_between(house, sky, chance.choice((0.2, 0.4))))
    for row in range(7):
        depth = row / 6
        size, y = 34 + 62 * depth, 392 + 300 * depth**1.25
        ink = _between(house, sky, 0.62 - 0.45 * depth)
        count = int(SIZE[0] / (size * 1.16)) + 2
        first = (SIZE[0] - count * size * 1.16) / 2
        for seat in range(count):
            x = first + seat * size * 1.16
            box = (x, y, x + size, y + size * 1.25)
            drawing.rounded_rectangle(box, radius=size / 4, fill=ink)
    return picture


Draw = Callable[[str, Inks, random.Random], Image.Image]
SCENES: tuple[tuple[Draw, str], ...] = (
    (front, "The front of {name} at night, its windows lit"),
    (inside, "Rows of seats before the lit stage"),
)


def _fading(above: Ink, below: Ink) -> Image.Image:
    mask = Image.linear_gradient("L").resize(SIZE)
    return Image.composite(Image.new("RGB", SIZE, below), Image.new("RGB", SIZE, above), mask)


def _between(one: Ink, other: Ink, share: float) -> Ink:
    """`share` of the other, the rest of the one."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue
