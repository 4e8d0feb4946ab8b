"""Limits of offers: however many want one at once, and whatever becomes of their orders."""

import asyncio
from typing import Any

import msgspec
import pytest

from tessera.claims.model import HoldPlaced
from tessera.claims.place import place
from tessera.claims.token import HoldProof
from tessera.kit.errors import Refused
from tessera.offers.change import enter_offer
from tessera.offers.codes import codes_of, make_codes
from tessera.offers.model import NewOffer, Offer, OfferKind, Rule, Way
from tessera.offers.pricing import Wishes
from tessera.offers.release import release_lapsed
from tessera.orders.model import Buyer, OpenOrder
from tessera.orders.open_routes import open_order
from tessera.services import Services
from tessera.shows.model import Show
from tests.fixtures.house import House, create_house, create_show, hold, let_time_pass

TEN = Rule(kind=OfferKind.PERCENTAGE, basis_points=1000)


async def create_offer(services: Services, house: House, **fields: Any) -> Offer:
    """A coupon of 10 per cent with the code TEN."""
    new = msgspec.structs.replace(NewOffer(name="Ten", rule=TEN, code="TEN"), **fields)
    async with services.db.transaction() as tx:
        made = await enter_offer(tx, house.organization_id, new)
    services.offers.forget()
    return made


async def buy(
    services: Services, show: Show, places: tuple[int, ...], *, customer: int = 1, code: str = "TEN"
) -> OpenOrder:
    """Hold places and open an order. Raises `Refused`."""
    wanted = hold(show.id, *places)
    [held] = await place(services.db.pool, [wanted])
    assert isinstance(held, HoldPlaced)
    proof = HoldProof(wanted.hold_id, show.id, places)
    buyer = Buyer(f"Buyer {customer}", f"b{customer}@buyers.test", customer)
    opened = await open_order(services, proof, buyer, None, wishes=Wishes(offer_code=code))
    assert isinstance(opened, tuple)
    return opened[0]


async def outcome(buying: Any) -> str:
    """`opened`, or the code of the refusal."""
    try:
        await buying
    except Refused as refused:
        return refused.code
    return "opened"


async def test_of_five_hundred_buyers_at_once_exactly_a_hundred_get_it(
    services: Services,
) -> None:
    """A limit of 100 gives 100 orders their price and refuses 400, and the count says so."""
    house = await create_house(services, places=1, standing=499)
    show = await create_show(services, house, places_per_order_max=1)
    made = await create_offer(services, house, uses_max=100)

    buyers = [outcome(buy(services, show, (n,), customer=n)) for n in range(500)]
    found = await asyncio.gather(*buyers)

    assert found.count("opened") == 100
    assert found.count("offer_used_up") == 400
    pool = services.db.pool
    assert await pool.fetchval("SELECT uses FROM offer_counts WHERE offer_id = $1", made.id) == 100
    lowered = await pool.fetchval("SELECT count(*) FROM orders WHERE total < 46500 * 100")
    assert lowered == await pool.fetchval("SELECT count(*) FROM offer_uses") == 100


async def test_a_customer_gets_it_as_often_as_a_customer_may(services: Services) -> None:
    """Twenty orders of one customer at once: the limit for each customer holds."""
    show = await create_show(services, house := await create_house(services, places=20))
    await create_offer(services, house, uses_per_customer_max=2)

    found = await asyncio.gather(
        *(outcome(buy(services, show, (n,), customer=5)) for n in range(20))
    )

    assert found.count("opened") == 2
    assert set(found) == {"opened", "offer_used_up"}


async def test_a_code_of_many_works_for_one_order(services: Services) -> None:
    """Ten orders with the same single code: one has it."""
    show = await create_show(services, house := await create_house(services, places=10))
    made = await create_offer(services, house, way=Way.CODES, code="")
    async with services.db.transaction() as tx:
        await make_codes(tx, made, 3, prefix="vip")
    codes = [code async for some in codes_of(services.db.pool, made.id) for code, _ in some]

    found = await asyncio.gather(
        *(outcome(buy(services, show, (n,), customer=n, code=codes[0])) for n in range(10))
    )

    assert len(codes) == 3
    assert sorted(found) == ["offer_used_up"] * 9 + ["opened"]


async def test_a_use_lapses_with_its_order_and_goes_to_the_next_at_that_moment(
    services: Services,
) -> None:
    """No sweep is needed; the order that had it can never be paid at that price any more."""
    show = await create_show(services, house := await create_house(services, places=3))
    await create_offer(services, house, uses_max=1)
    first = await buy(services, show, (0,))

    assert await outcome(buy(services, show, (1,), customer=2)) == "offer_used_up"
    await let_time_pass(services.db, 1000)
    await services.db.pool.execute("UPDATE offer_uses SET until = until - interval '1000 s'")
    second = await buy(services, show, (2,), customer=3)

    assert second.total < 46_500 + 8_100
    status = "SELECT status FROM orders WHERE id = $1"
    assert await services.db.pool.fetchval(status, first.order_id) == "cancelled"


async def test_the_workers_round_gives_back_what_lapsed(services: Services) -> None:
    """Uses of orders that run out come back without a buyer who needs them; twice changes none."""
    show = await create_show(services, house := await create_house(services))
    await create_offer(services, house)
    await buy(services, show, (0,))

    assert await release_lapsed(services.db) == 0
    await let_time_pass(services.db, 1000)
    await services.db.pool.execute("UPDATE offer_uses SET until = until - interval '1000 s'")

    assert [await release_lapsed(services.db), await release_lapsed(services.db)] == [1, 0]
    assert await services.db.pool.fetchval("SELECT uses FROM offer_counts") == 0


async def test_an_order_that_cannot_open_uses_nothing(services: Services) -> None:
    """A hold that has lapsed: the offer is as it was."""
    show = await create_show(services, house := await create_house(services))
    await create_offer(services, house)
    proof = HoldProof(hold(show.id, 0).hold_id, show.id, (0,))
    buyer = Buyer("Ann", "ann@buyers.test", 1)

    with pytest.raises(Refused, match="hold_expired"):
        await open_order(services, proof, buyer, None, wishes=Wishes(offer_code="TEN"))

    assert await services.db.pool.fetchval("SELECT uses FROM offer_counts") == 0
    assert await services.db.pool.fetchval("SELECT count(*) FROM offer_uses") == 0
