"""Invoices of many workers at once: no gap, no twin, whoever dies."""

import asyncio
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError

from tessera.claims.place import place
from tessera.invoices.issue import issue_all, issue_due
from tessera.kit.database import LOST
from tessera.orders.open import open_orders
from tessera.payments.settle import settle
from tessera.services import Services
from tests.fixtures.house import create_house, create_show, hold, order
from tests.integration.payments.test_settle import attempt

SOLD = 24
WORKERS = 5


async def sold(services: Services) -> list[Any]:
    """Paid orders, in the order of payment; each payment settled by itself."""
    show = await create_show(services, await create_house(services, places=SOLD))
    orders = []
    for seat in range(SOLD):
        held = hold(show.id, seat)
        await place(services.db.pool, [held])
        opening = order(held, show)
        await open_orders(services.db.pool, [opening])
        await settle(services.db.pool, [await attempt(services, opening)])
        orders.append(opening.order_id)
    return orders


async def numbered(services: Services) -> list[Any]:
    """The invoiced orders by number, asserting that numbers run from one."""
    rows = await services.db.pool.fetch("SELECT number, order_id FROM invoices ORDER BY number")
    assert [row["number"] for row in rows] == list(range(1, len(rows) + 1))
    return [row["order_id"] for row in rows]


async def small_steps(services: Services) -> None:
    """A worker that takes three at a time."""
    taken = 3
    while taken:
        async with services.db.transaction() as tx:
            taken, _ = await issue_due(tx, 3)


async def die_issuing(services: Services) -> None:
    """Give five numbers and lose the connection before the commit."""
    async with services.db.pool.acquire() as other, services.db.transaction() as tx:
        await issue_due(tx, 5)
        pid = await tx.raw.fetchval("SELECT pg_backend_pid()")
        await other.execute("SELECT pg_terminate_backend($1)", pid)


async def test_workers_at_once_number_every_order_once_as_paid(services: Services) -> None:
    """Five workers share the work; numbers follow the payments without gap or twin."""
    orders = await sold(services)

    await asyncio.gather(*(small_steps(services) for _ in range(WORKERS)))
    await issue_all(services.db)

    assert await numbered(services) == orders
    assert await services.db.pool.fetchval("SELECT count(*) FROM invoices_due") == 0


async def test_worker_killed_before_its_commit_leaves_no_gap(services: Services) -> None:
    """Its connection dies with numbers given; another worker gives the same ones again."""
    orders = await sold(services)
    with pytest.raises((DBAPIError, *LOST)):
        await die_issuing(services)

    assert await numbered(services) == []
    await issue_all(services.db)

    assert await numbered(services) == orders
