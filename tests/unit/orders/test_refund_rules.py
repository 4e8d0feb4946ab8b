"""What comes back for a line, and why: pure, to the minor unit."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from tessera.orders.model import Grant, Line, RefundReason
from tessera.orders.rules import line_back

amounts = st.integers(0, 10**9)
points = st.integers(0, 10_000)


def line(face: int, fee: int, tax: int) -> Line:
    """A line that costs this."""
    return Line(1, 0, "A 1", "regular", face, fee, tax, UUID(int=1))


@given(amounts, amounts, amounts, points, st.booleans())
def test_nobody_gets_back_more_than_was_paid(
    face: int, fee: int, tax: int, share: int, fee_returned: bool
) -> None:
    """Each part goes back at most whole, and what stays with what goes is what was paid."""
    paid = line(face, fee, tax)

    back = line_back(paid, Grant(RefundReason.LATER, share, fee_returned), fee_tax=tax // 3)

    assert 0 <= back.face <= face
    assert 0 <= back.fee <= (fee if fee_returned else 0)
    assert 0 <= back.tax <= tax
    assert back.total + back.kept == paid.total


@given(amounts, amounts, amounts, points, points)
def test_larger_share_never_gives_back_less(
    face: int, fee: int, tax: int, one: int, other: int
) -> None:
    """Who cancels earlier is never worse off."""
    paid, less, more = line(face, fee, tax), min(one, other), max(one, other)

    little = line_back(paid, Grant(RefundReason.LATER, less, True))
    much = line_back(paid, Grant(RefundReason.LATER, more, True))

    assert little.total <= much.total


@given(amounts, amounts, amounts)
def test_free_period_gives_everything_back(face: int, fee: int, tax: int) -> None:
    """The refund is what was paid, to the minor unit."""
    paid = line(face, fee, tax)

    assert line_back(paid, Grant(RefundReason.FREE_PERIOD, 10_000, True), tax // 2).kept == 0
