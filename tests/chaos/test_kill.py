"""kill -9 of the server between any two steps of a purchase, then a restart: the books close."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import UUID

import httpx
import pytest

from tessera.orders.read import read_order
from tessera.payments.tasks import reconcile_round
from tessera.services import Services
from tests.fixtures.gateway import GatewayProcess
from tests.fixtures.house import create_house, create_show, let_time_pass
from tests.fixtures.servers import Buyer, ServerProcess, buyer_at

STEPS = ("hold", "order", "pay")


async def steps_until(buyer: Buyer, show_id: int, last: str) -> dict[str, Any] | None:
    """Take the steps up to `last`; the last one is on its way when the server dies."""
    held = await buyer.hold(show_id, [0], key="h")
    if last == "hold":
        return None
    order: dict[str, Any] = (await buyer.order(held.json(), key="o")).json()
    if last == "pay":
        await asyncio.wait({asyncio.create_task(_quietly(buyer, order))}, timeout=0.02)
    return order


async def _quietly(buyer: Buyer, order: dict[str, Any], method: str = "tok_success") -> None:
    with suppress(httpx.HTTPError):
        await buyer.pay(order, method, key="p")


@pytest.mark.parametrize("last", STEPS)
async def test_purchase_goes_on_after_a_kill_with_the_same_keys(
    serve: Callable[..., ServerProcess], services: Services, last: str
) -> None:
    """The buyer sends again what got no answer; there is one order, paid once, and all agree."""
    show = await create_show(services, await create_house(services))
    server = await asyncio.to_thread(serve)
    async with buyer_at(server) as ann:
        await steps_until(ann, show.id, last)
        await asyncio.to_thread(server.kill)
        await asyncio.to_thread(server.start)
        # A key whose process died is leased for a minute; then it may be taken over.
        await services.db.pool.execute(
            "UPDATE idempotency_keys SET instant = instant - interval '61 s' WHERE status IS NULL"
        )

        held = (await ann.hold(show.id, [0], key="h")).json()
        order = (await ann.order(held, key="o")).json()
        await ann.pay(order, key="p")
        found = await ann.read(order)

    assert found["status"] == "paid"
    assert len(found["tickets"]) == 1
    assert await services.db.pool.fetchval("SELECT count(*) FROM payments") == 1


async def test_captured_payment_of_a_killed_server_is_found_without_its_buyer(
    serve: Callable[..., ServerProcess], services: Services, gateway: GatewayProcess
) -> None:
    """The gateway has the money, the server died before its answer, the buyer never comes back:
    the reconciler gives them their ticket all the same."""
    show = await create_show(services, await create_house(services))
    server = await asyncio.to_thread(serve)
    async with buyer_at(server) as ann:
        order = (await ann.order((await ann.hold(show.id, [0])).json())).json()
        captured = gateway.totals().captured_count
        paying = asyncio.create_task(_quietly(ann, order, "tok_success+delay_30"))
        await _captured_more_than(gateway, captured)
        await asyncio.to_thread(server.kill)
        await paying
    unsettled = await services.db.pool.fetchval("SELECT status FROM payments")
    await let_time_pass(services.db, 61)

    await reconcile_round(services)

    found = await read_order(services.db.pool, UUID(order["id"]))
    assert unsettled == "created"
    assert (found.status, [t.status for t in found.tickets]) == ("paid", ["valid"])


async def _captured_more_than(gateway: GatewayProcess, count: int) -> None:
    for _ in range(200):
        if (await asyncio.to_thread(gateway.totals)).captured_count > count:
            return
        await asyncio.sleep(0.05)
    raise AssertionError("nothing was captured in ten seconds")
