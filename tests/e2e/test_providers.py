"""Paying by the accounts of an organization, over HTTP: from the order to the ticket."""

import asyncio
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import httpx
import pytest

from tessera.services import Services
from tests.fixtures.house import create_house, create_show, offer_provider
from tests.fixtures.razorpay import KEYS as RAZORPAY_KEYS
from tests.fixtures.razorpay import RazorpaySimulator, hook, proof
from tests.fixtures.servers import Buyer, ServerProcess, buyer_at
from tests.fixtures.stripe import KEYS as STRIPE_KEYS
from tests.fixtures.stripe import StripeSimulator


class Shop:
    """A server whose house takes money by one provider, and a buyer with orders."""

    def __init__(self, server: ServerProcess, show_id: int, provider: str) -> None:
        self.server = server
        self.show_id = show_id
        self.provider = provider

    async def order(self, buyer: Buyer, place: int = 0) -> dict[str, Any]:
        """An order of one place."""
        held = (await buyer.hold(self.show_id, [place])).json()
        found: dict[str, Any] = (await buyer.order(held)).json()
        return found

    async def pay(self, buyer: Buyer, order: dict[str, Any]) -> dict[str, Any]:
        """Where the customer goes on."""
        answer = await buyer.client.post(
            f"/api/v1/orders/{order['id']}/payments",
            json={"provider": self.provider, "method": "checkout"},
            headers={"Order-Token": order["token"]},
        )
        assert answer.status_code == 202, answer.text
        found: dict[str, Any] = answer.json()
        return found


@pytest.fixture
async def shop(
    serve: Callable[..., ServerProcess], services: Services, razorpay_simulator: RazorpaySimulator
) -> Shop:
    """A house with a Razorpay account."""
    house = await create_house(services)
    await offer_provider(services, house, "razorpay", keys=RAZORPAY_KEYS)
    show = await create_show(services, house)
    url = razorpay_simulator.url
    server = await asyncio.to_thread(lambda: serve(TESSERA_RAZORPAY_API_URL=url))
    return Shop(server, show.id, "razorpay")


def form_in(html: str) -> tuple[str, dict[str, str]]:
    """Where a page's form leads, and what it carries."""
    [action] = re.findall(r'<form method="post" action="([^"]+)"', html)
    fields = re.findall(r'name="([^"]+)" value="([^"]*)"', html)
    return unescape(action), {name: unescape(value) for name, value in fields}


async def test_order_is_paid_on_razorpays_page_and_has_its_ticket(
    shop: Shop, razorpay_simulator: RazorpaySimulator
) -> None:
    """Order, form, hosted page, bank, signed return: and the ticket is there."""
    async with buyer_at(shop.server) as ann, httpx.AsyncClient() as browser:
        order = await shop.order(ann)
        assert set(order["payment_options"]) == {"mock", "razorpay"}
        step = await shop.pay(ann, order)
        page = await browser.post(step["url"], data=step["fields"])
        bank, fields = form_in(page.text)
        back = await browser.post(razorpay_simulator.url + bank, data=fields | {"choice": "pay"})
        shops_own, proof_of_it = form_in(back.text)

        returned = await browser.post(shops_own, data=proof_of_it)

        found = await ann.read(order)
    assert step["status"] == "form"
    assert (returned.status_code, returned.headers["location"]) == (
        303,
        f"/orders/{order['id']}/pay",
    )
    assert (found["status"], len(found["tickets"])) == ("paid", 1)


