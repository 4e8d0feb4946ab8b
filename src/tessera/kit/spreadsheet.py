"""CSV that spreadsheets open without running anything in it."""

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet take a text for a formula (OWASP, CSV injection)."""
BOM = "\ufeff"
"""Tells spreadsheets that it is UTF-8."""

Cell = str | int | Decimal | None


def csv_bytes(rows: Iterable[Sequence[Cell]]) -> bytes:
    """Rows as CSV (RFC 4180), UTF-8. Texts that look like formulas get an apostrophe before them;
    numbers stay numbers, negative ones too."""
    out = io.StringIO()
    out.write(BOM)
    writer = csv.writer(out, lineterminator="\r\n")
    for row in rows:
        writer.writerow([_safe(cell) for cell in row])
    return out.getvalue().encode()


def _safe(cell: Cell) -> Cell:
    if not isinstance(cell, str):
        return cell
    # Before and after blanks: a tab or a carriage return is itself one of the signs.
    risky = cell.startswith(FORMULA_SIGNS) or cell.lstrip().startswith(FORMULA_SIGNS)
    return f"'{cell}" if risky else cell
