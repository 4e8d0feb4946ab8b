"""Opening orders from holds, batched, against real PostgreSQL."""

from tessera.claims.model import KeptAnswer, KeyKnown
from tessera.claims.place import place
from tessera.kit.idempotency import Intent
from tessera.orders.model import OrderOpened, OrderRefusal, OrderRefused, ShowChanged
from tessera.orders.open import open_orders
from tessera.services import Services
from tests.fixtures.house import counted, create_house, create_show, hold, let_time_pass, order


async def test_live_hold_becomes_an_order_with_pending_claims(services: Services) -> None:
    """The claims change their owner and their deadline in the order's transaction."""
    show = await create_show(services, await create_house(services))
    held = hold(show.id, 0, 1)
    await place(services.db.pool, [held])

    opening = order(held, show)
    [outcome] = await open_orders(services.db.pool, [opening])

    rows = await services.db.pool.fetch("SELECT state, owner FROM claims")
    assert isinstance(outcome, OrderOpened)
    assert {tuple(row) for row in rows} == {("pending", opening.order_id)}


async def test_lapsed_hold_opens_no_order(services: Services) -> None:
    """A hold past its deadline is refused even where nobody took its places."""
    show = await create_show(services, await create_house(services))
    held = hold(show.id, 0)
    await place(services.db.pool, [held])
    await let_time_pass(services.db, 601)

    [outcome] = await open_orders(services.db.pool, [order(held, show)])

    assert outcome == OrderRefused(OrderRefusal.HOLD_EXPIRED)
    assert await services.db.pool.fetchval("SELECT count(*) FROM orders") == 0


async def test_hold_opens_one_order_however_often_it_is_asked(services: Services) -> None:
    """The second order of a hold finds that its claims have moved on."""
    show = await create_show(services, await create_house(services))
    held = hold(show.id, 0)
    await place(services.db.pool, [held])

    [first] = await open_orders(services.db.pool, [order(held, show)])
    [second] = await open_orders(services.db.pool, [order(held, show)])

    assert isinstance(first, OrderOpened)
    assert second == OrderRefused(OrderRefusal.HOLD_EXPIRED)


async def test_known_key_opens_no_second_order(services: Services) -> None:
    """P9: the second order with a key is told that the key is known, another hold or not."""
    key = Intent(b"k" * 16, b"f" * 16)
    show = await create_show(services, await create_house(services))
    holds = [hold(show.id, 0), hold(show.id, 1)]
    await place(services.db.pool, holds)
    orders = [order(held, show, answer=KeptAnswer(key, b"{}")) for held in holds]

    [first] = await open_orders(services.db.pool, orders[:1])
    [second] = await open_orders(services.db.pool, orders[1:])

    assert isinstance(first, OrderOpened)
    assert second == KeyKnown(key)
    assert await services.db.pool.fetchval("SELECT count(*) FROM orders") == 1


async def test_price_of_an_older_show_is_not_taken(services: Services) -> None:
    """A show that changed since the prices were computed answers so, and nothing is opened."""
    show = await create_show(services, await create_house(services))
    held = hold(show.id, 0)
    await place(services.db.pool, [held])
    await services.db.pool.execute("UPDATE shows SET version = version + 1")

    [outcome] = await open_orders(services.db.pool, [order(held, show)])

    assert outcome == ShowChanged()
    assert await services.db.pool.fetchval("SELECT state FROM claims") == "held"


async def test_guest_at_the_limit_opens_no_second_order(services: Services) -> None:
    """P8: a guest is known by the address at the order, and counted by it."""
    show = await create_show(services, await create_house(services), places_per_customer_max=1)
    first, second = hold(show.id, 0), hold(show.id, 1)
    await place(services.db.pool, [first, second])

    await open_orders(services.db.pool, [order(first, show, customer_places_max=1)])
    [outcome] = await open_orders(services.db.pool, [order(second, show, customer_places_max=1)])

    assert outcome == OrderRefused(OrderRefusal.LIMIT_REACHED)


async def test_one_bad_order_does_not_fail_its_neighbours(services: Services) -> None:
    """Each order of a batch has its own outcome."""
    show = await create_show(services, await create_house(services))
    good, lapsed = hold(show.id, 0), hold(show.id, 1)
    await place(services.db.pool, [good])

    outcomes = await open_orders(services.db.pool, [order(lapsed, show), order(good, show)])

    assert isinstance(outcomes[0], OrderRefused)
    assert isinstance(outcomes[1], OrderOpened)


async def test_a_batch_of_orders_is_one_round_trip(services: Services, database_url: str) -> None:
    """Three orders cost PostgreSQL's wire what one does."""
    show = await create_show(services, await create_house(services))
    holds = [hold(show.id, n) for n in range(3)]
    await place(services.db.pool, holds)

    async with counted(database_url) as connection:
        await open_orders(connection, [order(held, show) for held in holds])

        assert type(connection).trips == 1
