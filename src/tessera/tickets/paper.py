"""A ticket on paper and on glass: QR code as SVG, printable PDF."""

import io
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import segno
from babel.dates import format_datetime
from fpdf import FPDF

from tessera.shows.model import Show
from tessera.tickets.model import Ticket
from tessera.tickets.read import typed_code

QUIET_ZONE_MODULES = 4
"""The light border that scanners need (ISO/IEC 18004)."""
FONT_DIRS = (
    Path("/usr/share/fonts/truetype/noto"),
    Path("/usr/share/fonts/truetype/dejavu"),
    Path("/Library/Fonts"),
)
FONTS = ("NotoSans-Regular.ttf", "DejaVuSans.ttf")


def qr_svg(code: str) -> bytes:
    """The code as an SVG that scales; error correction M survives a wet, folded paper."""
    out = io.BytesIO()
    segno.make_qr(code, error="m").save(
        out,
        kind="svg",
        border=QUIET_ZONE_MODULES,
        xmldecl=False,
        svgns=True,
        omitsize=True,
        dark="#000",
        light="#fff",
    )
    return out.getvalue()


def ticket_pdf(tickets: list[tuple[Ticket, Show, str]], *, locale: str = "en") -> bytes:
    """One page a ticket: `(ticket, its show, its signed code)`."""
    pdf = FPDF(format=(148, 210))
    pdf.set_title("Tessera")
    text_font = _text_font(pdf)
    for ticket, show, code in tickets:
        _page(pdf, text_font, ticket, show, code, locale)
    return bytes(pdf.output())


def _text_font(pdf: FPDF) -> str:
    """A font that knows more than Latin, where the machine has one."""
    for folder in FONT_DIRS:
        for name in FONTS:
            if (folder / name).exists():
                pdf.add_font("text", fname=str(folder / name))
                return "text"
    return "helvetica"


def _page(pdf: FPDF, font: str, ticket: Ticket, show: Show, code: str, locale: str) -> None:
    def write(size: int, text: str, *, gap: float = 1.5) -> None:
        pdf.set_font(font, size=size)
        shown = text if font == "text" else text.encode("latin-1", "replace").decode("latin-1")
        pdf.multi_cell(0, size * 0.5, shown, new_x="LMARGIN", new_y="NEXT")
        pdf.ln(gap)

    pdf.add_page()
    write(9, f"{show.venue.name} · {show.hall.name} · {show.venue.address}, {show.venue.city}")
    write(22, show.title.name, gap=3)
    write(12, moment(show.starts_at, show.venue.timezone, locale), gap=4)
    write(16, ticket.label)
    write(11, f"{ticket.category} · {ticket.buyer_name}", gap=4)
    png = io.BytesIO()
    segno.make_qr(code, error="m").save(png, kind="png", scale=8, border=QUIET_ZONE_MODULES)
    side = 72.0
    png.seek(0)
    pdf.image(png, x=(pdf.w - side) / 2, w=side, h=side)
    pdf.ln(2)
    pdf.set_font(font, size=13)
    pdf.cell(0, 8, typed_code(ticket.reference, ticket.n), align="C")


def moment(at: datetime, timezone: str, locale: str) -> str:
    """A show's start as people say it, in the venue's time."""
    return format_datetime(at.astimezone(ZoneInfo(timezone)), "full", locale=locale)
