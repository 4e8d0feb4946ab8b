"""Which days a statement adds up, and texts that no spreadsheet runs."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tessera.kit.spreadsheet import csv_bytes
from tessera.statements.model import Account, Change, Kind, Moved, ShowStatement
from tessera.statements.rules import BEGINNING, accounts_of, pieces, shows_of, utc_midnight

START = datetime(2026, 3, 1, tzinfo=UTC)
instants = st.integers(0, 60 * 24 * 40).map(lambda minutes: START + timedelta(minutes=minutes))
SALE = [
    Moved(2, Kind.SALE, Account.CLEARING, "", 590, 1),
    Moved(2, Kind.SALE, Account.PAYABLE, "", -450, 1),
    Moved(2, Kind.SALE, Account.FEES, "", -50, 1),
    Moved(2, Kind.SALE, Account.TAXES, "State", -60, 1),
    Moved(2, Kind.SALE, Account.TAXES, "City", -30, 1),
]
"""One place was sold: 450 to the organization, 50 to us, 90 to the state and the city."""
BACK = [
    Moved(2, Kind.CANCELLATION, Account.PAYABLE, "", 200, 1),
    Moved(2, Kind.CANCELLATION, Account.REFUNDS, "", -200, 1),
    Moved(1, Kind.DISPUTE_LOST, Account.PAYABLE, "", 70, 1),
    Moved(1, Kind.DISPUTE_LOST, Account.CHARGEBACKS, "", -70, 1),
]
"""200 of it go back, and 70 are lost in a dispute about another show."""
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


def test_hours_around_one_midnight_are_one_edge() -> None:
    """No whole day lies between: nothing is cut at midnight for nothing."""
    begins, ends = START - timedelta(hours=2), START + timedelta(hours=3)

    found = pieces(begins, ends, added_until=START.date() + timedelta(days=9))

    assert found.edges == ((begins, ends),)


def test_every_whole_day_is_taken_from_the_sums() -> None:
    """Only the hours at both ends are added up one by one."""
    first = START.date() + timedelta(days=1)
    begins, ends = START + timedelta(hours=2), START + timedelta(days=3, hours=1)

    found = pieces(begins, ends, added_until=START.date() + timedelta(days=9))

    assert found.days == (first, first + timedelta(days=2))
    assert found.edges == ((begins, utc_midnight(first)), (START + timedelta(days=3), ends))


def test_beginning_is_before_any_ledger() -> None:
    """No instant of a ledger lies before it: computers began to count there."""
    assert utc_midnight(BEGINNING).timestamp() == 0


def test_account_opens_with_what_was_and_tells_each_kind_and_rate() -> None:
    """What we owe is positive, and so is what is owed to us; taxes are told by their rates."""
    told = {one.account: one for one in accounts_of(SALE, [*SALE, *SALE, *BACK])}

    payable, clearing, taxes = (
        told[one] for one in (Account.PAYABLE, Account.CLEARING, Account.TAXES)
    )
    assert list(told) == list(Account)
    assert (payable.opening, payable.closing) == (450, 450 + 900 - 200 - 70)
    assert payable.changes == (
        Change(Kind.SALE, "", 900, 2),
        Change(Kind.CANCELLATION, "", -200, 1),
        Change(Kind.DISPUTE_LOST, "", -70, 1),
    )
    assert (clearing.opening, clearing.changes) == (590, (Change(Kind.SALE, "", 1_180, 2),))
    assert taxes.changes == (Change(Kind.SALE, "City", 60, 2), Change(Kind.SALE, "State", 120, 2))


def test_show_is_told_as_sold_returned_and_lost() -> None:
    """By ids; what is left for the organization is all that moved on its account."""
    lost, sold = shows_of([*SALE, *SALE, *BACK])

    assert sold == ShowStatement(
        show_id=2, sales=900, fees=100, taxes=180, refunds=200, chargebacks=0, payable=700
    )
    assert lost == ShowStatement(
        show_id=1, sales=0, fees=0, taxes=0, refunds=0, chargebacks=70, payable=-70
    )
