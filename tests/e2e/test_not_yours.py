"""Acceptance 8: somebody else's order, other places, another amount, a replayed signature."""

import asyncio
import time
from collections.abc import Callable
from typing import Any, NamedTuple
from uuid import UUID

import httpx
import msgspec
import pytest

from tessera.kit.ids import new_id
from tessera.payments.gateway.signature import AGE_SECONDS_MAX, HEADER, sign
from tessera.payments.gateway.webhooks import Event
from tessera.services import Services
from tests.fixtures.gateway import WEBHOOK_SECRET
from tests.fixtures.house import create_house, create_show
from tests.fixtures.servers import Buyer, ServerProcess, buyer_at

MOCK = {"provider": "mock", "method": "tok_success"}


class Two(NamedTuple):
    """Two buyers' holds and pending orders of one show, at one server."""

    server: ServerProcess
    holds: list[dict[str, Any]]
    orders: list[dict[str, Any]]


@pytest.fixture
async def two(serve: Callable[..., ServerProcess], services: Services) -> Two:
    """Ann's and Ben's; a third hold has no order yet."""
    show = await create_show(services, await create_house(services, places=6))
    server = await asyncio.to_thread(serve)
    async with buyer_at(server) as ann:
        holds = [(await ann.hold(show.id, [n])).json() for n in range(3)]
        orders = [(await ann.order(held)).json() for held in holds[:2]]
    return Two(server, holds, orders)


async def statuses(services: Services) -> tuple[list[str], int]:
    """Of all orders, in the order of their making; and how many attempts there are."""
    rows = await services.db.pool.fetch("SELECT status FROM orders ORDER BY id")
    attempts: int = await services.db.pool.fetchval("SELECT count(*) FROM payments")
    return [row["status"] for row in rows], attempts


async def test_somebody_elses_order_can_be_neither_read_nor_paid_nor_cancelled(
    two: Two, services: Services
) -> None:
    """With the token of another order it is as if there were none; nothing changes."""
    ann, ben = two.orders
    path, token = f"/api/v1/orders/{ben['id']}", {"Order-Token": ann["token"]}
    async with buyer_at(two.server) as thief:
        client = thief.client
        answers = [
            await client.get(path, headers=token),
            await client.post(f"{path}/payments", json=MOCK, headers=token),
            await client.post(f"{path}/cancellation", json={}, headers=token),
            await client.get(f"{path}/cancellation", headers=token),
            await client.post(f"{path}/payments", json=MOCK),
        ]

    assert [answer.status_code for answer in answers] == [404] * 5
    assert await statuses(services) == (["pending", "pending"], 0)


async def test_places_and_amounts_are_what_was_held_and_priced_here(
    two: Two, services: Services
) -> None:
    """Another hold's token, places of one's own choice, an amount, a price: all are refused."""
    ann, free = two.holds[0], two.holds[2]
    body = {"hold_id": free["id"], "hold_token": free["token"]}
    buyer = {"buyer": {"name": "Ann", "email": "ann@buyers.test"}}
    token = {"Order-Token": two.orders[0]["token"]}
    pay = f"/api/v1/orders/{two.orders[0]['id']}/payments"
    async with buyer_at(two.server) as thief:
        answers = [
            await thief.client.post("/api/v1/orders", json=body | buyer | forged)
            for forged in ({"hold_token": ann["token"]}, {"places": [5]}, {"total": 1})
        ]
        answers += [
            await thief.client.post(pay, json=MOCK | forged, headers=token)
            for forged in ({"amount": 1}, {"currency": "JPY"})
        ]

    assert all(answer.status_code in (404, 409, 410, 422) for answer in answers), [
        answer.text for answer in answers
    ]
    assert await statuses(services) == (["pending", "pending"], 0)


async def started(buyer: Buyer, order: dict[str, Any], services: Services) -> UUID:
    """An attempt that waits for news."""
    assert (await buyer.pay(order, "tok_lost")).status_code == 202
    payment_id: UUID = await services.db.pool.fetchval(
        "SELECT id FROM payments WHERE order_id = $1", UUID(order["id"])
    )
    return payment_id


def webhook(payment_id: UUID, total: int, *, at: int) -> tuple[bytes, dict[str, str]]:
    """As the gateway writes and signs it at that Unix time."""
    event = Event(new_id(), "payment.succeeded", payment_id, "gw_1", total, "INR")
    body = msgspec.json.encode(event)
    return body, {HEADER: sign(WEBHOOK_SECRET, body, at), "Content-Type": "application/json"}


async def test_signature_that_is_old_or_of_another_body_says_nothing(
    two: Two, services: Services
) -> None:
    """An old one, another payment's, another amount's: refused, and no order is paid by it."""
    now, path = int(time.time()), "/api/v1/webhooks/mock"
    async with buyer_at(two.server) as ann:
        payments = [await started(ann, order, services) for order in two.orders]
        total = two.orders[0]["total"]["amount"]
        old = webhook(payments[0], total, at=now - AGE_SECONDS_MAX - 5)
        _, signed = webhook(payments[0], total, at=now)
        stolen = webhook(payments[1], total, at=now)[0]
        cheap = webhook(payments[0], 1, at=now)[0]
        answers = [
            await post(ann.client, path, body=body, headers=headers)
            for body, headers in (old, (stolen, signed), (cheap, signed), (old[0], {}))
        ]

    assert answers == [403] * 4
    assert (await statuses(services))[0] == ["pending", "pending"]


async def test_webhook_that_is_replayed_pays_once(two: Two, services: Services) -> None:
    """The same signed message three times: one order, one ticket, one posting."""
    path = "/api/v1/webhooks/mock"
    async with buyer_at(two.server) as ann:
        payment_id = await started(ann, two.orders[0], services)
        total = two.orders[0]["total"]["amount"]
        body, headers = webhook(payment_id, total, at=int(time.time()))
        answers = [await post(ann.client, path, body=body, headers=headers) for _ in range(3)]

    assert [answer // 100 for answer in answers] == [2] * 3
    assert (await statuses(services))[0] == ["paid", "pending"]
    count = "SELECT count(DISTINCT transaction_id) FROM ledger_entries"
    assert await services.db.pool.fetchval(count) == 1
    assert await services.db.pool.fetchval("SELECT count(*) FROM tickets") == 1


async def post(
    client: httpx.AsyncClient, path: str, *, body: bytes, headers: dict[str, str]
) -> int:
    """The status that a webhook gets."""
    return (await client.post(path, content=body, headers=headers)).status_code
