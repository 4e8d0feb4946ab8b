"""The curve as an SVG: for each setting what a purchase cost each tier, stacked."""

from collections.abc import Iterator, Sequence
from html import escape

from bench.curve import ALONG, Point

TIERS = {
    "server": ("HTTP and Python", "#3b5b8c"),
    "postgres": ("PostgreSQL", "#c0702a"),
    "valkey": ("Valkey", "#4f8a5b"),
    "worker": ("mails and invoices, in idle time", "#9a9aa6"),
}
WORDS = {"shows": "shows on sale", "places": "places a show", "buyers": "buyers at once"}
PANEL_WIDTH, BAR_WIDTH, HEIGHT, TOP, LEFT = 300, 36, 220, 54, 46


def chart(points: Sequence[Point]) -> str:
    """The drawing, light enough to be read in a text editor."""
    highest = max(sum(_costs(point)) for point in points)
    scale = HEIGHT / (100 * (1 + highest // 100))
    width = LEFT + PANEL_WIDTH * len(ALONG)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {TOP + HEIGHT + 62}" '
        'font-family="system-ui, sans-serif" font-size="12" role="img">',
        "<title>Microseconds of processor time a purchase, by tier</title>",
        f'<rect width="{width}" height="{TOP + HEIGHT + 62}" fill="#ffffff"/>',
        *_legend(),
        *_grid(highest, scale, width),
    ]
    for number, along in enumerate(ALONG):
        left = LEFT + number * PANEL_WIDTH
        shown = [point for point in points if point.along == along]
        parts += _panel(shown, along, left=left, scale=scale)
    return "\n".join([*parts, "</svg>"]) + "\n"


def _costs(point: Point) -> list[float]:
    return [point.figure.microseconds_each[tier] for tier in TIERS]


def _legend() -> Iterator[str]:
    x = LEFT
    for words, color in TIERS.values():
        yield f'<rect x="{x}" y="12" width="12" height="12" fill="{color}"/>'
        yield f'<text x="{x + 18}" y="22">{escape(words)}</text>'
        x += 40 + 7 * len(words)


def _grid(highest: float, scale: float, width: int) -> Iterator[str]:
    step = 100 if highest < 1000 else 250
    for cost in range(0, int(highest) + step, step):
        y = TOP + HEIGHT - cost * scale
        yield f'<line x1="{LEFT}" x2="{width}" y1="{y:.1f}" y2="{y:.1f}" stroke="#dddddd"/>'
        yield f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{cost}</text>'
    yield f'<text x="{LEFT - 40}" y="{TOP - 12}">µs a purchase</text>'


def _panel(points: Sequence[Point], along: str, *, left: int, scale: float) -> Iterator[str]:
    room = (PANEL_WIDTH - 30) / len(points)
    for number, point in enumerate(points):
        x, y = left + 15 + number * room + (room - BAR_WIDTH) / 2, float(TOP + HEIGHT)
        for cost, (_, color) in zip(_costs(point), TIERS.values(), strict=True):
            y -= cost * scale
            yield (
                f'<rect x="{x:.1f}" y="{y:.1f}" width="{BAR_WIDTH}" '
                f'height="{cost * scale:.1f}" fill="{color}"/>'
            )
        middle = x + BAR_WIDTH / 2
        value = getattr(point.setting, along)
        rate = f"{point.figure.per_second:,.0f}/s"
        yield f'<text x="{middle:.1f}" y="{y - 4:.1f}" text-anchor="middle">{rate}</text>'
        yield (
            f'<text x="{middle:.1f}" y="{TOP + HEIGHT + 18}" text-anchor="middle">{value:,}</text>'
        )
    middle = left + PANEL_WIDTH / 2
    yield (
        f'<text x="{middle}" y="{TOP + HEIGHT + 42}" text-anchor="middle" '
        f'font-weight="600">{WORDS[along]}</text>'
    )
