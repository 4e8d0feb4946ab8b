"""Documents to print: A4, a font that has the signs, tables that go on over pages."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from fpdf import FPDF
from fpdf.fonts import FontFace

FONT_DIRS = (
    Path("/usr/share/fonts/truetype/noto"),
    Path("/usr/share/fonts/truetype/dejavu"),
    Path("/Library/Fonts"),
)
FONTS = (
    ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf"),
    ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),
)
BUILT_IN = "helvetica"
MARGIN_MILLIMETRES = 18
GREY = 110

NARROW = str.maketrans(dict.fromkeys("\u2007\u2009\u200a\u202f", "\u00a0"))
"""Spaces that look alike in print. Times of day have one, and no font is embedded for that."""

Row = Sequence[str]


def font_for(pdf: FPDF, text: str) -> str:
    """A built-in font where it has all the signs: embedding one costs fifty times a page."""
    try:
        text.translate(NARROW).encode("latin-1")
    except UnicodeEncodeError:
        for folder in FONT_DIRS:
            for regular, bold in FONTS:
                if (folder / regular).exists():
                    pdf.add_font("text", fname=str(folder / regular))
                    heavy = folder / bold
                    pdf.add_font("text", "B", str(heavy if heavy.exists() else folder / regular))
                    return "text"
    return BUILT_IN


def drawable(text: str, font: str) -> str:
    """`text` as `font` can draw it: what a built-in font lacks becomes a question mark."""
    if font != BUILT_IN:
        return text
    return text.translate(NARROW).encode("latin-1", "replace").decode("latin-1")


class _Sheet(FPDF):
    """A page with its number at the foot."""

    font_of_foot = BUILT_IN

    def footer(self) -> None:
        self.set_y(-12)
        self.set_font(self.font_of_foot, size=8)
        self.set_text_color(GREY)
        self.cell(0, 6, f"{self.page_no()} / {{nb}}", align="C")
        self.set_text_color(0)


class Paper:
    """One document, written from top to bottom. `texts` are all that will stand on it."""

    def __init__(self, title: str, *, texts: Iterable[str]) -> None:
        self._pdf = _Sheet(format="A4")
        self._font = font_for(self._pdf, "".join(texts))
        self._pdf.font_of_foot = self._font
        self._pdf.set_title(title)
        self._pdf.set_margin(MARGIN_MILLIMETRES)
        self._pdf.set_auto_page_break(auto=True, margin=MARGIN_MILLIMETRES)
        self._pdf.add_page()

    def heading(self, text: str, *, points: int = 20) -> None:
        """A line that names what follows."""
        self._pdf.set_font(self._font, "B", points)
        self._pdf.multi_cell(0, points * 0.5, self._drawn(text), new_x="LMARGIN", new_y="NEXT")
        self._pdf.ln(2)

    def lines(self, *texts: str, points: int = 10) -> None:
        """Plain lines; empty ones are left out."""
        self._pdf.set_font(self._font, size=points)
        for text in texts:
            if text:
                drawn = self._drawn(text)
                self._pdf.multi_cell(0, points * 0.5, drawn, new_x="LMARGIN", new_y="NEXT")
        self._pdf.ln(3)

    def columns(self, *columns: Row) -> None:
        """Blocks of lines side by side; the first line of each is its name."""
        depth = max(len(column) for column in columns)
        rows = [[column[n] if n < len(column) else "" for column in columns] for n in range(depth)]
        self.table(rows[0], rows[1:], widths=[1] * len(columns), figures_from=len(columns))

    def table(
        self, heads: Row, rows: Iterable[Row], *, widths: Sequence[float], figures_from: int
    ) -> None:
        """A table whose head comes again on every page; columns from `figures_from` on are flush
        right, and a row that begins with a tab is a sum."""
        aligned = tuple("LEFT" if n < figures_from else "RIGHT" for n in range(len(heads)))
        self._pdf.set_font(self._font, size=9)
        self._pdf.set_draw_color(200)
        style: Any = FontFace(emphasis="BOLD", size_pt=8)
        with self._pdf.table(
            col_widths=tuple(widths),
            text_align=aligned,
            headings_style=style,
            borders_layout="HORIZONTAL_LINES",
            line_height=5,
            padding=(1, 1.5),
        ) as table:
            table.row([self._drawn(head) for head in heads])
            for row in rows:
                heavy = FontFace(emphasis="BOLD") if row[0].startswith("\t") else None
                table.row([self._drawn(cell.lstrip("\t")) for cell in row], style=heavy)
        self._pdf.ln(4)

    def output(self) -> bytes:
        """The document as PDF."""
        return bytes(self._pdf.output())

    def _drawn(self, text: str) -> str:
        return drawable(text, self._font)
