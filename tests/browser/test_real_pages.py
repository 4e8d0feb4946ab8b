"""Every page of the running product under axe: nothing serious, nothing critical."""

import asyncio
from collections.abc import AsyncIterator, Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page

from tessera.services import Services
from tests.browser import steps
from tests.browser.accessible import broken_rules
from tests.browser.conftest import fresh_context, watched_page
from tests.fixtures.house import OWNER, PASSWORD, create_house, create_show
from tests.fixtures.servers import ServerProcess

pytestmark = pytest.mark.browser

PHONE_WIDTH = 360
OPEN_TO_ALL = (
    "/",
    "/search?q=nothing",
    "/titles/1",
    "/sign-in",
    "/register",
    "/password/forgotten",
    "/my/orders",
    "/dev/mail",
    "/dev/mail/one",
    "/api/docs",
    "/no-such-page",
)

OWN = (
    "/account",
    "/account/email",
    "/account/password",
    "/account/devices",
    "/account/security",
    "/account/deletion",
)


@pytest.fixture
async def page(
    chromium: Browser, serve: Callable[..., ServerProcess], services: Services, tmp_path: Path
) -> AsyncIterator[Page]:
    """A dark phone at a theatre with a show tomorrow, number 1, and one mail in the mailbox."""
    await create_show(services, await create_house(services, places=8, standing=5))
    mail = EmailMessage()
    mail["To"], mail["From"], mail["Subject"] = "ann@buyers.test", "us@house.test", "Your tickets"
    mail.set_content("See you there.")
    folder = tmp_path / "mail"
    folder.mkdir()
    (folder / "one.eml").write_bytes(mail.as_bytes())
    server = await asyncio.to_thread(serve)
    phone: dict[str, Any] = {"viewport": {"width": PHONE_WIDTH, "height": 800}}
    async with (
        fresh_context(chromium, server.url, color_scheme="dark", **phone) as context,
        watched_page(context) as opened,
    ):
        yield opened


async def faults(page: Page) -> list[str]:
    """What axe finds on the page as it is, and whether the page is wider than its window."""
    told = [f"{page.url} {rule}" for rule in await broken_rules(page)]
    wide = await page.evaluate("document.documentElement.scrollWidth")
    return [*told, f"{page.url} is {wide} wide"] if wide > PHONE_WIDTH else told


async def test_pages_of_everybody_have_nothing_serious(page: Page) -> None:
    """What a guest can open by its address, the page that is not there included."""
    found = []
    for path in OPEN_TO_ALL:
        await page.goto(path)
        found += await faults(page)

    assert found == []


async def test_pages_of_a_purchase_have_nothing_serious(page: Page) -> None:
    """Show, checkout, payment, order, ticket, my orders: each as a buyer meets it."""
    await steps.open_map(page, 1)
    found = await faults(page)
    await page.get_by_role("button", name="List").click()
    await page.locator("input[name=place][value='1']").check()
    found += await faults(page)
    await steps.go_on(page)
    found += await faults(page)
    await steps.fill_in(page)
    found += await faults(page)
    await steps.pay(page)
    found += await faults(page)
    await steps.open_ticket(page)
    found += await faults(page)
    await page.goto("/my/orders")

    assert found + await faults(page) == []


async def test_pages_of_an_account_have_nothing_serious(page: Page, services: Services) -> None:
    """The code of a registration, then what somebody signed in may change of themselves."""
    await page.goto("/register")
    await page.get_by_label("E-mail").fill("asha@buyers.test")
    await page.get_by_role("button", name="Send me the code").click()
    await page.wait_for_url("**/register/*")
    found = await faults(page)
    await steps.register(page, services, name="Asha Rao", email="asha@buyers.test")
    await page.wait_for_url("**/")
    for path in OWN:
        await page.goto(path)
        found += await faults(page)

    assert found == []


async def test_pages_of_the_house_have_nothing_serious(page: Page) -> None:
    """The organizer's list, a show filling up, the door."""
    found = []
    await page.goto("/organizer")
    await steps.sign_in(page, OWNER, PASSWORD)
    for path in ("/organizer", "/organizer/shows/1", "/organizer/shows/1/cancellation", "/door"):
        await page.goto(path)
        found += await faults(page)

    assert found == []
