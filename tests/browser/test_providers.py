"""Paying on the pages of providers' counterparts, in a real browser: there, back, another way."""

import asyncio
import os
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from tessera.services import Services
from tests.browser.conftest import fresh_context, watched_page
from tests.fixtures.house import create_house, create_show, offer_provider
from tests.fixtures.razorpay import KEYS as RAZORPAY_KEYS
from tests.fixtures.razorpay import RazorpaySimulator
from tests.fixtures.servers import ServerProcess, buyer_at
from tests.fixtures.stripe import KEYS as STRIPE_KEYS
from tests.fixtures.stripe import StripeSimulator

pytestmark = pytest.mark.browser


@pytest.fixture
async def server(
    serve: Callable[..., ServerProcess],
    services: Services,
    stripe_simulator: StripeSimulator,
    razorpay_simulator: RazorpaySimulator,
) -> ServerProcess:
    """A house with an account at each."""
    house = await create_house(services, places=8)
    await offer_provider(services, house, "stripe", keys=STRIPE_KEYS)
    await offer_provider(services, house, "razorpay", keys=RAZORPAY_KEYS)
    await create_show(services, house)
    urls = {
        "TESSERA_STRIPE_API_URL": stripe_simulator.url,
        "TESSERA_RAZORPAY_API_URL": razorpay_simulator.url,
    }
    return await asyncio.to_thread(lambda: serve(**urls))


async def to_payment(page: Page, server: ServerProcess, services: Services) -> dict[str, Any]:
    """A fresh order, and this browser on its payment page."""
    show_id = await services.db.pool.fetchval("SELECT id FROM shows")
    async with buyer_at(server) as ann:
        order: dict[str, Any] = (await ann.order((await ann.hold(show_id, [0])).json())).json()
    await page.goto(f"/orders/{order['id']}?token={order['token']}")
    await page.goto(f"/orders/{order['id']}/pay")
    return order


async def picture(page: Page, name: str) -> None:
    """A screenshot, where PICTURES names a directory."""
    if directory := os.environ.get("PICTURES"):
        await page.screenshot(path=f"{directory}/{name}.png", full_page=True)


async def choose(page: Page, name: str) -> None:
    """Choose a way, and go on."""
    await page.get_by_text(name).click()
    await page.get_by_role("button", name=re.compile("^Pay ")).click()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
async def test_form_leads_to_razorpay_and_its_proof_brings_the_tickets(
    chromium: Browser, server: ServerProcess, services: Services, scripts: bool
) -> None:
    """With a button on our page, one there and one at the bank; no script is needed for it."""
    context = fresh_context(chromium, server.url, java_script_enabled=scripts)
    async with context as browser, watched_page(browser) as page:
        await to_payment(page, server, services)
        await picture(page, "choose")
        await choose(page, "with Razorpay")
        await picture(page, "hand-over")
        await page.get_by_role("button", name="Go on to Razorpay").click()

        await page.get_by_role("button", name="Pay here").click()
        await page.get_by_role("button", name="Return to the shop").click()

        await expect(page.get_by_role("heading", name="See you there")).to_be_visible()


async def test_customer_who_leaves_goes_back_or_pays_another_way(
    chromium: Browser, server: ServerProcess, services: Services
) -> None:
    """From Stripe's page back and there again; then another way, which pays."""
    async with fresh_context(chromium, server.url) as context, watched_page(context) as page:
        await to_payment(page, server, services)
        await choose(page, "with Stripe")
        await page.get_by_role("button", name="Go back").click()
        await expect(
            page.get_by_role("heading", name=re.compile("waits at Stripe"))
        ).to_be_visible()
        await picture(page, "at-the-bank")
        await page.get_by_role("link", name="Back to Stripe").click()
        await expect(page.get_by_role("heading", name="Simulated Stripe")).to_be_visible()
        await page.get_by_role("button", name="Go back").click()

        await page.get_by_role("button", name="Pay another way").click()
        await expect(page.get_by_text("You came back without paying")).to_be_visible()
        await picture(page, "left")
        await choose(page, "Card that works")

        await expect(page.get_by_role("heading", name="See you there")).to_be_visible()
    statuses = await services.db.pool.fetch(
        "SELECT provider, status FROM payments ORDER BY created_at"
    )
    assert [tuple(row) for row in statuses] == [("stripe", "failed"), ("mock", "succeeded")]


async def test_customer_who_has_paid_cannot_leave_any_more(
    chromium: Browser,
    server: ServerProcess,
    services: Services,
    stripe_simulator: StripeSimulator,
) -> None:
    """Whoever paid in another tab and presses "another way" here sees the tickets."""
    async with fresh_context(chromium, server.url) as context, watched_page(context) as page:
        await to_payment(page, server, services)
        await choose(page, "with Stripe")
        await page.get_by_role("button", name="Go back").click()
        [session] = stripe_simulator.books.sessions
        stripe_simulator.books.pay_session(session)

        await page.get_by_role("button", name="Pay another way").click()

        await expect(page.get_by_role("heading", name="See you there")).to_be_visible()


async def test_provider_that_does_not_answer_cannot_be_left_and_the_page_says_so(
    chromium: Browser,
    server: ServerProcess,
    services: Services,
    stripe_simulator: StripeSimulator,
) -> None:
    """Nobody knows whether money was taken there; once it answers, leaving works."""
    async with fresh_context(chromium, server.url) as context, watched_page(context) as page:
        await to_payment(page, server, services)
        await choose(page, "with Stripe")
        await page.get_by_role("button", name="Go back").click()
        leave = page.get_by_role("button", name="Pay another way")
        await expect(leave).to_be_visible()
        stripe_simulator.away = True
        await leave.click()
        await expect(page.get_by_text("Stripe does not answer")).to_be_visible()
        stripe_simulator.away = False

        await leave.click()

        await expect(page.get_by_text("You came back without paying")).to_be_visible()
