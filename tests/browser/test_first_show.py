"""From an empty organization to a sold ticket, led by the checklist, in a real browser."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.async_api import Browser, Page, expect

from tessera.accounts.register import register
from tessera.organizations.found import found_organization
from tessera.organizations.model import NewOrganization
from tessera.services import Services
from tests.browser import steps
from tests.browser.conftest import fresh_context, watched_page
from tests.fixtures.house import OWNER, PASSWORD
from tests.fixtures.servers import ServerProcess

pytestmark = pytest.mark.browser

FORMS_MAX = 12
"""Forms that a new organizer sends until the ticket is sold, the purchase among them. Five minutes
are twenty-five seconds for each."""


async def create_empty(services: Services) -> None:
    """An organization that was approved a moment ago."""
    async with services.db.transaction() as tx:
        await register(tx, services.passwords, email=OWNER, password=PASSWORD, name="Olga Owner")
        new = NewOrganization(name="New House", slug="new", currency="INR", owner_email=OWNER)
        await found_organization(tx, new)


async def next_step(page: Page, name: str) -> None:
    """Back to the checklist, and on with what it says comes next."""
    await page.goto("/organizer")
    await page.get_by_role("link", name=f"Do it now: {name}").click()


async def send(page: Page, button: str, **fields: str) -> None:
    """Fill in a form and send it."""
    for label, value in fields.items():
        await page.get_by_label(label.replace("_", " "), exact=True).first.fill(value)
    await page.locator("main").get_by_role("button", name=button, exact=True).first.click()


async def set_up(page: Page, day: str) -> None:
    """Everything up to the show on sale, step by step as the checklist leads."""
    await next_step(page, "Say who you are")
    await page.get_by_label("Address").fill("1 Road, Pune")
    await page.get_by_role("button", name="See what it would mean").click()
    await page.get_by_role("button", name="Sell on these terms").click()
    await next_step(page, "Enter your venue")
    await send(page, "Enter the venue", Name="Odeon", City="Pune", Country="IN")
    await next_step(page, "Give it a hall with seats")
    await page.get_by_label("Name", exact=True).fill("One")
    await page.locator("main form button[type=submit]").last.click()
    await send(page, "Make these seats", Rows="10", Seats_in_a_row="18")
    await next_step(page, "Enter what is on")
    await send(page, "Save", Name="Requiem", Length_in_minutes="100")
    await next_step(page, "Set your prices")
    await page.get_by_label("Name", exact=True).fill("Usual")
    await page.get_by_label("Price, INR").first.fill("450")
    await page.get_by_role("button", name="Enter the list").click()
    await next_step(page, "Plan a show")
    slot = page.locator("form#slot")
    await slot.get_by_label("Day").fill(day)
    await slot.get_by_label("Starts").fill("19:00")
    await slot.get_by_label("On sale at once").check()
    await slot.get_by_role("button", name="Put it in").click()
    await expect(page.get_by_text("It is in the programme")).to_be_visible()


async def test_checklist_leads_from_nothing_to_a_sold_ticket(
    chromium: Browser, serve: Callable[..., ServerProcess], services: Services
) -> None:
    """Each step knows by itself that it is done; the last one is a ticket in hand."""
    await create_empty(services)
    server = await asyncio.to_thread(serve)
    day = (services.clock() + timedelta(days=2)).date().isoformat()
    sent: list[str] = []
    options = {"viewport": {"width": 1280, "height": 900}}
    async with (
        fresh_context(chromium, server.url, **options) as browser,
        watched_page(browser) as page,
    ):
        await page.goto("/sign-in?next=/organizer")
        await steps.sign_in(page, OWNER, PASSWORD)
        page.on("request", lambda asked: sent.append(asked.url) if asked.method == "POST" else None)
        await set_up(page, day)
        await next_step(page, "Sell a ticket")
        show_id = int(page.url.rpartition("/")[2])
        await steps.hold_seats(page, show_id, 0)
        await steps.fill_in(page)
        await steps.pay(page)
        await page.goto("/organizer")
        await expect(page.get_by_text("Requiem")).to_be_visible()
    forms = [url for url in sent if "/views" not in url]
    assert len(forms) <= FORMS_MAX, forms


async def test_palette_goes_where_its_reader_wants_by_keys_alone(
    chromium: Browser, serve: Callable[..., ServerProcess], services: Services
) -> None:
    """Ctrl K, letters, Enter; single keys can be turned off, and stay off."""
    await create_empty(services)
    server = await asyncio.to_thread(serve)
    async with fresh_context(chromium, server.url) as browser, watched_page(browser) as page:
        await page.goto("/sign-in?next=/organizer")
        await steps.sign_in(page, OWNER, PASSWORD)
        await page.goto("/organizer")
        await page.keyboard.press("Control+k")
        box = page.get_by_role("combobox", name="Page, show")
        await box.fill("price li")
        await expect(page.get_by_role("option", selected=True)).to_contain_text("Price lists")
        await box.press("Enter")
        await page.wait_for_url("**/price-lists")
        await page.keyboard.press("?")
        await page.get_by_label("Single keys are shortcuts").uncheck()
        await page.keyboard.press("Escape")
        await page.keyboard.press("g")
        await page.keyboard.press("s")
        await expect(page).to_have_url(f"{server.url}{page.url.partition(server.url)[2]}")
        assert page.url.endswith("/price-lists")
