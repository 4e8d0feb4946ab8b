"""On what terms an organization may sell: what is taken, what is refused, at the very limit."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from tessera.organizations.terms import (
    RefundPolicy,
    TaxRate,
    TaxRates,
    Terms,
    one_rate,
    problems_of_policy,
    problems_of_rates,
)

RATE = {"name": "GST", "basis_points": 1_800}


@pytest.mark.parametrize(
    ("kind", "least", "most", "beyond"),
    [
        (RefundPolicy, {"free_until_minutes": 0}, {"free_until_minutes": 525_600}, None),
        (RefundPolicy, None, None, {"free_until_minutes": 525_601}),
        (RefundPolicy, None, None, {"free_until_minutes": -1}),
        (RefundPolicy, {"free_until_minutes": 1, "later_basis_points": 0}, None, None),
        (RefundPolicy, None, None, {"free_until_minutes": 1, "later_basis_points": -1}),
        (RefundPolicy, None, None, {"free_until_minutes": 1, "later_basis_points": 10_001}),
        (TaxRate, RATE | {"basis_points": 1}, RATE | {"basis_points": 10_000}, None),
        (TaxRate, None, None, RATE | {"basis_points": 0}),
        (TaxRate, None, None, RATE | {"basis_points": 10_001}),
        (TaxRate, RATE | {"name": "G"}, RATE | {"name": "G" * 40}, RATE | {"name": ""}),
        (TaxRate, None, None, RATE | {"name": "G" * 41}),
        (TaxRate, RATE | {"categories": ["a"]}, RATE | {"categories": ["a" * 60]}, None),
        (TaxRate, None, None, RATE | {"categories": [""]}),
        (TaxRate, None, None, RATE | {"categories": ["a" * 61]}),
        (TaxRate, None, RATE | {"categories": ["a"] * 50}, RATE | {"categories": ["a"] * 51}),
        (TaxRates, [], [RATE] * 10, [RATE] * 11),
    ],
)
def test_terms_are_taken_up_to_their_limits_and_not_beyond(
    kind: Any, least: Any, most: Any, beyond: Any
) -> None:
    """Both limits themselves are fine; None where another row says it."""
    for fine in (least, most):
        assert fine is None or msgspec.convert(fine, kind) is not None

    if beyond is not None:
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert(beyond, kind)


def test_terms_that_say_nothing_charge_nothing_and_give_nothing_later() -> None:
    """Every default is the absence of the thing; a tax is in the price unless it says otherwise."""
    assert Terms() == Terms(fee_fixed=0, fee_basis_points=0, fee_cap=None, rates=())
    assert RefundPolicy(free_until_minutes=60) == RefundPolicy(
        free_until_minutes=60, later_basis_points=0, later_until_minutes=0, fee_returned=True
    )
    rate = msgspec.convert(RATE, TaxRate)
    assert (rate.included, rate.on, rate.categories) == (True, "price", ())


@pytest.mark.parametrize(("points", "minutes"), [(0, 60), (1, 10)])
def test_policy_ends_with_the_last_that_comes_back(points: int, minutes: int) -> None:
    """With a share of nothing the free period is the last."""
    policy = RefundPolicy(free_until_minutes=60, later_basis_points=points, later_until_minutes=10)

    assert policy.ends == timedelta(minutes=minutes)


def test_rate_is_charged_where_it_says() -> None:
    """By part of the bill, and by category where it names some."""
    everywhere = TaxRate(name="All", basis_points=1, on="both")
    price = TaxRate(name="Price", basis_points=1, on="price", categories=("fine",))
    fee = TaxRate(name="Fee", basis_points=1, on="fee")
    terms = Terms(rates=(everywhere, price, fee))

    assert terms.of("fine", "price") == [everywhere, price]
    assert terms.of("plain", "price") == [everywhere]
    assert terms.of("plain", "fee") == [everywhere, fee]


def test_organization_of_one_rate_has_it_or_none() -> None:
    """Nought is no tax."""
    assert one_rate(0, included=True) == ()
    assert one_rate(1_800, included=False) == (
        TaxRate(name="Tax", basis_points=1_800, included=False),
    )


@pytest.mark.parametrize(("later", "wrong"), [(59, 0), (60, 0), (61, 1)])
def test_later_period_does_not_begin_before_the_free_one_ends(later: int, wrong: int) -> None:
    """The same instant is fine: then there is no later period."""
    policy = RefundPolicy(free_until_minutes=60, later_until_minutes=later)

    problems = problems_of_policy(policy)

    assert [p.path for p in problems] == ["refund_policy.later_until_minutes"] * wrong
    assert problems_of_policy(None) == []


def test_rates_are_named_once_and_take_the_price_itself_at_most() -> None:
    """Each of two of a name is told; ten thousand basis points together are just allowed."""
    half = TaxRate(name="Half", basis_points=5_000)
    other = TaxRate(name="Other", basis_points=5_000)
    more = TaxRate(name="More", basis_points=5_001)

    assert problems_of_rates([half, other]) == []
    assert [p.path for p in problems_of_rates([half, more])] == ["tax_rates"]
    assert [p.path for p in problems_of_rates([half, half])] == [
        "tax_rates[0].name",
        "tax_rates[1].name",
    ]
