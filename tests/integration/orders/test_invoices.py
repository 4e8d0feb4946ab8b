"""Invoices and credit notes: immutable, to the last minor unit, tax by rates."""

from fractions import Fraction

import asyncpg
import pytest

from tessera.invoices.issue import issue_all
from tessera.kit.money import spread
from tessera.services import Services
from tests.integration.orders.test_cancel import bought, cancelled

WRITTEN = "SELECT kind, number, total, document->>'refers_to' AS of FROM invoices ORDER BY kind"


async def test_sale_and_cancellation_are_documented_to_the_last_minor_unit(
    services: Services,
) -> None:
    """One line given back: an invoice of all, and a credit note that names it, of that line."""
    order_id, show = await bought(services, 0, 1)
    order = await cancelled(services, order_id, show, lines=[1])

    issued = [await issue_all(services.db), await issue_all(services.db)]

    note, invoice = await services.db.pool.fetch(WRITTEN)
    assert issued == [2, 0]
    assert tuple(invoice) == ("invoice", 1, order.total, None)
    assert tuple(note) == ("credit_note", 1, order.refunds[0].amount, "1")


async def test_issued_invoice_refuses_to_be_changed(services: Services) -> None:
    """What the tax office may have seen stays."""
    await bought(services, 0)
    await issue_all(services.db)

    with pytest.raises(asyncpg.RaiseError, match="append-only"):
        await services.db.pool.execute("UPDATE invoices SET total = 1")


@pytest.mark.parametrize(
    ("amount", "weights", "expected"),
    [
        (10, [1, 1, 1], [4, 3, 3]),
        (7, [0, 0], [7, 0]),
        (0, [3, 5], [0, 0]),
        (5, [1, 8], [1, 4]),
    ],
)
def test_tax_spreads_over_rates_without_a_rest(
    amount: int, weights: list[int], expected: list[int]
) -> None:
    """Largest remainder: the parts are whole and sum to the amount."""
    assert spread(amount, [Fraction(weight) for weight in weights]) == expected
