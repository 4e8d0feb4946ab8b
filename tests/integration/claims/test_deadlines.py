"""Deadlines go by the batch, and claims and orders change in place."""

import asyncio

from tessera.claims.expire import BATCHES_MAX, expire
from tessera.claims.place import place
from tessera.claims.tasks import sweep
from tessera.orders.open import open_orders
from tessera.services import Services
from tests.fixtures.house import create_house, create_show, hold, let_time_pass, order

INDEXED = """
SELECT i.indrelid::regclass::text AS named, pg_get_indexdef(i.indexrelid) AS definition
FROM pg_index i WHERE i.indrelid IN ('claims'::regclass, 'orders'::regclass)
"""
CHANGES = {
    "claims": ("state", "owner", "until"),
    "orders": ("status", "paid_at", "ended_at"),
}


async def test_no_index_knows_what_a_purchase_changes(services: Services) -> None:
    """PostgreSQL then changes a row on its page (HOT), and no index gets an entry."""
    found = await services.db.pool.fetch(INDEXED)

    assert {row["named"] for row in found} == set(CHANGES)
    for row in found:
        columns = row["definition"].partition(" USING ")[2].replace("_", " ").split()
        plain = {word.strip("(),") for word in columns}
        assert plain.isdisjoint(CHANGES[row["named"]]), row["definition"]


async def test_batch_of_holds_is_one_deadline_for_each_length(services: Services) -> None:
    """Two shows that hold for ten minutes, one that holds for five: two rows."""
    show = await create_show(services, await create_house(services, places=6))
    five = hold(show.id, 4, seconds=300)

    await place(services.db.pool, [hold(show.id, 0, 1), hold(show.id, 2), five])

    rows = await services.db.pool.fetch("SELECT places FROM deadlines ORDER BY due")
    assert [sorted(row["places"]) for row in rows] == [[4], [0, 1, 2]]


async def test_sweep_leaves_what_was_prolonged(services: Services) -> None:
    """The deadline of a hold that became an order is looked at, and passes over it."""
    show = await create_show(services, await create_house(services, places=3))
    held, left = hold(show.id, 0), hold(show.id, 1)
    await place(services.db.pool, [held, left])
    await open_orders(services.db.pool, [order(held, show)])
    await let_time_pass(services.db, 601)

    freed = await sweep(services)

    kept = await services.db.pool.fetch("SELECT place, state FROM claims")
    assert freed == 1
    assert [tuple(row) for row in kept] == [(0, "pending")]
    assert await services.db.pool.fetchval("SELECT count(*) FROM deadlines") == 1


async def test_order_that_lapses_frees_its_places_once(services: Services) -> None:
    """Ten sweepers at once: each place is freed by one of them, and no deadline is left."""
    show = await create_show(services, await create_house(services, places=6))
    holds = [hold(show.id, one) for one in range(6)]
    await place(services.db.pool, holds)
    await open_orders(services.db.pool, [order(held, show) for held in holds])
    await let_time_pass(services.db, 901)

    freed = await asyncio.gather(*(sweep(services) for _ in range(10)))

    assert sum(freed) == 6
    assert await services.db.pool.fetchval("SELECT count(*) FROM deadlines") == 0
    states = await services.db.pool.fetch("SELECT DISTINCT status FROM orders")
    assert [row["status"] for row in states] == ["expired"]


async def test_sweep_says_whether_there_is_more(services: Services) -> None:
    """A lot has a bound; who sweeps comes back while there is more."""
    await services.db.pool.execute(
        "INSERT INTO deadlines (due) SELECT now() FROM generate_series(1, $1)", BATCHES_MAX + 1
    )

    first, second = await expire(services.db.pool), await expire(services.db.pool)

    assert (first.more, second.more) == (True, False)
