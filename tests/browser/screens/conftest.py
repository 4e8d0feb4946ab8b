"""A real Chromium in front of the sample house (tests/unit/ui/house.py)."""

import shutil
from collections.abc import AsyncIterator, Iterator

import pytest
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from tests.unit.ui.house import House

SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WAIT_MILLISECONDS = 10_000


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """One browser for all of these tests; without one they are skipped."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("no chromium on the PATH: apt-get install chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=[*SWITCHES])
        yield browser
        await browser.close()


@pytest.fixture
def house() -> Iterator[House]:
    """The sample house, fresh for each test."""
    opened = House()
    yield opened
    opened.close()


@pytest.fixture
async def context(chromium: Browser, house: House) -> AsyncIterator[BrowserContext]:
    """A browser without a past, on a desk."""
    fresh = await chromium.new_context(
        viewport={"width": 1280, "height": 900}, base_url=house.address, reduced_motion="reduce"
    )
    fresh.set_default_timeout(WAIT_MILLISECONDS)
    yield fresh
    await fresh.close()


@pytest.fixture
async def page(context: BrowserContext) -> AsyncIterator[Page]:
    """A page on which nothing may go wrong unseen: errors and broken policies fail the test."""
    opened = await context.new_page()
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    yield opened
    expected = "Failed to load resource"  # a refusal that the test provoked
    assert [text for text in wrong if expected not in text] == []
