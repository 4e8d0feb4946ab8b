"""Every mock payment method, through the real gateway, its webhooks and the reconciler."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from tessera.payments.tasks import reconcile_round
from tessera.services import Services
from tests.fixtures.house import create_house, create_show, let_time_pass
from tests.fixtures.servers import Buyer, ServerProcess, buyer_at


async def until(buyer: Buyer, order: dict[str, Any], *wanted: str) -> dict[str, Any]:
    """The order once its last payment has one of these statuses; ten seconds at most."""
    for _ in range(100):
        found = await buyer.read(order)
        if found["payments"] and found["payments"][-1]["status"] in wanted:
            return found
        await asyncio.sleep(0.1)
    raise AssertionError(f"still {found['payments']}")


@pytest.mark.parametrize(
    ("method", "answer", "status"),
    [
        ("tok_success", 200, "paid"),
        ("tok_instant", 200, "paid"),
        ("tok_decline", 402, "pending"),
        ("tok_slow", 202, "paid"),
        ("tok_slow_decline", 202, "pending"),
    ],
)
async def test_method_answers_and_ends_as_promised(
    serve: Callable[..., ServerProcess],
    services: Services,
    method: str,
    answer: int,
    status: str,
) -> None:
    """The first answer, and the state that the webhook brings."""
    show = await create_show(services, await create_house(services))
    server = await asyncio.to_thread(serve)

    async with buyer_at(server) as ann:
        order = (await ann.order((await ann.hold(show.id, [0])).json())).json()
        paid = await ann.pay(order, method)
        found = await until(ann, order, "succeeded", "failed")

    assert (paid.status_code, found["status"]) == (answer, status)


async def test_lost_answer_ends_paid_by_the_reconciler(
    serve: Callable[..., ServerProcess],
    services: Services,
    settings: Any,
    gateway: Any,
) -> None:
    """Captured, but neither answer nor webhook came: only asking again finds it."""
    show = await create_show(services, await create_house(services))
    server = await asyncio.to_thread(serve)
    async with buyer_at(server) as ann:
        order = (await ann.order((await ann.hold(show.id, [0])).json())).json()
        processing = await ann.pay(order, "tok_lost")
        await let_time_pass(services.db, 61)

        await reconcile_round(services)

        found = await ann.read(order)
    assert (processing.status_code, found["status"]) == (202, "paid")


async def test_instant_money_pays_and_goes_back_without_the_gateway(
    serve: Callable[..., ServerProcess], services: Services
) -> None:
    """Free of the gateway from end to end; codes are signed when somebody looks."""
    show = await create_show(services, await create_house(services))
    server = await asyncio.to_thread(serve)

    async with buyer_at(server) as ann:
        order = (await ann.order((await ann.hold(show.id, [0])).json())).json()
        paid = (await ann.pay(order, "tok_instant")).json()["order"]
        looked = await ann.read(order)

    assert (paid["status"], paid["payments"][0]["status"]) == ("paid", "succeeded")
    assert "code" not in paid["tickets"][0]
    assert looked["tickets"][0]["code"].startswith("TSR1.")
    assert looked["paid_at"] == paid["paid_at"]
