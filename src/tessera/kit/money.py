"""Money: integers in minor units with an ISO 4217 code. No floats, half-even, per line."""

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

import msgspec
from babel.numbers import get_currency_precision, list_currencies

BASIS_POINTS = 10_000
CURRENCIES = frozenset(list_currencies())


class Money(msgspec.Struct, frozen=True, order=True):
    """`amount` minor units (paise, cents; yen has none) of `currency` (ISO 4217)."""

    amount: int
    currency: str

    def __add__(self, other: "Money") -> "Money":
        assert self.currency == other.currency, "money of two currencies does not add"
        return Money(self.amount + other.amount, self.currency)

    def decimal(self) -> Decimal:
        """The amount in major units, exact: `Money(45000, "INR")` is `Decimal("450.00")`."""
        return Decimal(self.amount).scaleb(-exponent(self.currency))


def exponent(currency: str) -> int:
    """Decimals of a currency: 2 for INR, 0 for JPY, 3 for KWD (CLDR, which follows ISO 4217)."""
    return get_currency_precision(currency)


_DECIMAL = re.compile(r"[0-9]{1,15}(?:[.,][0-9]{1,6})?", re.ASCII)


def read_decimal(text: str) -> Decimal | None:
    """What a person typed (`15`, `2.5`, `2,5`) as an exact number, or None where it is none."""
    return Decimal(text.replace(",", ".")) if _DECIMAL.fullmatch(text) else None


def read_minor_units(text: str, currency: str) -> int | None:
    """An amount that a person typed in minor units, or None: `15.5` rupees are 1,550 paise.

    More decimals than the currency has are refused, not rounded.
    """
    exact = read_decimal(text)
    minor = exact.scaleb(exponent(currency)) if exact is not None else None
    return int(minor) if minor is not None and minor == minor.to_integral_value() else None


def share(amount: int, basis_points: int) -> int:
    """`basis_points` ten-thousandths of `amount`, rounded half-even to a whole minor unit."""
    exact = Decimal(amount) * basis_points / BASIS_POINTS
    return int(exact.to_integral_value(rounding=ROUND_HALF_EVEN))


def included_share(amount: int, basis_points: int, *, all_basis_points: int | None = None) -> int:
    """The part of a tax-inclusive `amount` that is tax at `basis_points`, rounded half-even.

    Where several taxes are in it, `all_basis_points` is the sum of their rates.
    """
    together = basis_points if all_basis_points is None else all_basis_points
    exact = Decimal(amount) * basis_points / (BASIS_POINTS + together)
    return int(exact.to_integral_value(rounding=ROUND_HALF_EVEN))


def spread(amount: int, weights: Iterable[Fraction | int]) -> list[int]:
    """`amount` split by `weights` into whole minor units that sum to it (largest remainder).

    Where all weights are nought, the first takes it all.
    """
    heavy = [Fraction(weight) for weight in weights]
    whole = sum(heavy, Fraction(0))
    if not whole:
        return [amount if n == 0 else 0 for n in range(len(heavy))]
    exact = [amount * weight / whole for weight in heavy]
    parts = [int(share) for share in exact]
    by_remainder = sorted(range(len(parts)), key=lambda n: parts[n] - exact[n])
    for n in by_remainder[: amount - sum(parts)]:
        parts[n] += 1
    return parts
