"""Which days a statement adds up, and texts that no spreadsheet runs."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tessera.kit.spreadsheet import csv_bytes
from tessera.statements.rules import BEGINNING, pieces, utc_midnight

START = datetime(2026, 3, 1, tzinfo=UTC)
instants = st.integers(0, 60 * 24 * 40).map(lambda minutes: START + timedelta(minutes=minutes))
days = st.integers(-3, 45).map(lambda n: START.date() + timedelta(days=n))


@given(instants | st.none(), instants, days)
def test_pieces_cover_the_interval_once_and_days_only_where_they_are_added_up(
    begins: datetime | None, ends: datetime, added_until: date
) -> None:
    """Days and edges together are the interval, without a gap, an overlap, or a day too new."""
    found = pieces(begins, ends, added_until=added_until)
    first, last = found.days
    spans = [*found.edges, *([(utc_midnight(first), utc_midnight(last))] if first < last else [])]
    start = begins or utc_midnight(BEGINNING)

    spans.sort()

    assert last <= max(added_until, first)
    assert all(a < b for a, b in spans)
    assert [a for a, _ in spans] == [start, *(b for _, b in spans)][: len(spans)]
    assert not spans or spans[-1][1] == ends or ends <= start
    assert spans or ends <= start


def test_text_that_looks_like_a_formula_is_a_text_and_numbers_stay_numbers() -> None:
    """What a customer or organizer may have typed is never run by a spreadsheet."""
    text = csv_bytes([("=1+1", "@x", " +a", "-b", "fine", Decimal("-12.50"), 7)]).decode()

    assert text == "\ufeff'=1+1,'@x,' +a,'-b,fine,-12.50,7\r\n"
