"""Invoices: taxes by rates, to the last minor unit."""

from fractions import Fraction
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from tessera.invoices.model import InvoiceLine, InvoiceTax
from tessera.invoices.rules import sold_line, taxes_together, with_taxes
from tessera.kit.money import spread
from tessera.orders.model import Line
from tessera.shows.model import Price, TaxPart

SOLD = Line(1, 0, "A 1", "regular", 200, 40, 33, UUID(int=1))
SHEET = {
    "regular": Price(200, 40, 33, (TaxPart("State", 1_000, 20, 4), TaxPart("City", 450, 9, 0)))
}
"""The parts say 33 with `State` on price and fee, `City` on the price alone."""
weights = st.lists(st.integers(0, 10**6).map(Fraction), min_size=1, max_size=8)


def test_line_is_documented_as_it_was_sold() -> None:
    """Label, category and amounts; no rates yet."""
    assert sold_line(SOLD) == InvoiceLine("A 1", "regular", 200, 40, 33)


def test_tax_is_split_by_the_rates_it_was_sold_by() -> None:
    """24 of 33 parts and 9 of 33; each with what it was reckoned on."""
    found = with_taxes(SOLD, sold_line(SOLD), SHEET)

    assert found.taxes == (InvoiceTax("State", 1_000, 24, 240), InvoiceTax("City", 450, 9, 200))
    assert (found.face, found.fee, found.tax) == (200, 40, 33)


def test_tax_of_a_credit_note_follows_what_goes_back_of_price_and_fee() -> None:
    """Half of the price and nothing of the fee: 10 to the state, 4½ to the city."""
    back = InvoiceLine("A 1", "regular", 100, 0, 14)

    found = with_taxes(SOLD, back, SHEET)

    assert found.taxes == (InvoiceTax("State", 1_000, 10, 100), InvoiceTax("City", 450, 4, 100))


def test_rate_that_takes_nothing_is_not_named() -> None:
    """Only the fee goes back, and the city takes nothing of it."""
    back = InvoiceLine("A 1", "regular", 0, 40, 4)

    assert with_taxes(SOLD, back, SHEET).taxes == (InvoiceTax("State", 1_000, 4, 40),)


def test_free_place_has_no_price_to_share() -> None:
    """What cost nothing divides nothing, and its fee's tax is still told."""
    sheet = {"regular": Price(0, 40, 4, (TaxPart("State", 1_000, 0, 4),))}
    sold = Line(1, 0, "A 1", "regular", 0, 40, 4, UUID(int=1))

    found = with_taxes(sold, sold_line(sold), sheet)

    assert found.taxes == (InvoiceTax("State", 1_000, 4, 40),)


def test_taxes_of_all_lines_are_summed_by_rate() -> None:
    """The same name at another rate is another tax."""
    one, other = InvoiceTax("State", 1_000, 4, 40), InvoiceTax("State", 500, 1, 20)
    lines = [InvoiceLine("A", "regular", 0, 0, 0, taxes) for taxes in ((one, other), (one,))]

    assert taxes_together(lines) == (
        InvoiceTax("State", 1_000, 8, 80),
        InvoiceTax("State", 500, 1, 20),
    )


@given(amount=st.integers(0, 10**9), by=weights)
def test_spread_sums_to_the_amount_and_is_off_by_less_than_one(
    amount: int, by: list[Fraction]
) -> None:
    """Largest remainder: whole units, none lost, none far from its exact share."""
    parts = spread(amount, by)

    whole = sum(by)
    assert sum(parts) == amount
    assert not whole or all(
        abs(part - amount * weight / whole) < 1 for part, weight in zip(parts, by, strict=True)
    )


def test_largest_remainder_gets_what_is_left_over() -> None:
    """10 by 1 to 5 is 1⅔ and 8⅓: the unit goes to the first. Without weights it takes all."""
    assert spread(10, [Fraction(1), Fraction(5)]) == [2, 8]
    assert spread(7, [Fraction(0), Fraction(0)]) == [7, 0]


def test_tax_on_what_is_free_weighs_nothing() -> None:
    """A fixed part of the tax on a free price is not documented: the rate on the fee takes all."""
    parts = (TaxPart("State", 1_000, 0, 8), TaxPart("City", 450, 0, 0))
    sold = Line(1, 0, "A 1", "regular", 0, 40, 8, UUID(int=1))
    priced = Line(1, 0, "A 1", "regular", 80, 0, 8, UUID(int=1))
    of_price = (TaxPart("State", 1_000, 8, 0), TaxPart("City", 450, 0, 0))

    by_fee = with_taxes(sold, sold_line(sold), {"regular": Price(0, 40, 8, parts)})
    by_price = with_taxes(priced, sold_line(priced), {"regular": Price(80, 0, 8, of_price)})

    assert by_fee.taxes == (InvoiceTax("State", 1_000, 8, 40),)
    assert by_price.taxes == (InvoiceTax("State", 1_000, 8, 80),)
