"""kill -9 of a worker at every stage of a purchase's jobs; another one finishes them."""

import asyncio
from collections.abc import Callable

import pytest

from tessera.payments.settle import settle
from tessera.services import Services
from tests.fixtures.gateway import GatewayProcess
from tests.fixtures.house import create_house, create_show
from tests.fixtures.post import Halt, post_office, wire_to
from tests.fixtures.servers import ServerProcess, WorkerProcess, buyer_at
from tests.integration.payments.test_settle import started

SECONDS_MAX = 40
Hire = Callable[..., WorkerProcess]


async def kill_at(halt: Halt, worker: WorkerProcess) -> None:
    """Wait until the worker stands at the stage, and kill it there."""
    async with asyncio.timeout(SECONDS_MAX):
        await halt.reached.wait()
    await asyncio.to_thread(worker.kill)


async def until_done(services: Services, *kinds: str) -> None:
    """Wait until no job of these kinds is left."""
    left = "SELECT count(*) FROM pgqueuer WHERE entrypoint = ANY($1::text[])"
    async with asyncio.timeout(SECONDS_MAX):
        while await services.db.pool.fetchval(left, list(kinds)):
            await asyncio.sleep(0.05)


@pytest.mark.parametrize(
    ("stage", "copies"), [("connected", 1), ("told", 1), ("kept", 2)], ids=lambda value: str(value)
)
async def test_mail_of_a_killed_worker_leaves_all_the_same(
    services: Services, hire: Hire, stage: str, copies: int
) -> None:
    """Once, or twice as one mail: after the server has it, only its Message-ID tells."""
    _, yes = await started(services, 0)
    await settle(services.db.pool, [yes])
    halt = Halt(stage)
    async with post_office(halt) as (office, url):
        await kill_at(halt, hire("--queue", "mail", TESSERA_MAIL_URL=url))

        hire("--queue", "mail", TESSERA_MAIL_URL=url)
        await until_done(services, "confirm_orders", "confirm_order")

    assert len(office.ids) == copies
    assert len(set(office.ids)) == 1


async def buy_and_cancel(server: ServerProcess, show_id: int) -> int:
    """What is owed to a customer who paid and thought better of it, in minor units."""
    async with buyer_at(server) as ann:
        held = (await ann.hold(show_id, [0])).json()
        order = (await ann.order(held)).json()
        assert (await ann.pay(order)).status_code == 200
        answer = await ann.client.post(
            f"/api/v1/orders/{order['id']}/cancellation",
            json={},
            headers={"Order-Token": order["token"]},
        )
    return sum(int(refund["amount"]["amount"]) for refund in answer.json()["refunds"])


@pytest.mark.parametrize("stage", ["asked", "done"])
async def test_refund_of_a_killed_worker_is_sent_once(
    services: Services,
    serve: Callable[..., ServerProcess],
    hire: Hire,
    gateway: GatewayProcess,
    stage: str,
) -> None:
    """The gateway's own books show one refund, whether it had heard of the first try or not."""
    show = await create_show(services, await create_house(services))
    before = gateway.totals().refunded.get("INR", 0)
    owed = await buy_and_cancel(await asyncio.to_thread(serve), show.id)
    halt = Halt(stage)
    async with wire_to(gateway.url, halt) as url:
        await kill_at(halt, hire("--queue", "checkout", TESSERA_GATEWAY_URL=url))
        hire("--queue", "checkout", TESSERA_GATEWAY_URL=url)
        await until_done(services, "send_refund")

    assert gateway.totals().refunded["INR"] - before == owed > 0
    assert await services.db.pool.fetchval("SELECT status FROM refunds") == "succeeded"
