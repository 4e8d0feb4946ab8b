"""Paying on the gateway's own page: the way of every provider that keeps card data to itself."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tessera.services import Services
from tests.fixtures.house import create_house, create_show
from tests.fixtures.servers import Buyer, ServerProcess, buyer_at


async def until(buyer: Buyer, order: dict[str, Any], *wanted: str) -> dict[str, Any]:
    """The order once its payment has one of these statuses; ten seconds at most."""
    for _ in range(100):
        found = await buyer.read(order)
        if found["payments"][-1]["status"] in wanted:
            return found
        await asyncio.sleep(0.1)
    raise AssertionError(f"still {found['payments']}")


@pytest.mark.parametrize(
    ("choice", "payment", "status"),
    [("pay", "succeeded", "paid"), ("decline", "failed", "pending")],
)
async def test_choice_on_the_hosted_page_ends_the_payment(
    serve: Callable[..., ServerProcess],
    services: Services,
    choice: str,
    payment: str,
    status: str,
) -> None:
    """The answer is a redirect; what is pressed there comes back by webhook."""
    show = await create_show(services, await create_house(services))
    server = await asyncio.to_thread(serve)
    async with buyer_at(server) as ann, httpx.AsyncClient() as browser:
        order = (await ann.order((await ann.hold(show.id, [0])).json())).json()
        step = await ann.pay(order, "tok_hosted")
        page = await browser.get(step.json()["url"])

        back = await browser.post(step.json()["url"], data={"choice": choice})

        found = await until(ann, order, payment)
    assert (step.status_code, step.json()["status"]) == (202, "redirect")
    assert f"INR {order['total']['amount'] / 100:.2f}" in page.text
    assert back.headers["location"].startswith(f"{server.url}/orders/{order['id']}/")
    assert found["status"] == status


async def test_unknown_method_is_declined_and_leaves_the_order_payable(
    serve: Callable[..., ServerProcess], services: Services
) -> None:
    """A mistyped behaviour takes no money, and the next attempt may follow."""
    show = await create_show(services, await create_house(services))
    server = await asyncio.to_thread(serve)
    async with buyer_at(server) as ann:
        order = (await ann.order((await ann.hold(show.id, [0])).json())).json()

        wrong = await ann.pay(order, "tok_success+wobble")
        right = await ann.pay(order, "tok_success+webhook_twice+webhook_first")

    assert (wrong.status_code, wrong.json()["failure"]) == (402, "unknown_method")
    assert right.json()["status"] == "paid"
