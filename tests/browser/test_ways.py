"""An organizer opens an account for the house, without a script: keys, test, switch, order."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tessera.services import Services
from tests.browser import steps
from tests.browser.conftest import fresh_context, watched_page
from tests.fixtures.house import OWNER, PASSWORD, House, create_house
from tests.fixtures.servers import ServerProcess
from tests.fixtures.stripe import KEYS, StripeSimulator

pytestmark = pytest.mark.browser

LABELS = {
    "secret_key": "Secret key",
    "publishable_key": "Publishable key",
    "webhook_secret": "Signing secret of the webhook",
}


async def enter(card: Locator, keys: Mapping[str, str]) -> None:
    """Type the keys and send them."""
    if await card.get_by_label("Secret key").is_hidden():
        await card.get_by_text("Enter keys").click()
    for name, label in LABELS.items():
        await card.get_by_label(label).fill(keys[name])
    await card.get_by_role("button", name="Seal the keys").click()


@pytest.fixture
async def house(services: Services) -> House:
    """A house with the platform's provider only."""
    return await create_house(services)


@pytest.fixture
async def desk(
    chromium: Browser,
    serve: Callable[..., ServerProcess],
    house: House,
    stripe_simulator: StripeSimulator,
) -> AsyncIterator[Page]:
    """The owner's page, in a browser without scripts."""
    url = stripe_simulator.url
    server = await asyncio.to_thread(lambda: serve(TESSERA_STRIPE_API_URL=url))
    context = fresh_context(chromium, server.url, java_script_enabled=False)
    async with context as browser, watched_page(browser) as page:
        await page.goto(f"/organizer/organizations/{house.organization_id}/payments")
        await steps.sign_in(page, OWNER, PASSWORD)
        yield page


async def test_owner_enters_keys_tests_them_and_offers_the_account(
    desk: Page, house: House, services: Services
) -> None:
    """Wrong keys are named, good ones are tried at once, and no page ever holds one again."""
    card = desk.get_by_role("region", name="Stripe")
    await enter(card, {**KEYS, "secret_key": "nonsense"})
    await expect(card.get_by_text("begins with sk_ or rk_")).to_be_visible()
    await enter(card, KEYS)
    await expect(card.get_by_text("Its keys worked when they were tried")).to_be_visible()
    assert not [key for key in KEYS.values() if key in await desk.content()]

    await card.get_by_role("button", name="Switch on").click()
    await card.get_by_role("button", name="Move Stripe up").click()

    await expect(card.get_by_text("Offered")).to_be_visible()
    await expect(desk.locator(".way__changes li").first).to_contain_text("changed the order")
    services.providers.forget(house.organization_id)
    offered = await services.providers.offered(house.organization_id, "INR")
    assert offered == ["stripe", "mock"]
