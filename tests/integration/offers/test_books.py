"""The books of an order that an offer made cheaper: exact to the last minor unit, by every way."""

from typing import Any
from uuid import UUID

import asyncpg

from tessera.invoices.issue import issue_all
from tessera.invoices.read import invoices_of_order
from tessera.kit.ids import new_id
from tessera.offers.model import OfferKind, Rule
from tessera.operations.audit.model import PROMISES
from tessera.operations.audit.prove import prove
from tessera.orders.cancel import cancel
from tessera.orders.model import Order, OrderStatus
from tessera.orders.quote import quote
from tessera.orders.read import read_order
from tessera.organizations.found import read_organization
from tessera.organizations.periods import period_of
from tessera.payments.model import Settle, StartPayment
from tessera.payments.settle import settle
from tessera.payments.start import start
from tessera.services import Services
from tessera.shows.model import Show
from tessera.statements.draw import draw_up
from tests.fixtures.house import House, create_house, create_show
from tests.integration.offers.test_limits import buy, create_offer

THIRD = Rule(kind=OfferKind.PERCENTAGE, basis_points=3333)


async def pay(services: Services, order_id: UUID, total: int) -> None:
    """The money comes."""
    provider = "mock" if total else "free"
    command = StartPayment(new_id(), order_id, provider, "tok_success")
    await start(services.db.pool, [command])
    came = Settle(command.payment_id, "succeeded", new_id(), total, "INR", f"r-{order_id}")
    await settle(services.db.pool, [came])


async def bought(services: Services, *, rule: Rule = THIRD) -> tuple[House, Show, Order]:
    """Three places, paid for, with a third off."""
    house = await create_house(services, places=6)
    show = await create_show(services, house, days=3)
    await create_offer(services, house, rule=rule, uses_max=1)
    command = await buy(services, show, (0, 1, 2))
    await pay(services, command.order_id, command.total)
    return house, show, await read_order(services.db.pool, command.order_id)


async def kept(services: Services, database_url: str) -> dict[str, tuple[str, ...]]:
    """What the auditor has against each promise; nothing is right."""
    connection = await asyncpg.connect(database_url)
    found = {}
    for promise in PROMISES:
        seconds = 60 if promise.patience else None
        proof = await prove(connection, promise, seconds=seconds, examples_max=3)
        if proof.violations:
            found[promise.id] = proof.examples
    await connection.close()
    return found


async def test_ledger_invoice_and_statement_say_what_was_paid(
    services: Services, database_url: str
) -> None:
    """Taxes keep their rate on the lower price; nothing is left over anywhere."""
    house, show, order = await bought(services)
    await issue_all(services.db)

    price = show.prices["regular"].total
    assert [line.total for line in order.lines] == [price - round(price * 0.3333)] * 3
    [invoice] = await invoices_of_order(services.db.pool, order.id)
    assert (invoice.total, order.payments[0].amount) == (order.total, order.total)
    [tax] = invoice.document.taxes
    assert (tax.basis_points, tax.amount) == (1800, sum(line.tax for line in order.lines))
    async with services.db.transaction() as tx:
        owner = await read_organization(tx, house.organization_id)
        period = period_of(None, None, timezone=owner.timezone, now=services.clock())
        statement = await draw_up(tx, owner, period, currency=None, now=services.clock())
    taxes = {
        c.rate: c.amount for a in statement.accounts if a.account == "taxes" for c in a.changes
    }
    assert taxes == {"1800|Tax": tax.amount}
    assert await kept(services, database_url) == {}


async def test_what_comes_back_is_what_was_paid_line_by_line(
    services: Services, database_url: str
) -> None:
    """One place given back, then the rest: together every minor unit, and the use comes back."""
    _, show, order = await bought(services)
    async with services.db.transaction() as tx:
        quoted = await quote(tx, order, show, lines=None, now=services.clock())
        await cancel(tx, order.id, show, lines=[2])
    uses = "SELECT uses FROM offer_counts"
    assert await services.db.pool.fetchval(uses) == 1
    async with services.db.transaction() as tx:
        after, _ = await cancel(tx, order.id, show, lines=None)
    await issue_all(services.db)

    assert quoted.refund == order.total == sum(refund.amount for refund in after.refunds)
    assert after.status is OrderStatus.REFUNDED
    assert await services.db.pool.fetchval(uses) == 0
    assert await kept(services, database_url) == {}


async def test_an_order_that_costs_nothing_needs_no_money(
    services: Services, database_url: str
) -> None:
    """All of it off: settled by the free way, with tickets, and nothing in the ledger."""
    everything = Rule(kind=OfferKind.PERCENTAGE, basis_points=10_000)
    _, _, order = await bought(services, rule=everything)

    assert (order.total, order.status, len(order.tickets)) == (0, OrderStatus.PAID, 3)
    assert await services.db.pool.fetchval("SELECT count(*) FROM ledger_entries") == 0
    assert await kept(services, database_url) == {}


async def test_the_auditor_sees_a_use_too_many_and_an_amount_that_is_not_so(
    services: Services, database_url: str
) -> None:
    """A forged use and a forged price: P7 names both."""
    _, _, order = await bought(services)
    forged: Any = services.db.pool
    await forged.execute("UPDATE offers SET uses_max = NULL")
    await forged.execute(
        """INSERT INTO offer_uses SELECT uuidv7(), offer_id, customer, code, amounts, amount,
        currency, providers, at, until, kept, NULL FROM offer_uses"""
    )
    await forged.execute("UPDATE offer_uses SET amounts[1] = 1 WHERE order_id = $1", order.id)

    found = await kept(services, database_url)

    assert set(found) == {"P7"}
    assert any("counted 1 times, its uses are 2" in example for example in found["P7"])
    assert any("the list says" in example for example in found["P7"])
