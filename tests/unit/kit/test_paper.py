"""Documents to print: which need a font of their own, and what becomes of signs that none has."""

from datetime import UTC, datetime

import pytest
from fpdf import FPDF

from tessera.kit.paper import BUILT_IN, drawable, font_for
from tessera.tickets.paper import moment

AT = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)


@pytest.mark.parametrize("locale", ["en", "de", "fr", "es"])
def test_time_of_day_needs_no_font_of_its_own(locale: str) -> None:
    """An embedded one costs as much as fifty pages, and every ticket says when its show begins."""
    assert font_for(FPDF(), moment(AT, "Asia/Kolkata", locale)) == BUILT_IN


def test_narrow_spaces_are_drawn_as_wide_ones() -> None:
    """They are spaces, not question marks; a sign that the font lacks is one."""
    assert drawable("7:30\u202fPM", BUILT_IN) == "7:30\u00a0PM"
    assert drawable("₹ 450", BUILT_IN) == "? 450"
    assert drawable("₹\u202f450", "text") == "₹\u202f450"
