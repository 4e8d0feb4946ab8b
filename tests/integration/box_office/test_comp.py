"""Invitations: nothing to pay, from free places and from what the house keeps back."""

import asyncio

import pytest

from tessera.box_office.comp import comp
from tessera.kit.errors import Invalid, Refused
from tessera.kit.ids import new_id
from tessera.orders.cancel import cancel
from tessera.orders.model import Buyer, Order, OrderStatus
from tessera.services import Services
from tessera.shows.model import ForSale
from tests.fixtures.balcony import buy, create_balcony
from tests.integration.offers.test_books import kept

PRESS = Buyer("Petra Press", "petra@press.test", 7)


async def invite(services: Services, for_sale: ForSale, *places: int) -> Order:
    """An invitation that has committed."""
    account_id = await services.db.pool.fetchval("SELECT id FROM accounts LIMIT 1")
    async with services.db.transaction() as tx:
        order, _ = await comp(
            tx, for_sale, places, buyer=PRESS, account_id=account_id, reason="Press"
        )
    return order


async def test_invitation_has_tickets_and_costs_nothing(
    services: Services, database_url: str
) -> None:
    """Places that are free, and one that the house kept back; every promise holds."""
    _, for_sale = await create_balcony(services, places_per_customer_max=1)
    block = "INSERT INTO claims (show_id, place, state, owner) VALUES ($1, 1, 'blocked', $2)"
    await services.db.pool.execute(block, for_sale.show.id, new_id())

    order = await invite(services, for_sale, 0, 1)

    assert (order.status, order.total) == (OrderStatus.PAID, 0)
    assert [line.label for line in order.lines] == ["A 1", "A 2"]
    assert [ticket.status for ticket in order.tickets] == ["valid", "valid"]
    assert [payment.provider for payment in order.payments] == ["free"]
    assert await kept(services, database_url) == {}


async def test_invitation_is_given_back_like_any_order(
    services: Services, database_url: str
) -> None:
    """Its places are on sale again; no money moves."""
    _, for_sale = await create_balcony(services)
    order = await invite(services, for_sale, 0)

    async with services.db.transaction() as tx:
        after, _ = await cancel(tx, order.id, for_sale.show, lines=None)

    assert (after.status, after.refunds) == (OrderStatus.REFUNDED, ())
    assert await services.db.pool.fetchval("SELECT count(*) FROM claims") == 0
    assert await kept(services, database_url) == {}


async def test_sold_place_is_not_given_away_and_nothing_is(services: Services) -> None:
    """All the places or none."""
    _, for_sale = await create_balcony(services)
    await buy(services, for_sale, 1)

    with pytest.raises(Refused) as refused:
        await invite(services, for_sale, 0, 1)

    assert (refused.value.code, refused.value.facts["places"]) == ("place_taken", (1,))
    assert await services.db.pool.fetchval("SELECT count(*) FROM claims") == 1


async def test_many_invitations_to_one_place_have_one_guest(services: Services) -> None:
    """The claim is a row with one owner."""
    _, for_sale = await create_balcony(services)

    outcomes = await asyncio.gather(
        *(invite(services, for_sale, 2) for _ in range(12)), return_exceptions=True
    )

    assert sum(isinstance(outcome, Order) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, Refused) for outcome in outcomes) == 11


async def test_invitation_tells_everything_that_is_wrong_at_once(services: Services) -> None:
    """A place that is none, one named twice, and no reason."""
    _, for_sale = await create_balcony(services)

    async with services.db.transaction() as tx:
        with pytest.raises(Invalid) as wrong:
            await comp(tx, for_sale, (0, 0, 99), buyer=PRESS, account_id=new_id(), reason="")

    assert [p.path for p in wrong.value.problems] == ["places", "places[2]", "reason"]
