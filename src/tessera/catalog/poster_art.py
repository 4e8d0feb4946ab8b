"""The pictures of generated posters: flat shapes in three inks, like a screen print.

Every motif draws into a 240 × 240 square and is given its own random source, so the same title
always gets the same picture. Motifs return SVG elements without ids: many posters share a page.
"""

import math
import random
from collections.abc import Callable
from typing import NamedTuple


class Inks(NamedTuple):
    """The colours of one poster: `ground` under everything, two inks, and `type` for words."""

    ground: str
    first: str
    second: str
    type: str


PALETTES = (
    Inks("#1d2a44", "#e8603c", "#f3c969", "#f7efdf"),
    Inks("#7a1f2b", "#f0a868", "#2b0f1a", "#fbeee0"),
    Inks("#0f4c4a", "#f2b544", "#e9ecd9", "#f6f3e3"),
    Inks("#2d1e4f", "#d96aa7", "#7fb7e6", "#f4ecfa"),
    Inks("#c8452f", "#2a1a1f", "#f6cf8b", "#fff4e2"),
    Inks("#16324f", "#6fb3b8", "#f1e3c4", "#f4f1e6"),
    Inks("#3b2a20", "#d98e4a", "#8fae8b", "#f8ecda"),
    Inks("#24243e", "#8c7ae6", "#f9c74f", "#f3f0ff"),
    Inks("#14532d", "#c7d36f", "#f08a5d", "#f4f6e4"),
    Inks("#5b1a4a", "#f2a7a0", "#f5d76e", "#fdeef0"),
    Inks("#0b3c5d", "#e6553f", "#bcd9ea", "#f2f7fa"),
    Inks("#31322f", "#e2583e", "#c9c5b5", "#f5f2e8"),
)

Motif = Callable[[random.Random, Inks], list[str]]
SIDE = 240


def sun(rnd: random.Random, inks: Inks) -> list[str]:
    """Rays from a low sun."""
    cx, cy, rays = 120 + rnd.randint(-40, 40), 190, rnd.choice((14, 18, 22))
    shapes = []
    for i in range(rays):
        a, b = (math.pi * (1 + (i + k) / rays) for k in (0.0, 0.5))
        far = [f"{cx + 340 * math.cos(t):.0f} {cy + 340 * math.sin(t):.0f}" for t in (a, b)]
        shapes.append(f'<path d="M{cx} {cy}L{far[0]} {far[1]}Z" fill="{inks.first}"/>')
    shapes.append(f'<circle cx="{cx}" cy="{cy}" r="{rnd.randint(44, 62)}" fill="{inks.second}"/>')
    return shapes


def moon(rnd: random.Random, inks: Inks) -> list[str]:
    """A disc over receding hills."""
    x, r = rnd.randint(70, 170), rnd.randint(44, 58)
    shapes = [f'<circle cx="{x}" cy="{rnd.randint(104, 118)}" r="{r}" fill="{inks.second}"/>']
    for level, ink in ((150, inks.first), (182, inks.ground), (206, inks.first)):
        lift = [level + rnd.randint(-24, 16) for _ in range(4)]
        curve = f"M0 {lift[0]}C70 {lift[1] - 30} 130 {lift[2] + 34} 240 {lift[3]}V240H0Z"
        shapes.append(f'<path d="{curve}" fill="{ink}"/>')
    return shapes


def tiles(rnd: random.Random, inks: Inks) -> list[str]:
    """A mosaic of quarter circles: tesserae."""
    shapes, size = [], 48
    turns = ("M{x} {y}h48a48 48 0 0 1-48 48z", "M{r} {y}v48a48 48 0 0 1-48-48z",
             "M{r} {b}h-48a48 48 0 0 1 48-48z", "M{x} {b}v-48a48 48 0 0 1 48 48z")  # fmt: skip
    for cell in range(25):
        x, y = cell % 5 * size, cell // 5 * size
        if rnd.random() < 0.24:
            continue
        path = rnd.choice(turns).format(x=x, y=y, r=x + size, b=y + size)
        ink = inks.first if rnd.random() < 0.6 else inks.second
        shapes.append(f'<path d="{path}" fill="{ink}"/>')
    return shapes


def columns(rnd: random.Random, inks: Inks) -> list[str]:
    """Leaning bars, as light through a colonnade."""
    shapes, lean = [], rnd.choice((-18, 14, 18))
    for i in range(13):
        top = rnd.randint(-30, 130)
        ink = inks.second if rnd.random() < 0.22 else inks.first
        shapes.append(
            f'<rect x="{i * 24 - 30}" y="{top}" width="13" height="330" fill="{ink}" '
            f'transform="rotate({lean} 120 120)"/>'
        )
    return shapes


