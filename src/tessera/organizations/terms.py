"""On what terms an organization sells: booking fee, taxes, and what goes back by when."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from tessera.kit.errors import Problem
from tessera.kit.money import BASIS_POINTS

MINUTES_MAX = 525_600
RATES_MAX = 10

Minutes = Annotated[int, Meta(ge=0, le=MINUTES_MAX)]
Share = Annotated[int, Meta(ge=0, le=BASIS_POINTS)]
RateName = Annotated[str, Meta(min_length=1, max_length=40)]
Rate = Annotated[int, Meta(ge=1, le=BASIS_POINTS)]
CategoryKey = Annotated[str, Meta(min_length=1, max_length=60)]


class RefundPolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a customer gets back who cannot come, by how long before the start they say so.

    All of the price until `free_until_minutes` before, then `later_basis_points` ten-thousandths
    of it until `later_until_minutes` before, then nothing. The booking fee follows the price
    where `fee_returned`, else it stays.
    """

    free_until_minutes: Minutes
    later_basis_points: Share = 0
    later_until_minutes: Minutes = 0
    fee_returned: bool = True

    @property
    def ends(self) -> timedelta:
        """How long before the start the last of it comes back."""
        later = self.later_until_minutes if self.later_basis_points else self.free_until_minutes
        return timedelta(minutes=later)


class TaxRate(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A named tax. `included`: it is in the organizer's price, else it comes on top.

    For some `categories`, or for all where none is named; on the price, the booking fee or both.
    """

    name: RateName
    basis_points: Rate
    included: bool = True
    on: Literal["price", "fee", "both"] = "price"
    categories: Annotated[tuple[CategoryKey, ...], Meta(max_length=50)] = ()


TaxRates = Annotated[tuple[TaxRate, ...], Meta(max_length=RATES_MAX)]


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """What turns an organizer's price into a bill. Amounts are minor units."""

    fee_fixed: int = 0
    fee_basis_points: int = 0
    fee_cap: int | None = None
    rates: tuple[TaxRate, ...] = ()

    def of(self, category: str, what: Literal["price", "fee"]) -> list[TaxRate]:
        """The rates on one part of a category's bill."""
        return [
            rate
            for rate in self.rates
            if rate.on in (what, "both") and (not rate.categories or category in rate.categories)
        ]


def one_rate(basis_points: int, *, included: bool) -> tuple[TaxRate, ...]:
    """The rates of an organization that has just one, as the first landing had."""
    if not basis_points:
        return ()
    return (TaxRate(name="Tax", basis_points=basis_points, included=included),)


def problems_of_policy(policy: RefundPolicy | None) -> list[Problem]:
    """What keeps a policy from being one."""
    if policy is None or policy.later_until_minutes <= policy.free_until_minutes:
        return []
    message = "must not lie further before the start than free_until_minutes"
    return [Problem("refund_policy.later_until_minutes", message)]


def problems_of_rates(rates: Sequence[TaxRate]) -> list[Problem]:
    """What keeps rates from being charged. Their sum is at most the price itself, so that the parts
    of a tax-inclusive price, each rounded by itself, never exceed it."""
    problems = []
    twice = [name for name, n in Counter(rate.name for rate in rates).items() if n > 1]
    problems += [
        Problem(f"tax_rates[{index}].name", "is named twice")
        for index, rate in enumerate(rates)
        if rate.name in twice
    ]
    if sum(rate.basis_points for rate in rates) > BASIS_POINTS:
        problems.append(Problem("tax_rates", "are together more than the price itself"))
    return problems
