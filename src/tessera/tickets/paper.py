"""A ticket on paper: a PDF to print."""

import io
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from fpdf import FPDF

from tessera.kit.paper import drawable, font_for
from tessera.shows.model import Show
from tessera.tickets.model import Ticket
from tessera.tickets.qr import QUIET_ZONE_MODULES, qr
from tessera.tickets.read import typed_code

QR_MILLIMETRES = 72.0
QR_PIXELS_PER_MODULE = 4
A5_MILLIMETRES = (148, 210)


def ticket_pdf(tickets: list[tuple[Ticket, Show, str]], *, locale: str = "en") -> bytes:
    """One page a ticket: `(ticket, its show, its signed code)`."""
    pdf = FPDF(format=A5_MILLIMETRES)
    pdf.set_title("Tessera")
    pages = [(lines_of(ticket, show, locale), ticket, code) for ticket, show, code in tickets]
    font = font_for(pdf, "".join(text for lines, _, _ in pages for _, text in lines))
    for lines, ticket, code in pages:
        _page(pdf, font, lines, typed_code(ticket.reference, ticket.n), code=code)
    return bytes(pdf.output())


def lines_of(ticket: Ticket, show: Show, locale: str) -> list[tuple[int, str]]:
    """What stands on a ticket: (size in points, text), from top to bottom."""
    marked = [(20, "TEST")] if ticket.test else []
    return [
        *marked,
        (9, f"{show.venue.name} · {show.hall.name} · {show.venue.address}, {show.venue.city}"),
        (22, show.title.name),
        (12, moment(show.starts_at, show.venue.timezone, locale)),
        (16, ticket.label),
        (11, f"{ticket.category} · {ticket.buyer_name}"),
    ]


def _page(pdf: FPDF, font: str, lines: list[tuple[int, str]], typed: str, *, code: str) -> None:
    pdf.add_page()
    for size, text in lines:
        pdf.set_font(font, size=size)
        pdf.multi_cell(0, size * 0.5, drawable(text, font), new_x="LMARGIN", new_y="NEXT")
        pdf.ln(size / 6)
    png = io.BytesIO()
    qr(code).save(png, kind="png", scale=QR_PIXELS_PER_MODULE, border=QUIET_ZONE_MODULES)
    png.seek(0)
    pdf.image(png, x=(pdf.w - QR_MILLIMETRES) / 2, w=QR_MILLIMETRES, h=QR_MILLIMETRES)
    pdf.ln(2)
    pdf.set_font("helvetica", size=13)
    pdf.cell(0, 8, typed, align="C")


def moment(at: datetime, timezone: str, locale: str) -> str:
    """A show's start as people say it, in the venue's time."""
    return format_datetime(at.astimezone(ZoneInfo(timezone)), "full", locale=locale)