def rings(rnd: random.Random, inks: Inks) -> list[str]:
    """A record, or ripples."""
    cx, cy = 120 + rnd.randint(-56, 56), 120 + rnd.randint(-30, 30)
    shapes = [
        f'<circle cx="{cx}" cy="{cy}" r="{r}" fill="none" stroke="{inks.first}" '
        f'stroke-width="{max(2, 11 - r // 22)}"/>'
        for r in range(52, 260, 20)
    ]
    shapes.append(f'<circle cx="{cx}" cy="{cy}" r="34" fill="{inks.second}"/>')
    shapes.append(f'<circle cx="{cx}" cy="{cy}" r="7" fill="{inks.ground}"/>')
    return shapes


def curtain(rnd: random.Random, inks: Inks) -> list[str]:
    """Two drapes and the light between them."""
    gap, folds = rnd.randint(16, 34), 5
    shapes = [f'<path d="M120 0L{120 - gap - 46} 240H{120 + gap + 46}Z" fill="{inks.second}"/>']
    for i in range(folds):
        hem = i * (104 - gap) / folds
        width = (104 - gap) / folds * 0.72
        sweep = f"V90C{hem:.0f} 160 {hem - 8:.0f} 200 {hem - 14:.0f} 240h{width:.0f}"
        drape = f"M{hem:.0f} 0{sweep}C{hem + width:.0f} 200 {hem + width + 6:.0f} 150 "
        drape += f"{hem + width + 3:.0f} 0Z"
        shapes.append(f'<path d="{drape}" fill="{inks.first}"/>')
        shapes.append(f'<path d="{drape}" fill="{inks.first}" transform="matrix(-1 0 0 1 240 0)"/>')
    return shapes


def waves(rnd: random.Random, inks: Inks) -> list[str]:
    """Sound, drawn."""
    shapes, amplitude = [], rnd.randint(14, 30)
    for i in range(9):
        y, swing = 24 + i * 26, amplitude * (1 - abs(i - 4) / 6)
        path = f"M-10 {y}" + "".join(f"q15 {swing if k % 2 else -swing:.0f} 30 0" for k in range(9))
        ink = inks.second if i == 4 else inks.first
        line = f'<path d="{path}" fill="none" stroke="{ink}" stroke-width="{9 if i == 4 else 6}"/>'
        shapes.append(line)
    return shapes


def dots(rnd: random.Random, inks: Inks) -> list[str]:
    """Halftone dots that grow towards a corner."""
    shapes, flip = [], rnd.random() < 0.5
    for cell in range(81):
        x, y = cell % 9, cell // 9
        r = 1.5 + (x if flip else 8 - x) * 0.72 + y * 0.78
        ink = inks.second if rnd.random() < 0.08 else inks.first
        shapes.append(f'<circle cx="{x * 28 + 8}" cy="{y * 28 + 8}" r="{r:.1f}" fill="{ink}"/>')
    return shapes


def stripes(rnd: random.Random, inks: Inks) -> list[str]:
    """A sprint track: diagonal lanes and one runner."""
    lanes = rnd.randint(5, 7)
    shapes = [
        f'<path d="M{i * 300 // lanes - 90} 240L{i * 300 // lanes + 70} 0h16L'
        f'{i * 300 // lanes - 60} 240Z" fill="{inks.first}"/>'
        for i in range(lanes)
    ]
    x, y = rnd.randint(80, 160), rnd.randint(70, 150)
    shapes.append(f'<circle cx="{x}" cy="{y}" r="36" fill="{inks.second}"/>')
    return shapes


def arches(rnd: random.Random, inks: Inks) -> list[str]:
    """A house seen from the stage: arches within arches."""
    x = rnd.choice((108, 120, 132))
    inkwell = (inks.first, inks.ground, inks.second, inks.ground, inks.first)
    return [
        f'<path d="M{x - r} 240V{120 + r // 6}a{r} {r} 0 0 1 {2 * r} 0V240Z" fill="{ink}"/>'
        for r, ink in zip((112, 92, 74, 52, 34), inkwell, strict=True)
    ]


MOTIFS: tuple[Motif, ...] = (
    sun, moon, tiles, columns, rings, curtain, waves, dots, stripes, arches,
)  # fmt: skip
