"""Money: whole minor units, rounded half-even."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.kit.money import Money, exponent, included_share, read_minor_units, share

amounts = st.integers(0, 10**12)
basis_points = st.integers(0, 10_000)


@given(amount=amounts, points=basis_points)
def test_share_is_rounded_half_even(amount: int, points: int) -> None:
    """As Python rounds the exact fraction."""
    assert share(amount, points) == round(Fraction(amount * points, 10_000))


@given(amount=amounts, points=basis_points)
def test_included_share_leaves_a_net_that_it_belongs_to(amount: int, points: int) -> None:
    """The exact part, rounded half-even, and never more than the price itself."""
    inside = included_share(amount, points)

    assert inside == round(Fraction(amount * points, 10_000 + points))
    assert 0 <= inside <= amount


@pytest.mark.parametrize(("amount", "half"), [(1, 0), (3, 2), (5, 2), (7, 4)])
def test_halves_go_to_the_even_neighbour(amount: int, half: int) -> None:
    """Half of 1, 3, 5, 7: 0, 2, 2, 4."""
    assert share(amount, 5_000) == half


@pytest.mark.parametrize(
    ("currency", "decimals", "major"),
    [("JPY", 0, "12345"), ("INR", 2, "123.45"), ("KWD", 3, "12.345")],
)
def test_each_currency_has_its_own_decimals(currency: str, decimals: int, major: str) -> None:
    """Yen has none, dinars have three (ISO 4217)."""
    assert exponent(currency) == decimals
    assert Money(12345, currency).decimal() == Decimal(major)


def test_money_of_two_currencies_does_not_add() -> None:
    """A sum of rupees and yen would be nonsense."""
    with pytest.raises(AssertionError, match="two currencies"):
        Money(1, "INR") + Money(1, "JPY")


def test_money_of_one_currency_adds() -> None:
    """Minor units add; the currency stays."""
    assert Money(450, "INR") + Money(50, "INR") == Money(500, "INR")


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("15.5", "INR", 1_550),
        ("15,50", "INR", 1_550),
        ("0", "JPY", 0),
        ("1.005", "KWD", 1_005),
        ("1.005", "INR", None),
        ("fifteen", "INR", None),
        ("-1", "INR", None),
    ],
)
def test_typed_amount_is_read_exactly_or_not_at_all(
    text: str, currency: str, minor: int | None
) -> None:
    """With a point or a comma; more decimals than the currency has are refused."""
    assert read_minor_units(text, currency) == minor
