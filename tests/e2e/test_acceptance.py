"""The acceptance of parity.md, over real HTTP with two server processes."""

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import Any

from tessera.claims.tasks import sweep
from tessera.services import Services
from tests.fixtures.gateway import GatewayProcess
from tests.fixtures.house import create_house, create_show, let_time_pass
from tests.fixtures.servers import Buyer, ServerProcess, buyer_at

Serve = Callable[..., ServerProcess]


async def two(serve: Serve) -> tuple[ServerProcess, ServerProcess]:
    """Two server processes on one database."""
    first, second = await asyncio.gather(asyncio.to_thread(serve), asyncio.to_thread(serve))
    return first, second


async def statuses(services: Services) -> Counter[str]:
    """How many orders are in each status."""
    rows = await services.db.pool.fetch("SELECT status, count(*) AS n FROM orders GROUP BY 1")
    return Counter({row["status"]: row["n"] for row in rows})


async def seats_once(buyer: Buyer, show_id: int, states: str) -> dict[str, Any]:
    """The map once the server has heard what the other one sold; three seconds at most."""
    for _ in range(30):
        seats: dict[str, Any] = (await buyer.client.get(f"/api/v1/shows/{show_id}/seats")).json()
        if seats["states"] == states:
            return seats
        await asyncio.sleep(0.1)
    raise AssertionError(f"still {seats['states']}")


async def test_overlapping_sets_at_two_servers_have_one_winner(
    serve: Serve, services: Services
) -> None:
    """Acceptance 1: exactly one wins, the loser changes nothing and is told what was taken."""
    show = await create_show(services, await create_house(services, places=3))
    one, other = await two(serve)

    async with buyer_at(one) as ann, buyer_at(other) as ben:
        answers = await asyncio.gather(ann.hold(show.id, [0, 1]), ben.hold(show.id, [1, 2]))

    assert sorted(answer.status_code for answer in answers) == [201, 409]
    loser = next(answer.json() for answer in answers if answer.status_code == 409)
    assert (loser["code"], loser["places"]) == ("place_taken", [1])
    assert await services.db.pool.fetchval("SELECT count(*) FROM claims") == 2


async def test_two_hundred_buyers_of_one_place_make_one_paid_order(
    serve: Serve, services: Services, gateway: GatewayProcess
) -> None:
    """Acceptance 2: one paid order; nobody else was charged, by the gateway's own books."""
    show = await create_show(services, await create_house(services, places=1))
    servers = await two(serve)
    before = gateway.totals().captured.get("INR", 0)

    async with buyer_at(servers[0]) as ann, buyer_at(servers[1]) as ben:
        answers = await asyncio.gather(
            *((ann if n % 2 else ben).buy(show.id, [0]) for n in range(200))
        )

    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: 199}
    assert await statuses(services) == {"paid": 1}
    assert gateway.totals().captured["INR"] - before == show.prices["regular"].total


async def test_twice_as_many_buyers_as_places_sell_every_place_once(
    serve: Serve, services: Services
) -> None:
    """Acceptance 3: N sold to 2N buyers, and the map says so."""
    show = await create_show(services, await create_house(services, places=20))
    servers = await two(serve)

    async with buyer_at(servers[0]) as ann, buyer_at(servers[1]) as ben:
        answers = await asyncio.gather(
            *((ann if n % 2 else ben).buy(show.id, [n % 20]) for n in range(40))
        )
        seats = await seats_once(ann, show.id, "s" * 20)

    assert Counter(answer.status_code for answer in answers) == {200: 20, 409: 20}
    assert seats["available"] == 0


async def test_same_seat_sells_in_two_shows_of_one_hall(serve: Serve, services: Services) -> None:
    """Acceptance 4: a seat is a place of one show."""
    house = await create_house(services)
    shows = [await create_show(services, house, days=1), await create_show(services, house, days=2)]
    server = await asyncio.to_thread(serve)

    async with buyer_at(server) as ann:
        answers = [await ann.buy(show.id, [0]) for show in shows]

    assert [answer.status_code for answer in answers] == [200, 200]


async def test_abandoned_checkouts_expire_and_free_their_places(
    serve: Serve, services: Services
) -> None:
    """Acceptance 5: many pending orders at once; abandoned ones lapse and sell again."""
    show = await create_show(services, await create_house(services, places=10))
    server = await asyncio.to_thread(serve)
    async with buyer_at(server) as ann:
        holds = await asyncio.gather(*(ann.hold(show.id, [n]) for n in range(10)))
        orders = await asyncio.gather(*(ann.order(held.json()) for held in holds))
        await let_time_pass(services.db, 901)
        await sweep(services)

        # The server hears of the sweep over Valkey, or by reading within two seconds.
        for _ in range(40):
            again = await ann.buy(show.id, [3])
            if again.status_code == 200:
                break
            await asyncio.sleep(0.1)

        assert again.status_code == 200, again.text
        assert (await ann.read(orders[0].json()))["status"] == "expired"


async def test_paid_order_is_readable_long_after_every_deadline(
    serve: Serve, services: Services
) -> None:
    """Acceptance 11: what was bought stays."""
    show = await create_show(services, await create_house(services))
    server = await asyncio.to_thread(serve)
    async with buyer_at(server) as ann:
        order = (await ann.order((await ann.hold(show.id, [0])).json())).json()
        await ann.pay(order)
        await let_time_pass(services.db, 365 * 86_400)
        await sweep(services)

        found = await ann.read(order)

    assert found["status"] == "paid"
    assert found["tickets"][0]["status"] == "valid"


async def test_repeated_requests_have_one_effect_and_one_answer(
    serve: Serve, services: Services
) -> None:
    """P9: each step with the same key at another server answers the same bytes."""
    show = await create_show(services, await create_house(services))
    one, other = await two(serve)

    async with buyer_at(one) as ann, buyer_at(other) as twin:
        holds = [await who.hold(show.id, [0], key="h") for who in (ann, twin)]
        orders = [await who.order(holds[0].json(), key="o") for who in (ann, twin)]
        paid = [await who.pay(orders[0].json(), key="p") for who in (ann, twin)]

    for first, second in (holds, orders, paid):
        assert (first.status_code, first.content) == (second.status_code, second.content)
        assert second.headers["idempotent-replayed"] == "true"
    assert await services.db.pool.fetchval("SELECT count(*) FROM payments") == 1


async def test_key_with_another_body_is_refused(serve: Serve, services: Services) -> None:
    """P9: the same key for something else is a mistake, and says so."""
    show = await create_show(services, await create_house(services))
    server = await asyncio.to_thread(serve)

    async with buyer_at(server) as ann:
        await ann.hold(show.id, [0], key="k")
        other = await ann.hold(show.id, [1], key="k")

    assert (other.status_code, other.json()["code"]) == (422, "idempotency_mismatch")
