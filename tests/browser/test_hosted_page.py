"""Paying on the provider's own page, in a real browser: there and back again."""

import asyncio
import os
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from tessera.services import Services
from tests.browser import steps
from tests.browser.conftest import fresh_context, watched_page
from tests.fixtures.house import create_house, create_show
from tests.fixtures.servers import ServerProcess

pytestmark = pytest.mark.browser

CHOICES = {
    "Pay": ("paid", "succeeded"),
    "Decline": ("pending", "failed"),
    "Leave without deciding": ("pending", "processing"),
}


async def to_the_bank(page: Page, show_id: int) -> None:
    """From the map to the gateway's page; the site's policy lets the form lead there."""
    await steps.hold_seats(page, show_id, 0)
    await steps.fill_in(page)
    await page.get_by_text("On the bank’s own page").click()
    await picture(page, "pay")
    await page.get_by_role("button", name=re.compile("^Pay ")).click()
    await expect(page.get_by_text("Simulated bank")).to_be_visible()


async def picture(page: Page, name: str) -> None:
    """A screenshot, where PICTURES names a directory."""
    if directory := os.environ.get("PICTURES"):
        await page.screenshot(path=f"{directory}/{name}.png")


async def stands(services: Services) -> tuple[str, str]:
    """The status of the only order and of its only payment; waits for their end a little."""
    found: Any = None
    for _ in range(50):
        found = await services.db.pool.fetchrow(
            "SELECT o.status, p.status FROM orders o JOIN payments p ON p.order_id = o.id"
        )
        if found[1] != "created":
            break
        await asyncio.sleep(0.1)
    return tuple(found)


@pytest.mark.parametrize("choice", CHOICES)
async def test_choice_at_the_bank_brings_the_buyer_back(
    chromium: Browser, serve: Callable[..., ServerProcess], services: Services, choice: str
) -> None:
    """Pay, Decline and Leave lead back to the order, which tells how things stand."""
    show = await create_show(services, await create_house(services, places=8))
    server = await asyncio.to_thread(serve)
    async with fresh_context(chromium, server.url) as context, watched_page(context) as page:
        await to_the_bank(page, show.id)
        await picture(page, "bank")

        await page.get_by_role("button", name=choice, exact=True).click()

        await page.wait_for_url(re.compile(re.escape(server.url) + "/orders/"))
        await picture(page, f"back-{choice[:5]}")
        if choice == "Pay":
            await expect(page.get_by_role("heading", name="See you there")).to_be_visible()
        assert await stands(services) == CHOICES[choice]
