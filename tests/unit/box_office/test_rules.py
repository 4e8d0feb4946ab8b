"""What another place costs, without a socket."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.box_office.model import Sold
from tessera.box_office.rules import move_price, sold_at, steps_between
from tessera.shows.model import Price
from tests.unit.orders.samples import NOW, line

LISTED = Price(100, 10, 20)


@pytest.mark.parametrize(
    ("new", "back", "dearer"),
    [
        (LISTED, 0, False),
        (Price(60, 10, 14), 46, False),
        (Price(120, 10, 24), 0, True),
        (Price(90, 20, 20), 0, False),
    ],
    ids=["the same", "cheaper", "dearer", "the same in other parts"],
)
def test_place_costs_what_the_list_says_or_what_was_paid(
    new: Price, back: int, dearer: bool
) -> None:
    """Only a cheaper place moves money."""
    price = move_price(line(1), old=LISTED, new=new)

    assert (price.back.total, price.dearer) == (back, dearer)
    assert price.left.total == 130 - back


def test_who_paid_half_gets_half_of_the_difference_back() -> None:
    """An offer goes along to the other place."""
    half = Price(200, 20, 40)

    price = move_price(line(1), old=half, new=Price(120, 20, 28))

    assert (price.back.face, price.back.fee, price.back.tax) == (40, 0, 6)


def test_unknown_list_price_is_what_was_paid() -> None:
    """A show older than its sheets."""
    assert move_price(line(1), old=None, new=Price(50, 10, 10)).back.total == 60


amounts = st.integers(0, 10**9)
prices = st.builds(Price, amounts, amounts, amounts)


@given(old=prices, new=prices)
def test_never_goes_back_more_than_was_paid(old: Price, new: Price) -> None:
    """Part by part, whatever the list says."""
    price = move_price(line(1), old=old, new=new)

    parts = (price.left.face, price.left.fee, price.left.tax)
    assert all(part >= 0 for part in parts)
    assert price.left.total + price.back.total == 130


def test_steps_begin_and_end_where_the_sale_does() -> None:
    """Equally far apart; a sale of one instant has one."""
    steps = steps_between(NOW, NOW + timedelta(hours=4), 4)

    assert steps == tuple(NOW + timedelta(hours=n) for n in range(5))
    assert steps_between(NOW, NOW) == (NOW,)


def test_place_is_sold_from_its_sale_until_it_is_given_back() -> None:
    """The first instant counts, the last does not."""
    once = Sold(3, NOW, NOW + timedelta(hours=1))

    assert sold_at([once], NOW) == {3}
    assert sold_at([once], NOW + timedelta(hours=1)) == set()
    assert sold_at([once], NOW - timedelta(seconds=1)) == set()
