"""A hall as a drawing that other programs open and `from_svg` reads back."""

from collections.abc import Iterator
from html import escape

from ..bounds import bounds, outline
from ..model import Seat, SeatPlan, Shape
from .naming import PALETTE

MARGIN = 30.0
FLAGS = ("accessible", "companion", "restricted_view")


def to_svg(plan: SeatPlan) -> str:
    """SVG 1.1 text. Seats carry their names in `data-` attributes and in a `title`."""
    x, y, width, height = bounds(plan)
    box = f"{x - MARGIN:g} {y - MARGIN:g} {width + 2 * MARGIN:g} {height + 2 * MARGIN:g}"
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">'
    return "\n".join([head, f"<title>{escape(plan.name)}</title>", *_parts(plan), "</svg>", ""])


def _parts(plan: SeatPlan) -> Iterator[str]:
    colours = {c.key: c.color or PALETTE[n % 8] for n, c in enumerate(plan.categories)}
    for decoration in plan.decorations:
        if decoration.shape is not None:
            yield _outline(decoration.shape, "#cccccc", decoration.kind)
        if (w := decoration.writing) is not None:
            yield (
                f'<text x="{w.x:g}" y="{w.y:g}" font-size="{w.size:g}" text-anchor="middle">'
                f"{escape(w.text)}</text>"
            )
    for area in plan.areas:
        yield _outline(area.shape, colours[area.category], area.name)
    for section in plan.sections:
        yield f'<g id="{escape(section.name, quote=True)}">'
        for row in section.rows:
            for seat in row.seats:
                words = {"section": section.name, "row": row.label, "seat": seat.label}
                yield _seat(seat, words, colours[seat.category])
        yield "</g>"
    for table in plan.tables:
        yield f'<g id="{escape(table.name, quote=True)}">'
        for seat in table.seats:
            words = {"section": table.name, "row": "1", "seat": seat.label}
            yield _seat(seat, words, colours[seat.category])
        yield "</g>"


def _seat(seat: Seat, words: dict[str, str], colour: str) -> str:
    told = words | {"category": seat.category}
    if flags := " ".join(name for name in FLAGS if getattr(seat, name)):
        told["flags"] = flags
    data = "".join(f' data-{name}="{escape(text, quote=True)}"' for name, text in told.items())
    label = escape(" ".join(word for word in words.values() if word))
    return (
        f'<circle cx="{seat.x:g}" cy="{seat.y:g}" r="{seat.radius:g}"'
        f' fill="{escape(colour, quote=True)}"{data}><title>{label}</title></circle>'
    )


def _outline(shape: Shape, colour: str, name: str) -> str:
    points = " ".join(f"{p.x:g},{p.y:g}" for p in outline(shape))
    fill = escape(colour, quote=True)
    return (
        f'<polygon points="{points}" fill="{fill}" fill-opacity="0.4">'
        f"<title>{escape(name)}</title></polygon>"
    )
