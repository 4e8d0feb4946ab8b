"""Which lines a cancellation means, and what it comes to."""

from uuid import UUID

import pytest

from tessera.kit.errors import Invalid
from tessera.orders.model import Grant, LineBack, OrderStatus, Override, RefundReason
from tessera.orders.quote import Quote, chosen_lines, override_grant
from tests.unit.orders.samples import line, order

ORDER = order(OrderStatus.PAID, line(1), line(2, refund_id=UUID(int=9)), line(3))
"""Of three lines the second went back before."""


def test_no_lines_named_means_all_that_live() -> None:
    """Those that went back before are not given back twice."""
    assert [one.n for one in chosen_lines(ORDER, None)] == [1, 3]


def test_named_lines_are_chosen_in_their_order() -> None:
    """As they were named."""
    assert [one.n for one in chosen_lines(ORDER, [3, 1])] == [3, 1]
    assert [one.n for one in chosen_lines(ORDER, [3])] == [3]


def test_every_line_that_cannot_be_cancelled_is_named() -> None:
    """All problems at once, each with its path: gone, unknown, twice."""
    with pytest.raises(Invalid) as refused:
        chosen_lines(ORDER, [1, 2, 4, 1])

    assert [problem.path for problem in refused.value.problems] == ["lines[1]", "lines[2]", "lines"]


def test_empty_choice_is_refused() -> None:
    """Nothing is not everything."""
    with pytest.raises(Invalid) as refused:
        chosen_lines(ORDER, [])

    assert [problem.path for problem in refused.value.problems] == ["lines"]


def test_quote_adds_up_what_goes_back_and_what_stays() -> None:
    """Each line costs 130; 60 and 130 of it go back."""
    grant = Grant(RefundReason.LATER, 5_000, fee_returned=False)
    found = Quote("INR", grant, (LineBack(line(1), 50, 0, 10), LineBack(line(3), 100, 10, 20)))

    assert (found.refund, found.kept) == (190, 70)


def test_override_gives_what_the_organizer_decides() -> None:
    """Share and fee are theirs, and there is no deadline."""
    given = Override(account_id=UUID(int=1), basis_points=2_500, fee_returned=True, reason="ill")

    assert override_grant(given) == Grant(RefundReason.OVERRIDE, 2_500, fee_returned=True)
