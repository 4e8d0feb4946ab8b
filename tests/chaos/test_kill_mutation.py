"""kill -9 of the server in the middle of a mutation: its key is free again, or leased and taken
over."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import httpx

from tessera.services import Services
from tests.fixtures.gateway import GatewayProcess
from tests.fixtures.house import OWNER, PASSWORD, create_house, create_show, let_time_pass
from tests.fixtures.servers import ServerProcess, buyer_at


async def until(condition: Callable[[], Any], what: str) -> None:
    """Until `condition` holds, ten seconds at most."""
    for _ in range(200):
        if await condition():
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"never: {what}")


async def quietly(request: Any) -> None:
    """Send it, whatever becomes of it."""
    with suppress(httpx.HTTPError):
        await request


async def captured_more(gateway: GatewayProcess, count: int) -> bool:
    """Whether the gateway has captured more than so many payments."""
    return (await asyncio.to_thread(gateway.totals)).captured_count > count


async def test_mutation_killed_in_flight_happens_once_with_the_same_key(
    serve: Callable[..., ServerProcess], services: Services
) -> None:
    """The transaction dies with its process: no effect, no answer; the next try is the first."""
    house = await create_house(services)
    server, pool = await asyncio.to_thread(serve), services.db.pool
    async with httpx.AsyncClient(base_url=f"{server.url}/api/v1", timeout=30) as client:
        sign_in = await client.post("/auth/login", json={"email": OWNER, "password": PASSWORD})
        bearer = {"Authorization": f"Bearer {sign_in.json()['access_token']}"}
        client.headers.update(bearer | {"Idempotency-Key": "k"})
        wish = {"turnaround_minutes": 25}
        hall, waits = f"/halls/{house.hall_id}", "SELECT count(*) FROM pg_locks WHERE NOT granted"
        async with services.db.transaction() as tx:
            await tx.fetch("SELECT id FROM halls WHERE id = $1 FOR UPDATE", house.hall_id)
            sending = asyncio.create_task(quietly(client.patch(hall, json=wish)))
            await until(lambda: pool.fetchval(waits), "the change waits for the row")
            await asyncio.to_thread(server.kill)
            await sending
        await asyncio.to_thread(server.start)

        answers = [await client.patch(hall, json=wish) for _ in range(2)]

    assert [answer.json()["turnaround_minutes"] for answer in answers] == [25, 25]
    replays = [answer.headers.get("idempotent-replayed") for answer in answers]
    assert replays == [None, "true"]


async def test_payment_killed_in_flight_is_taken_over_after_its_lease(
    serve: Callable[..., ServerProcess], services: Services, gateway: GatewayProcess
) -> None:
    """Money is under way outside any transaction, so the key is leased: 409 until the lease has run
    out, then the same attempt is asked about; the gateway captured once."""
    show = await create_show(services, await create_house(services))
    server = await asyncio.to_thread(serve)
    async with buyer_at(server) as ann:
        order = (await ann.order((await ann.hold(show.id, [0])).json())).json()
        before = gateway.totals().captured_count
        paying = asyncio.create_task(quietly(ann.pay(order, "tok_success+delay_30", key="p")))
        await until(lambda: captured_more(gateway, before), "the gateway captures")
        await asyncio.to_thread(server.kill)
        await paying
        await asyncio.to_thread(server.start)

        early = await ann.pay(order, "tok_success+delay_30", key="p")
        await let_time_pass(services.db, 61)
        late = [await ann.pay(order, "tok_success+delay_30", key="p") for _ in range(2)]

    assert (early.status_code, early.json()["code"]) == (409, "idempotency_in_progress")
    assert early.headers["retry-after"] == "1"
    assert [(a.status_code, a.json()["status"]) for a in late] == [(200, "paid")] * 2
    assert late[1].headers["idempotent-replayed"] == "true"
    assert gateway.totals().captured_count == before + 1
