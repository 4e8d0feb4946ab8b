"""Waiting in a real browser: by keyboard, live without loading the page, and with a little sum."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from tessera.services import Services
from tessera.waiting_room.model import Guard, Lane, Phase
from tests.browser import steps
from tests.browser.conftest import fresh_context, watched_page
from tests.fixtures.rooms import Sale, arrivals, call, create_sale, fresh, turn
from tests.fixtures.servers import ServerProcess

pytestmark = pytest.mark.browser

NO_SPREAD = "Math.random = () => 0;"
"""Browsers spread their questions over some seconds; a test need not wait for that."""


@pytest.fixture
async def visitor(
    chromium: Browser, serve: Callable[..., ServerProcess], services: Services
) -> AsyncIterator[Page]:
    """Somebody with a browser at a server of the test's own."""
    server = await asyncio.to_thread(serve)
    async with fresh_context(chromium, server.url) as browser, watched_page(browser) as page:
        await page.add_init_script(NO_SPREAD)
        yield page


async def press(page: Page, name: str) -> None:
    """Find a button by the tabulator and press it."""
    button = page.get_by_role("button", name=name)
    for _ in range(steps.TABS_MAX):
        if await button.evaluate("it => it === document.activeElement"):
            break
        await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")


async def queued(services: Services, **fields: Any) -> Sale:
    """A sale behind a room in which people gather."""
    sale = await create_sale(services, **fields)
    await turn(services, sale.room, Phase.GATHERING)
    return sale


async def test_visitor_waits_by_keyboard_and_sees_the_queue_move_without_loading(
    visitor: Page, services: Services
) -> None:
    """From the draw into the queue on the same page; then the way in, to the map, to a hold."""
    sale = await queued(services)
    await visitor.goto(f"/shows/{sale.show.id}")
    await visitor.get_by_role("link", name="To the waiting room").click()
    await press(visitor, "Take my place")
    await expect(visitor.get_by_role("heading", name="You are in the draw")).to_be_visible()
    await visitor.evaluate("window.same = true")

    await turn(services, sale.room, Phase.OPEN)
    await arrivals(services, sale.room, 3)
    await expect(visitor.get_by_role("heading", name="You are in the queue")).to_be_visible()
    assert await visitor.evaluate("window.same === true")
    await expect(visitor.locator("[data-said]")).to_contain_text("ahead of you")

    await call(services, sale.room, 1)
    await expect(visitor.get_by_role("button", name="Go in now")).to_be_focused()
    await visitor.keyboard.press("Enter")
    await visitor.wait_for_url(f"**/shows/{sale.show.id}")
    await steps.hold_seats(visitor, sale.show.id, 2)


async def test_browser_does_the_sum_and_keeps_its_place_in_the_quick_lane(
    visitor: Page, services: Services
) -> None:
    """The sum is done in a worker that the page's policy allows."""
    sale = await queued(services, guard=Guard.ALWAYS)
    await services.db.pool.execute("UPDATE waiting_rooms SET guarded = true")
    await visitor.goto(f"/waiting-rooms/{sale.room.id}")

    await visitor.get_by_role("button", name="Take my place").click()

    await expect(visitor.get_by_role("heading", name="You are in the draw")).to_be_visible()
    lanes = (await fresh(services, sale.room)).lanes
    assert (lanes[Lane.MAIN].arrived, lanes[Lane.SLOW].arrived) == (1, 0)
