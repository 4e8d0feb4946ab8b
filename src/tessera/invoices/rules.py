"""Pure decisions about invoices: lines, and taxes by rates, to the last minor unit."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from tessera.invoices.model import InvoiceLine, InvoiceTax
from tessera.orders.model import Line
from tessera.orders.rules import taxes_of
from tessera.shows.model import Price, TaxPart


def sold_line(line: Line) -> InvoiceLine:
    """A line as it was sold."""
    return InvoiceLine(line.label, line.category, line.face, line.fee, line.tax)


def taxes_together(
    lines: Sequence[tuple[Line, InvoiceLine]], sheet: Mapping[str, Price]
) -> tuple[InvoiceTax, ...]:
    """The taxes of all lines by rates. Each pair is a line as sold and what of it is documented."""
    amounts: defaultdict[tuple[str, int], int] = defaultdict(int)
    for sold, documented in lines:
        parts = taxes_of(sold, sheet)
        weights = [_weight(part, sold, documented) for part in parts]
        for part, amount in zip(parts, spread(documented.tax, weights), strict=True):
            amounts[part.name, part.basis_points] += amount
    return tuple(InvoiceTax(*rate, amount) for rate, amount in amounts.items() if amount)


def _weight(part: TaxPart, sold: Line, documented: InvoiceLine) -> Fraction:
    """What of a rate's part is documented, before rounding: it follows the price and the fee."""
    on_price = part.on_price * Fraction(documented.face, sold.face) if sold.face else Fraction(0)
    on_fee = part.on_fee * Fraction(documented.fee, sold.fee) if sold.fee else Fraction(0)
    return on_price + on_fee


def spread(amount: int, weights: Iterable[Fraction]) -> list[int]:
    """`amount` split by `weights` into whole minor units that sum to it (largest remainder).

    Where all weights are nought, the first takes it all.
    """
    heavy = list(weights)
    whole = sum(heavy, Fraction(0))
    if not whole:
        return [amount if n == 0 else 0 for n in range(len(heavy))]
    exact = [amount * weight / whole for weight in heavy]
    parts = [int(share) for share in exact]
    by_remainder = sorted(range(len(parts)), key=lambda n: parts[n] - exact[n])
    for n in by_remainder[: amount - sum(parts)]:
        parts[n] += 1
    return parts
