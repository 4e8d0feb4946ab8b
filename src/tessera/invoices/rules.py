"""Pure decisions about invoices: lines, and taxes by rates, to the last minor unit."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction

import msgspec

from tessera.invoices.model import InvoiceLine, InvoiceTax
from tessera.kit.money import spread
from tessera.orders.model import Line
from tessera.orders.rules import taxes_of
from tessera.shows.model import Price, TaxPart


def sold_line(line: Line) -> InvoiceLine:
    """A line as it was sold."""
    return InvoiceLine(line.label, line.category, line.face, line.fee, line.tax)


def with_taxes(sold: Line, documented: InvoiceLine, sheet: Mapping[str, Price]) -> InvoiceLine:
    """What is documented of a line that was sold, with its tax split by the rates it was sold by.

    The parts are whole minor units and sum to the tax of the line.
    """
    parts = taxes_of(sold, sheet)
    amounts = spread(documented.tax, [_weight(part, sold, documented) for part in parts])
    taxes = (
        InvoiceTax(part.name, part.basis_points, amount, _base(part, documented))
        for part, amount in zip(parts, amounts, strict=True)
        if amount
    )
    return msgspec.structs.replace(documented, taxes=tuple(taxes))


def taxes_together(lines: Sequence[InvoiceLine]) -> tuple[InvoiceTax, ...]:
    """The taxes of all lines by rates."""
    amounts: defaultdict[tuple[str, int], list[int]] = defaultdict(lambda: [0, 0])
    for line in lines:
        for tax in line.taxes:
            sums = amounts[tax.name, tax.basis_points]
            sums[0] += tax.amount
            sums[1] += tax.base
    return tuple(InvoiceTax(*rate, amount, base) for rate, (amount, base) in amounts.items())


def _base(part: TaxPart, documented: InvoiceLine) -> int:
    """What a rate was reckoned on: the price, the fee, or both."""
    return (documented.face if part.on_price else 0) + (documented.fee if part.on_fee else 0)


def _weight(part: TaxPart, sold: Line, documented: InvoiceLine) -> Fraction:
    """What of a rate's part is documented, before rounding: it follows the price and the fee."""
    on_price = part.on_price * Fraction(documented.face, sold.face) if sold.face else Fraction(0)
    on_fee = part.on_fee * Fraction(documented.fee, sold.fee) if sold.fee else Fraction(0)
    return on_price + on_fee
