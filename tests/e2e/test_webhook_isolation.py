"""A receiver that hangs keeps nobody waiting: not buyers, not their mails and refunds, not other
receivers. The figures are measured by `python -m bench webhooks`; here is why they are so."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack

from tessera.services import Services
from tessera.webhooks.dispatch import PER_ENDPOINT_MAX
from tests.fixtures.house import create_house, create_show
from tests.fixtures.post import Halt, post_office
from tests.fixtures.receiver import receiver, until
from tests.fixtures.servers import ServerProcess, WorkerProcess, buyer_at
from tests.integration.webhooks.test_told import endpoint

PURCHASES = 30
SECONDS_MAX = 40


async def done(services: Services) -> None:
    """Wait until no job of any queue is left and every refund was sent."""
    left = """SELECT (SELECT count(*) FROM pgqueuer)
        + (SELECT count(*) FROM refunds WHERE status <> 'succeeded')"""
    async with asyncio.timeout(SECONDS_MAX):
        while await services.db.pool.fetchval(left):
            await asyncio.sleep(0.05)


async def buy_all(server: ServerProcess, show_id: int) -> None:
    """Every place is bought, and the first one given back."""
    async with buyer_at(server) as ann:
        for n in range(PURCHASES):
            order = (await ann.order((await ann.hold(show_id, [n])).json())).json()
            assert (await ann.pay(order)).status_code == 200
            path, token = f"/api/v1/orders/{order['id']}/cancellation", order["token"]
            if n == 0:
                await ann.client.post(path, json={}, headers={"Order-Token": token})


async def test_hanging_receiver_holds_up_no_job_and_no_other_receiver(
    services: Services,
    serve: Callable[..., ServerProcess],
    hire: Callable[..., WorkerProcess],
) -> None:
    """While four messages hang, one worker confirms every order, refunds one and tells the other
    receiver all of it; what waits for the hanging one waits where it is."""
    house = await create_house(services, places=PURCHASES)
    show = await create_show(services, house)
    server = await asyncio.to_thread(serve)
    async with AsyncExitStack() as stack:
        slow = await stack.enter_async_context(receiver(hangs=asyncio.Event()))
        quick = await stack.enter_async_context(receiver())
        office, mail_url = await stack.enter_async_context(post_office(Halt("")))
        for there in (slow, quick):
            await endpoint(services, house, url=there.url)
        hire(TESSERA_MAIL_URL=mail_url)

        await buy_all(server, show.id)
        await until(lambda: len(quick.got) > PURCHASES, "the quick one is told all", SECONDS_MAX)
        await done(services)

        assert slow.open_most == PER_ENDPOINT_MAX
        assert slow.open > 0, "it still hangs"
        assert len(slow.got) < PURCHASES
        assert len(set(office.ids)) == PURCHASES + 1
