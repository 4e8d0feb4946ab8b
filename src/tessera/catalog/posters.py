"""A poster for a title that has none: typography over a flat print, the same every time.

Deterministic: the same title and kicker give the same bytes on every machine, so the answer may be
cached for ever. No ids, scripts or styles inside, so it can stand inline in a page many times.
"""

import hashlib
import random
import unicodedata
from functools import lru_cache
from html import escape
from itertools import combinations, pairwise

from tessera.catalog.poster_art import MOTIFS, PALETTES, SIDE, Inks

WIDTH, HEIGHT, MARGIN = 240, 360, 18
TITLE_BAND = 92
TITLE_FONT = "'Noto Serif Display','Iowan Old Style',Palatino,'Noto Serif',Georgia,serif"
KICKER_FONT = "ui-sans-serif,system-ui,'Noto Sans',sans-serif"
SIZE_MAX, LINES_MAX, WORDS_MAX = 46, 4, 10
LATIN_LAST = "\u024f"
NARROW, WIDE = frozenset("iIjl.,:;!'|()-ft1 "), frozenset("mwMWOQDGHNU&@%—")


@lru_cache(maxsize=512)
def poster_svg(title: str, kicker: str = "") -> str:
    """An SVG document of 240 × 360 units for `title`, with its kind small as `kicker`.

    The root carries `role="img"` and the title as its name.
    """
    seed = hashlib.sha256(title.encode()).digest()
    rnd = random.Random(seed)  # noqa: S311 - a picture, not a secret
    inks = PALETTES[seed[0] % len(PALETTES)]
    motif = MOTIFS[seed[1] % len(MOTIFS)]
    lines, size = fit(title)
    band = max(TITLE_BAND, round(len(lines) * size * leading(lines)) + 46)
    on_top = seed[2] % 3 == 0
    art_height = HEIGHT - band - (28 if on_top else 0)
    text_y = 46 if on_top else art_height
    art = _framed(motif(rnd, inks), y=HEIGHT - art_height if on_top else 0, height=art_height)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{escape(title)}"><rect width="{WIDTH}" height="{HEIGHT}" '
        f'fill="{inks.ground}"/>{art}{_words(lines, size=size, y=text_y, inks=inks)}'
        f"{_kicker(kicker, on_top=on_top, inks=inks)}</svg>"
    )


def fit(title: str) -> tuple[list[str], float]:
    """The line breaks that let the title stand largest, and its size in poster units."""
    words = title.split() or ["?"]
    if len(words) > WORDS_MAX:
        words = [*words[:WORDS_MAX], "…"]
    best: tuple[list[str], float] = ([title], 0.0)
    for breaks in range(min(LINES_MAX, len(words))):
        for cuts in combinations(range(1, len(words)), breaks):
            edges = [0, *cuts, len(words)]
            lines = [" ".join(words[a:b]) for a, b in pairwise(edges)]
            size = min(SIZE_MAX, (WIDTH - 2 * MARGIN) / max(map(advance, lines)))
            size = min(size, 150 / len(lines))
            if size > best[1] + 0.5:
                best = (lines, size)
    return best


def leading(lines: list[str]) -> float:
    """Line height in em: scripts other than Latin reach further up and down."""
    foreign = any(sign.isalpha() and sign > LATIN_LAST for line in lines for sign in line)
    return 1.2 if foreign else 1.04


def advance(line: str) -> float:
    """A careful guess of a line's width in em: the viewer's font is not known here."""
    return max(1.0, sum(_sign_width(sign) for sign in line))


def _sign_width(sign: str) -> float:
    if unicodedata.combining(sign) or unicodedata.category(sign) == "Mn":
        return 0.0
    if unicodedata.east_asian_width(sign) in "WF":
        return 1.0
    if sign in NARROW:
        return 0.38
    return 1.0 if sign in WIDE else 0.76 if sign.isupper() else 0.645


def _framed(shapes: list[str], *, y: int, height: int) -> str:
    """The picture in its own window: a nested svg clips without needing an id."""
    return (
        f'<svg x="0" y="{y}" width="{WIDTH}" height="{height}" viewBox="0 0 {SIDE} {SIDE}" '
        f'preserveAspectRatio="xMidYMid slice">{"".join(shapes)}</svg>'
    )


def _words(lines: list[str], *, size: float, y: float, inks: Inks) -> str:
    """The title, one text element a line, its first baseline below `y`."""
    first, step = y + 14 + size * 0.82, size * leading(lines)
    return "".join(
        f'<text x="{MARGIN - 1}" y="{first + i * step:.1f}" font-family="{TITLE_FONT}" '
        f'font-size="{size:.1f}" font-weight="700" fill="{inks.type}">{escape(line)}</text>'
        for i, line in enumerate(lines)
    )


def _kicker(kicker: str, *, on_top: bool, inks: Inks) -> str:
    """The kind of the title, small: above the words, or at the foot."""
    if not kicker:
        return ""
    text = escape(kicker.upper())
    y = 34 if on_top else HEIGHT - 16
    return (
        f'<text x="{MARGIN}" y="{y}" font-family="{KICKER_FONT}" font-size="9.5" '
        f'font-weight="600" letter-spacing="1.8" fill="{inks.type}" fill-opacity=".82">'
        f"{text}</text>"
    )
