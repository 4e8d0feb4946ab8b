"""Passkeys in Chromium, with its own virtual device: made, used alone, used second."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, expect

from bench.ports import free_port
from tests.browser import steps
from tests.browser.conftest import fresh_context, watched_page
from tests.fixtures.entrance import Entrances
from tests.fixtures.factors import EMAIL, ann
from tests.fixtures.house import PASSWORD

pytestmark = pytest.mark.browser

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
async def person(
    chromium: Browser,
    database_url: str,
    entrances: Entrances,
) -> AsyncIterator[Page]:
    """Ann with a browser whose device has a fingerprint reader; passkeys want a named site."""
    port = free_port()
    there = {"TESSERA_PORT": str(port), "TESSERA_BASE_URL": f"http://localhost:{port}"}
    async with entrances(database_url, **there) as entrance:
        await ann(entrance.services)
        address = f"http://localhost:{entrance.server.port}"
        async with fresh_context(chromium, address) as browser, watched_page(browser) as page:
            protocol = await browser.new_cdp_session(page)
            await protocol.send("WebAuthn.enable")
            await protocol.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
            yield page


async def add_passkey(page: Page) -> None:
    """From the page of the ways in to the recovery codes."""
    await page.goto("/account/security")
    await steps.sign_in(page, EMAIL, PASSWORD)
    await page.get_by_text("Add one …").click()
    await page.get_by_label("Your password").locator("visible=true").fill(PASSWORD)
    await page.get_by_role("button", name="Go on").locator("visible=true").click()
    await page.get_by_label("A name for it").fill("Reader")
    await page.get_by_role("button", name="Make the passkey").click()
    await expect(page.get_by_role("heading", name="Put these aside")).to_be_visible()


async def sign_out(page: Page) -> None:
    """Out by the menu."""
    await page.locator(".menu summary").click()
    await page.get_by_role("button", name="Sign out").click()
    await expect(page.locator(".menu")).to_have_count(0)


async def test_passkey_is_made_and_signs_in_alone_and_as_a_second_step(person: Page) -> None:
    """One finger: no address, no password; and after the password, where somebody types it."""
    await add_passkey(person)
    await sign_out(person)

    await person.goto("/sign-in?next=/account/security")
    await person.get_by_role("link", name="Sign in with a passkey").click()
    await person.get_by_role("button", name="Use my passkey").click()
    await expect(person.get_by_text("Reader")).to_be_visible()
    await expect(person.get_by_text("Used last on")).to_be_visible()
    await sign_out(person)

    await person.goto("/sign-in")
    await person.get_by_label("E-mail").fill(EMAIL)
    await person.get_by_label("Password").fill(PASSWORD)
    await person.locator("main").get_by_role("button", name="Sign in").click()
    await expect(person.get_by_role("heading", name="One more step")).to_be_visible()
    await person.get_by_role("button", name="Use my passkey").click()
    await expect(person.locator(".menu summary")).to_be_visible()
