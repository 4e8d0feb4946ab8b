"""A ticket gets another place: places, tickets, money and papers, in one step or not at all."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from tessera.box_office.model import Reseated, ReseatWanted
from tessera.box_office.reseat import reseat
from tessera.invoices.issue import issue_all
from tessera.invoices.read import invoices_of_order
from tessera.kit.errors import Refused
from tessera.orders.cancel import cancel
from tessera.orders.model import Order, OrderStatus
from tessera.orders.read import read_order
from tessera.services import Services
from tessera.shows.model import ForSale
from tessera.statements.model import Account, Moved
from tessera.statements.moved import Of, movements
from tests.fixtures.balcony import buy, create_balcony, owner_of
from tests.integration.offers.test_books import kept


async def moved(
    services: Services, order: Order, for_sale: ForSale, place: int, **fields: Any
) -> Reseated:
    """The first ticket of the order, elsewhere, after it has committed."""
    account_id = await services.db.pool.fetchval("SELECT id FROM accounts LIMIT 1")
    wanted = ReseatWanted(n=1, place=place, account_id=account_id, **fields)
    async with services.db.transaction() as tx:
        return await reseat(tx, order.id, for_sale=for_sale, wanted=wanted)


async def test_moved_ticket_leaves_its_place_and_has_a_new_code(
    services: Services, database_url: str
) -> None:
    """The old ticket is void, the old place free; nobody pays, and every promise holds."""
    _, for_sale = await create_balcony(services)
    order = await buy(services, for_sale, 0, 1)

    after = (await moved(services, order, for_sale, 3)).order

    old = await services.db.pool.fetchval(
        "SELECT status FROM tickets WHERE id = $1", order.lines[0].ticket_id
    )
    assert (after.lines[0].label, after.tickets[0].status, old) == ("A 4", "valid", "void")
    assert after.lines[0].ticket_id != order.lines[0].ticket_id
    assert (after.refunds, after.lines[0].total) == ((), order.lines[0].total)
    assert await owner_of(services, 0, order.show_id) is None
    assert await owner_of(services, 3, order.show_id) == order.id
    assert await kept(services, database_url) == {}


async def test_cheaper_place_gives_the_difference_back_with_a_credit_note(
    services: Services, database_url: str
) -> None:
    """To the minor unit, in refund, ledger and papers; and so does what is cancelled later."""
    _, for_sale = await create_balcony(services)
    order = await buy(services, for_sale, 0, 1)
    prices = for_sale.show.prices
    difference = prices["regular"].total - prices["balcony"].total

    after = (await moved(services, order, for_sale, 4, expected_back=difference)).order
    async with services.db.transaction() as tx:
        last, _ = await cancel(tx, order.id, for_sale.show, lines=[1])
    await issue_all(services.db)

    papers = await invoices_of_order(services.db.pool, order.id)
    assert [refund.amount for refund in after.refunds] == [difference]
    assert after.lines[0].total == prices["balcony"].total
    assert after.status is OrderStatus.PAID
    assert [paper.total for paper in papers] == [order.total, difference, last.refunds[1].amount]
    assert await kept(services, database_url) == {}
    assert await taxes_without_rate(services, order) == []


async def taxes_without_rate(services: Services, order: Order) -> list[Moved]:
    """Taxes of a statement that no rate explains."""
    at = services.clock()
    async with services.db.transaction() as tx:
        show = (await services.shows.get(order.show_id)).show
        of = Of(show.organization_id, order.currency)
        hour = timedelta(hours=1)
        found = [posted.moved for posted in await movements(tx, at - hour, at + hour, of=of)]
    taxes = [moved for moved in found if moved.account is Account.TAXES]
    assert len(taxes) >= 2
    return [moved for moved in taxes if not moved.rate]


async def test_dearer_place_is_refused_until_somebody_waives_it(
    services: Services, database_url: str
) -> None:
    """The refusal names the difference; waived, what was paid is what it costs."""
    _, for_sale = await create_balcony(services)
    order = await buy(services, for_sale, 4)

    with pytest.raises(Refused) as refused:
        await moved(services, order, for_sale, 0)
    after = (await moved(services, order, for_sale, 0, waive=True, reason="A broken seat")).order

    assert refused.value.code == "place_dearer"
    assert refused.value.facts["difference"] > 0
    assert (after.lines[0].category, after.lines[0].total) == ("regular", order.total)
    assert await kept(services, database_url) == {}


async def test_two_moves_to_one_place_have_one_winner(
    services: Services, database_url: str
) -> None:
    """Real sessions at once, in both directions of the row: nobody loses a place, none is lost."""
    _, for_sale = await create_balcony(services)
    orders = [await buy(services, for_sale, place) for place in (0, 1, 3)]

    outcomes = await asyncio.gather(
        *(moved(services, order, for_sale, 2) for order in orders for _ in range(2)),
        return_exceptions=True,
    )

    won = [outcome for outcome in outcomes if isinstance(outcome, Reseated)]
    codes = {o.code for o in outcomes if isinstance(o, Refused)}
    assert len(won) == 1
    assert codes <= {"place_taken", "ticket_not_movable"}
    assert len(codes) + len(won) >= 2
    assert sum(isinstance(o, Refused) for o in outcomes) >= 4
    assert await services.db.pool.fetchval("SELECT count(*) FROM claims") == 3
    assert await kept(services, database_url) == {}


async def test_two_tickets_that_want_each_others_place_stay(services: Services) -> None:
    """Both are refused at once; no two sessions wait for each other."""
    _, for_sale = await create_balcony(services)
    first, second = [await buy(services, for_sale, place) for place in (0, 3)]

    outcomes = await asyncio.wait_for(
        asyncio.gather(
            moved(services, first, for_sale, 3),
            moved(services, second, for_sale, 0),
            return_exceptions=True,
        ),
        20,
    )

    assert [getattr(outcome, "code", "") for outcome in outcomes] == ["place_taken"] * 2
    assert await owner_of(services, 0, first.show_id) == first.id


async def test_ticket_that_was_let_in_stays_where_it_is(services: Services) -> None:
    """Nothing of it changes."""
    _, for_sale = await create_balcony(services)
    order = await buy(services, for_sale, 0)
    await services.db.pool.execute("UPDATE tickets SET status = 'used', used_at = now()")

    with pytest.raises(Refused) as refused:
        await moved(services, order, for_sale, 2)

    assert refused.value.code == "ticket_not_movable"
    assert (await read_order(services.db.pool, order.id)).lines == order.lines
    assert await owner_of(services, 2, order.show_id) is None
