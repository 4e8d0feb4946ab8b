"""The sample house (tests/unit/ui/house.py) in front of a real Chromium."""

from collections.abc import AsyncIterator, Iterator

import pytest
from playwright.async_api import Browser, BrowserContext, Page

from tests.browser.conftest import fresh_context, watched_page
from tests.unit.ui.house import House


@pytest.fixture
def house() -> Iterator[House]:
    """The sample house, fresh for each test."""
    opened = House()
    yield opened
    opened.close()


@pytest.fixture
async def context(chromium: Browser, house: House) -> AsyncIterator[BrowserContext]:
    """A browser without a past, on a desk."""
    async with fresh_context(chromium, house.address) as fresh:
        yield fresh


@pytest.fixture
async def page(context: BrowserContext) -> AsyncIterator[Page]:
    """A page on which nothing may go wrong unseen."""
    async with watched_page(context) as opened:
        yield opened