@pytest.mark.parametrize("wrong", ["secret", "other order", "replayed", "nothing"])
async def test_proof_that_is_not_of_this_attempt_is_refused(
    shop: Shop, razorpay_simulator: RazorpaySimulator, wrong: str
) -> None:
    """A wrong signature, another order's, one used before: 403, and nothing is paid by it."""
    async with buyer_at(shop.server) as ann:
        first, second = await shop.order(ann, 0), await shop.order(ann, 1)
        names = [(await shop.pay(ann, one))["fields"]["order_id"] for one in (first, second)]
        paid = razorpay_simulator.pay(names[0])
        good = proof(names[0], paid["id"])
        told = {
            "secret": (second, proof(names[1], paid["id"], secret="guessed")),
            "other order": (second, good),
            "replayed": (first, good),
            "nothing": (second, {}),
        }
        if wrong == "replayed":
            assert (await bring(ann, first, good)).status_code == 200
        order, fields = told[wrong]
        before = (await ann.read(order))["status"]

        answers = [await bring(ann, order, fields), await post_back(ann, order, fields)]

        assert [answer.status_code for answer in answers] == [403, 403]
        assert (await ann.read(order))["status"] == before
        assert before == ("paid" if wrong == "replayed" else "pending")


async def bring(buyer: Buyer, order: dict[str, Any], fields: dict[str, str]) -> httpx.Response:
    """A program brings the proof."""
    path = f"/api/v1/orders/{order['id']}/payments/{await attempt_of(buyer, order)}/proof"
    headers = {"Order-Token": order["token"]}
    return await buyer.client.post(path, json={"fields": fields}, headers=headers)


async def post_back(buyer: Buyer, order: dict[str, Any], fields: dict[str, str]) -> httpx.Response:
    """The hosted page's form brings it, without a cookie."""
    path = f"/orders/{order['id']}/payments/{await attempt_of(buyer, order)}/return"
    return await buyer.client.post(path, data=fields)


async def attempt_of(buyer: Buyer, order: dict[str, Any]) -> str:
    """The id of the newest attempt."""
    return str((await buyer.read(order))["payments"][-1]["id"])


async def test_webhook_alone_pays_the_order(
    shop: Shop, razorpay_simulator: RazorpaySimulator
) -> None:
    """The browser never came back: the account's address hears of it."""
    async with buyer_at(shop.server) as ann:
        order = await shop.order(ann)
        name = (await shop.pay(ann, order))["fields"]["order_id"]
        headers, body = hook("payment.captured", {"payment": razorpay_simulator.pay(name)})
        headers["content-type"] = "application/json"

        answers = [
            await ann.client.post(f"/api/v1/webhooks/razorpay{tail}", content=body, headers=headers)
            for tail in ("/1", "/1", "/999", "")
        ]

        assert [answer.status_code for answer in answers] == [200, 200, 404, 404]
        assert (await ann.read(order))["status"] == "paid"


async def test_attempt_is_left_for_another_one_or_paid_where_its_customer_was_faster(
    serve: Callable[..., ServerProcess], services: Services, stripe_simulator: StripeSimulator
) -> None:
    """Leaving frees the order at once for the next attempt; money that came meanwhile pays."""
    house = await create_house(services)
    await offer_provider(services, house, "stripe", keys=STRIPE_KEYS)
    show = await create_show(services, house)
    url = stripe_simulator.url
    server = await asyncio.to_thread(lambda: serve(TESSERA_STRIPE_API_URL=url))
    shop = Shop(server, show.id, "stripe")
    async with buyer_at(server) as ann:
        order = await shop.order(ann)
        await shop.pay(ann, order)
        left = await leave(ann, order)
        again = await shop.pay(ann, order)
        stripe_simulator.books.pay_session(again["url"].rpartition("/")[2])

        faster = await leave(ann, order)

    assert (left["status"], left["order_status"]) == ("failed", "pending")
    assert (faster["status"], faster["order_status"]) == ("succeeded", "paid")
    assert len(stripe_simulator.books.sessions) == 2


async def leave(buyer: Buyer, order: dict[str, Any]) -> dict[str, Any]:
    """Give the newest attempt up."""
    path = f"/api/v1/orders/{order['id']}/payments/{await attempt_of(buyer, order)}/cancellation"
    answer = await buyer.client.post(path, headers={"Order-Token": order["token"]})
    found: dict[str, Any] = answer.json()
    return found
