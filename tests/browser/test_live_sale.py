"""The live sale in a real browser: it goes on by itself, and leaves alone who works with it."""

import asyncio
from collections.abc import AsyncIterator, Callable

import msgspec
import pytest
from playwright.async_api import Browser, Page, expect

from tessera.operations.live.model import Told
from tessera.services import Services
from tests.browser import steps
from tests.browser.conftest import fresh_context, watched_page
from tests.fixtures.house import PASSWORD, create_admin
from tests.fixtures.servers import ServerProcess

pytestmark = pytest.mark.browser


@pytest.fixture
async def page(
    chromium: Browser, serve: Callable[..., ServerProcess], services: Services
) -> AsyncIterator[Page]:
    """An admin before the live sale."""
    await create_admin(services)
    server = await asyncio.to_thread(serve)
    async with fresh_context(chromium, server.url) as browser, watched_page(browser) as opened:
        await opened.goto("/admin/live")
        await steps.sign_in(opened, "admin@house.test", PASSWORD)
        yield opened


async def test_figures_go_on_and_focus_scroll_and_tables_stay(
    page: Page, services: Services
) -> None:
    """What a process tells appears; the field that is typed in, the scroll and the open table
    are as they were."""
    await expect(page.get_by_text("Nobody was refused anything.")).to_be_visible()
    await page.get_by_text("As a table").first.click()
    await page.get_by_label("One show, by its number").fill("12")
    await page.evaluate("scrollTo(0, 120)")

    told = msgspec.json.encode(Told(refusals={"place_taken": 77})).decode()
    await services.db.pool.execute(
        "INSERT INTO sale_moments (at, process, figures) VALUES (now(), 'x', $1::text::jsonb)",
        told,
    )

    await expect(page.get_by_role("row", name="place_taken 77")).to_be_visible()
    field = page.get_by_label("One show, by its number")
    await expect(field).to_be_focused()
    await expect(field).to_have_value("12")
    assert await page.evaluate("scrollY") == 120
    assert await page.locator("details[open]").count() == 1
