"""A real Chromium for everybody here, and pages on which nothing may go wrong unseen."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WAIT_MILLISECONDS = 30_000
EXPECTED = "Failed to load resource"
"""What the console says of a refusal that a test provoked."""


expect.set_options(timeout=WAIT_MILLISECONDS)


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


@asynccontextmanager
async def fresh_context(
    chromium: Browser, address: str, **options: Any
) -> AsyncIterator[BrowserContext]:
    """A browser without a past, on a desk unless `options` say otherwise."""
    given = {"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce"} | options
    context = await chromium.new_context(base_url=address, **given)
    context.set_default_timeout(WAIT_MILLISECONDS)
    yield context
    await context.close()


@asynccontextmanager
async def watched_page(context: BrowserContext) -> AsyncIterator[Page]:
    """A page whose script errors and broken policies fail the test."""
    page = await context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    yield page
    assert [text for text in wrong if EXPECTED not in text] == []
