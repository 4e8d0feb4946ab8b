"""Test mode: marked, in no statement, without papers, thrown away; real orders stay."""

from datetime import timedelta

import httpx
import msgspec
import pytest

from tessera.insights.roll_up import roll_up_all
from tessera.invoices.issue import issue_all
from tessera.kit.errors import Refused
from tessera.messages.write import confirmation
from tessera.orders.model import Order, OrderStatus
from tessera.orders.read import orders_of_show, read_order
from tessera.organizations.trial.mode import done_by, switch, trial_of, tried_among
from tessera.organizations.trial.model import Step
from tessera.organizations.trial.purge import begin_purge, purge_some
from tessera.services import Services
from tessera.shows.model import ForSale
from tessera.statements.moved import Of, movements
from tessera.tickets.read import read_ticket
from tests.fixtures.balcony import buy, create_balcony
from tests.fixtures.house import House
from tests.fixtures.inside import Inside
from tests.integration.offers.test_books import kept
from tests.integration.venues.test_venue_pages import PAGE, SITE, send


async def turn(services: Services, house: House, *, on: bool) -> None:
    """Switch it, and commit."""
    async with services.db.transaction() as tx:
        await switch(tx, house.organization_id, services.settings, on=on)


async def tried(services: Services) -> tuple[House, ForSale, Order, Order]:
    """An order of the time in test mode, and one after it."""
    house, for_sale = await create_balcony(services)
    await turn(services, house, on=True)
    test = await buy(services, for_sale, 0, 4)
    await turn(services, house, on=False)
    return house, for_sale, test, await buy(services, for_sale, 1)


async def sums(services: Services, house: House) -> int:
    """What a statement says of all sales and refunds: what is owed to the house."""
    at = services.clock()
    day = timedelta(days=1)
    async with services.db.transaction() as tx:
        of = Of(house.organization_id, "INR")
        found = [posted.moved for posted in await movements(tx, at - day, at + day, of=of)]
    return sum(moved.amount for moved in found if moved.account == "organization_payable")


async def test_test_orders_count_in_no_statement_and_have_no_papers(
    services: Services, database_url: str
) -> None:
    """Only the real order does, and the auditor agrees with both."""
    house, _, test, real = await tried(services)
    await issue_all(services.db)

    papers = await services.db.pool.fetch("SELECT order_id FROM invoices")
    assert await tried_among(services.db.pool, [test.id, real.id]) == {test.id}
    assert await sums(services, house) == -sum(line.face for line in real.lines)
    assert [row["order_id"] for row in papers] == [real.id]
    assert await kept(services, database_url) == {}


async def test_dashboards_tell_what_is_real(services: Services) -> None:
    """Of a test and a real order only the real one is in the figures, also of who went in."""
    await tried(services)
    await services.db.pool.execute("UPDATE tickets SET status = 'used', used_at = now()")
    await roll_up_all(services.db)

    figures = await services.db.pool.fetchrow(
        """SELECT sum(opened) AS opened, sum(orders) AS orders, sum(tickets) AS tickets,
            sum(entered) AS entered FROM insight_hours WHERE scope = 'organization'"""
    )
    assert dict(figures) == {"opened": 1, "orders": 1, "tickets": 1, "entered": 1}


async def test_purge_gives_tests_back_and_leaves_what_is_real(
    services: Services, database_url: str
) -> None:
    """Who went in with a test ticket too; names go, and the lists forget them."""
    house, for_sale, test, real = await tried(services)
    await services.db.pool.execute(
        "UPDATE tickets SET status = 'used', used_at = now() WHERE order_id = $1 AND n = 1", test.id
    )
    async with services.db.transaction() as tx:
        seen = await begin_purge(tx, house.organization_id)
        await purge_some(tx, house.organization_id)
    async with services.db.transaction() as tx:
        more = await purge_some(tx, house.organization_id)

    after = await read_order(services.db.pool, test.id)
    listed = await orders_of_show(
        services.db.pool, for_sale.show.id, before=None, status=None, limit=9
    )
    left = await trial_of(services.db.pool, house.organization_id)
    assert (seen.orders, seen.places, seen.real, more) == (1, 2, 0, None)
    assert (after.status, after.buyer_name) == (OrderStatus.REFUNDED, "Test")
    assert [order.id for order in listed] == [real.id]
    assert (left.orders, left.purged) == (0, 1)
    assert await kept(services, database_url) == {}


async def test_order_that_somebody_really_paid_is_no_test(services: Services) -> None:
    """Whatever the mode was: it is counted as real, and a purge leaves it."""
    house, for_sale = await create_balcony(services)
    await turn(services, house, on=True)
    paid = await buy(services, for_sale, 0)
    await services.db.pool.execute("UPDATE payments SET provider = 'stripe'")

    async with services.db.transaction() as tx:
        seen = await begin_purge(tx, house.organization_id)
        await purge_some(tx, house.organization_id)

    assert (seen.orders, seen.real) == (0, 1)
    assert (await read_order(services.db.pool, paid.id)).status is OrderStatus.PAID


async def test_test_is_marked_on_ticket_and_mail(services: Services) -> None:
    """On the ticket itself, and before the subject."""
    _, _, test, real = await tried(services)

    tickets = [await read_ticket(services.db.pool, o.lines[0].ticket_id) for o in (test, real)]
    mails = [await confirmation(services, order) for order in (test, real)]

    assert [ticket.test for ticket in tickets] == [True, False]
    assert [mail.subject.startswith("[TEST]") for mail in mails] == [True, False]
    assert "This is a test" in mails[0].text


async def test_installation_without_simulated_payment_has_no_test_mode(services: Services) -> None:
    """In production nobody gets a ticket for nothing."""
    house, _ = await create_balcony(services)
    settings = msgspec.structs.replace(services.settings, payment_providers=("stripe",))

    async with services.db.transaction() as tx:
        with pytest.raises(Refused) as refused:
            await switch(tx, house.organization_id, settings, on=True)

    assert refused.value.code == "test_not_offered"


async def test_each_step_knows_by_itself_whether_it_is_done(services: Services) -> None:
    """A house with a show on sale lacks its address and its first sale."""
    house, for_sale = await create_balcony(services)

    before = await done_by(services.db.pool, house.organization_id, payable=True)
    await buy(services, for_sale, 0)
    after = await done_by(services.db.pool, house.organization_id, payable=True)

    undone = [step for step, done in before.steps().items() if not done]
    assert undone == [Step.PROFILE, Step.SALE]
    assert (before.sold, after.sold) == (False, True)


async def see(client: httpx.AsyncClient, path: str) -> str:
    """A page."""
    return (await client.get(SITE + path, headers=PAGE)).text


async def test_owner_tries_it_out_and_throws_it_away_by_page(inside: Inside) -> None:
    """The home shows the steps; the order is marked; the purge shows first what will go."""
    house, for_sale = await create_balcony(inside.services)
    base = f"/organizer/organizations/{house.organization_id}"
    start = f"{base}/start"
    async with inside.by(house.owner_id) as client:
        home = await see(client, "/organizer")
        on = await send(client, start, f"{base}/test-mode", on="yes")
        order = await buy(inside.services, for_sale, 0)
        own = await see(client, f"/organizer/orders/{order.id}")
        looked = await see(client, start)
        gone = await send(client, start, f"{base}/test-orders/purge")

    assert ("steps done" in home, "End test mode" in on.text) == (True, True)
    assert "This is a test" in own
    assert "Throw these test orders away" in looked
    assert gone.status_code == 200
