"""A promoter plans a run with a presale and press seats, and sells a ticket, in a browser."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import pytest
from playwright.async_api import Browser, Page, expect

from tessera.services import Services
from tests.browser import steps
from tests.browser.conftest import fresh_context, watched_page
from tests.fixtures.house import OWNER, PASSWORD, House, create_house
from tests.fixtures.servers import ServerProcess

pytestmark = pytest.mark.browser


@pytest.fixture
async def house(services: Services) -> House:
    """A hall of eight and something to show."""
    return await create_house(services, places=8)


@pytest.fixture
async def server(serve: Callable[..., ServerProcess], house: House) -> ServerProcess:
    """A server of its own."""
    return await asyncio.to_thread(serve)


@pytest.fixture
async def promoter(chromium: Browser, server: ServerProcess) -> AsyncIterator[Page]:
    """The owner, signed in."""
    options = {"viewport": {"width": 1440, "height": 1000}}
    async with (
        fresh_context(chromium, server.url, **options) as browser,
        watched_page(browser) as page,
    ):
        await page.goto("/sign-in")
        await page.get_by_label("E-mail").fill(OWNER)
        await page.get_by_label("Password", exact=True).fill(PASSWORD)
        await page.get_by_role("button", name="Sign in").click()
        yield page


async def test_promoter_plans_a_run_keeps_press_seats_and_sells_to_who_has_the_code(
    promoter: Page, chromium: Browser, server: ServerProcess, services: Services, house: House
) -> None:
    """Two Fridays; a presale by code; two press seats, one given; one ticket bought by a guest."""
    day = (services.clock() + timedelta(days=10)).date()
    await plan_run(promoter, house, f"{day}")
    show_id = await services.db.pool.fetchval("SELECT min(id) FROM shows")
    code = await open_presale(promoter, show_id)
    await keep_for_press(promoter)
    async with (
        fresh_context(chromium, server.url) as browser,
        watched_page(browser) as guest,
    ):
        await guest.goto(f"/shows/{show_id}")
        await guest.get_by_label("Your presale code").fill(code)
        await guest.get_by_role("button", name="Use it").click()
        await steps.hold_seats(guest, show_id, 4)
        await steps.fill_in(guest)
        await steps.pay(guest)

    states = "SELECT string_agg(state, ' ' ORDER BY place) FROM claims"
    assert await services.db.pool.fetchval(states) == "sold blocked sold"
    totals = "SELECT array_agg(total ORDER BY total) FROM orders WHERE paid_at IS NOT NULL"
    assert (await services.db.pool.fetchval(totals))[0] == 0


async def plan_run(page: Page, house: House, day: str) -> None:
    """From the dates, looked at first, to two shows on sale."""
    await page.goto(f"/organizer/organizations/{house.organization_id}/series")
    await page.locator("#field-name").fill("Requiem in spring")
    await page.get_by_label("First day").fill(day)
    await page.get_by_label("So many times").fill("2")
    await page.get_by_label("Price, INR").fill("450")
    await page.get_by_label("Publish at once").check()
    await page.get_by_role("button", name="See the dates").click()
    await page.get_by_role("button", name="Plan 2 shows").click()
    await expect(page.get_by_text("2 shows planned, 0 refused.")).to_be_visible()


async def open_presale(page: Page, show_id: int) -> str:
    """A window for who has a code, all along the sale; and one code."""
    await page.goto(f"/organizer/shows/{show_id}/edit")
    window = page.get_by_role("group", name="Window 1")
    await window.get_by_label("Name").fill("Presale")
    for ours, theirs in (("Opens", "#field-sales_open_at"), ("Closes", "#field-sales_close_at")):
        await window.get_by_label(ours).fill(await page.locator(theirs).input_value())
    await window.get_by_label("For").select_option("yes")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Saved.")).to_be_visible()
    await page.get_by_label("How many").fill("1")
    await page.get_by_role("button", name="Issue codes").click()
    return (await page.locator("textarea").input_value()).strip()


async def keep_for_press(page: Page) -> None:
    """Two places by their names; one is given away at once."""
    await page.get_by_role("link", name="Kept back").click()
    await page.get_by_label("Name", exact=True).fill("Press")
    await page.get_by_label("Places by name").fill("A 1-2")
    await page.get_by_role("button", name="Keep these back").click()
    await page.get_by_role("link", name="Sell, give or let go Press").click()
    await page.get_by_role("checkbox", name="A 1, Regular").check()
    await page.get_by_label("Who for").fill("Farah Critic")
    await page.get_by_role("button", name="Issue the tickets").click()
    await expect(page.get_by_text("Done. The tickets are on their way by mail.")).to_be_visible()
