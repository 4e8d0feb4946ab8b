"""A house limits an offer, and tells who was there of another: all of it in browsers."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import pytest
from playwright.async_api import Browser, Page, expect

from tessera.services import Services
from tests.browser import steps
from tests.browser.conftest import fresh_context, watched_page
from tests.fixtures.house import OWNER, PASSWORD, House, create_house, create_show
from tests.fixtures.servers import ServerProcess
from tests.integration.messages.test_many import bought, person, run, shop

__all__ = ["shop"]
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

Shop = Any
ONE_CLICK: dict[str, str | float | bool] = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
async def house(services: Services) -> House:
    """A hall of eight and something to show."""
    return await create_house(services, places=8)


@pytest.fixture
async def server(serve: Callable[..., ServerProcess], house: House) -> ServerProcess:
    """A server of its own."""
    return await asyncio.to_thread(serve)


@asynccontextmanager
async def browsing(chromium: Browser, server: ServerProcess) -> AsyncIterator[Page]:
    """Somebody's browser, without a past."""
    async with fresh_context(chromium, server.url) as browser, watched_page(browser) as page:
        yield page


async def sign_in(page: Page, email: str) -> None:
    """With the password that all have here."""
    await page.goto("/sign-in")
    await steps.sign_in(page, email, PASSWORD)


async def test_offer_for_one_is_told_to_the_second_buyer_as_used_up(
    chromium: Browser, server: ServerProcess, services: Services, house: House
) -> None:
    """Made by its form; the first pays less, the second reads why not and pays the full price."""
    show = await create_show(services, house)
    async with browsing(chromium, server) as owner:
        await sign_in(owner, OWNER)
        await make_coupon(owner, house)
    async with browsing(chromium, server) as first, browsing(chromium, server) as second:
        await steps.hold_seats(first, show.id, 0)
        await steps.hold_seats(second, show.id, 2)
        for page in (first, second):
            await page.get_by_label("Offer code").fill("only-one")
        await steps.fill_in(first)
        await steps.pay(first)
        await second.get_by_role("button", name="Try it").click()
        problem = second.locator("#problem-offer_code")
        await expect(problem).to_contain_text("It has been used up")
        await second.get_by_label("Offer code").fill("")
        await steps.fill_in(second, "Ben", "ben@buyers.test")
        await steps.pay(second)

    rows = await services.db.pool.fetch("SELECT total FROM orders ORDER BY total")
    low, full = [row["total"] for row in rows]
    assert (full, full - low) == (show.prices["regular"].total, 5_000)


async def make_coupon(page: Page, house: House) -> None:
    """Fifty rupees off, once."""
    await page.goto(f"/organizer/organizations/{house.organization_id}/offers/new")
    await page.locator("#field-kind").select_option("flat")
    typed = {"name": "For the quickest", "amount": "50", "code": "ONLYONE", "uses_max": "1"}
    for name, value in typed.items():
        await page.locator(f"#field-{name}").fill(value)
    await page.get_by_role("button", name="Make the offer").click()
    await expect(page.get_by_text("The offer is made.")).to_be_visible()


async def test_message_to_who_booked_arrives_and_ends_by_one_click(
    chromium: Browser, server: ServerProcess, services: Services, house: House, shop: Shop
) -> None:
    """Written and looked at by its sender; read in inbox and mailbox; the mail's link ends it."""
    show = await create_show(services, house)
    await bought(services, show, await reader_of_news(services), n=0)
    async with browsing(chromium, server) as owner:
        await sign_in(owner, OWNER)
        await send_message(owner, house)
    await run(shop)
    [mail] = shop[2].mails
    async with browsing(chromium, server) as reader:
        await sign_in(reader, "ann@people.test")
        await reader.goto("/inbox")
        await expect(reader.get_by_role("heading", name="Requiem comes again")).to_be_visible()
        path = str(mail["List-Unsubscribe"]).strip("<>").removeprefix(services.settings.base_url)
        ended = await reader.request.post(server.url + path, form=ONE_CLICK)

    assert "Hello Ann" in mail.get_body(("plain",)).get_content()
    assert ended.status == 200
    assert await services.db.pool.fetchval("SELECT count(*) FROM contact_refusals") == 1


async def reader_of_news(services: Services) -> UUID:
    """Ann, who wants news by mail and can sign in."""
    ann = await person(services, "ann", news_mail=True)
    secret = await services.passwords.hash(PASSWORD)
    query = "UPDATE accounts SET password_hash = $2 WHERE id = $1"
    await services.db.pool.execute(query, ann, secret)
    return ann


async def send_message(page: Page, house: House) -> None:
    """To who bought the title, at once, after a look at it."""
    await page.goto(f"/organizer/organizations/{house.organization_id}/messages")
    await page.get_by_label("Name", exact=True).fill("Again")
    await page.get_by_label("To whom").select_option("title")
    await page.locator('input[name="channels"][value="mail"]').check()
    await page.locator("#field-subject_en").fill("Requiem comes again")
    await page.locator("#body-en").fill("Hello {name},\n\nit plays on Friday.")
    await page.get_by_role("button", name="Look at it first").click()
    await page.get_by_role("button", name=re.compile("^Send")).first.click()
    await expect(page.get_by_role("heading", name="How far it is")).to_be_visible()
