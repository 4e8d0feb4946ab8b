"""What impatient people do: click twice, go back, send it again. It counts once."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, Route, expect

from tessera.services import Services
from tests.browser import steps
from tests.browser.conftest import fresh_context, watched_page
from tests.fixtures.house import OWNER, PASSWORD, create_house, create_show
from tests.fixtures.servers import ServerProcess, buyer_at

pytestmark = pytest.mark.browser


@pytest.fixture
async def server(chromium: Browser, serve: Callable[..., ServerProcess]) -> ServerProcess:
    """A server. Asks for the browser first: without one nothing is started."""
    return await asyncio.to_thread(serve)


@pytest.fixture
async def show_id(services: Services) -> int:
    """A show on sale with eight seats."""
    return (await create_show(services, await create_house(services, places=8))).id


@pytest.fixture
async def context(chromium: Browser, server: ServerProcess) -> AsyncIterator[BrowserContext]:
    """A browser without a past."""
    async with fresh_context(chromium, server.url) as fresh:
        yield fresh


@pytest.fixture
async def page(context: BrowserContext) -> AsyncIterator[Page]:
    """A page on which nothing may go wrong unseen."""
    async with watched_page(context) as opened:
        yield opened


async def counts(services: Services) -> dict[str, int]:
    """Orders, payments and refunds there are."""
    row: Any = await services.db.pool.fetchrow(
        """SELECT (SELECT count(*) FROM orders) AS orders,
        (SELECT count(*) FROM payments) AS payments, (SELECT count(*) FROM refunds) AS refunds"""
    )
    return dict(row)


async def send_all_twice(page: Page) -> list[int]:
    """From now on every form of the page reaches the server twice, as of a double click; the
    browser sees the second answer. Tells the status of each first answer."""
    first: list[int] = []

    async def pass_twice(route: Route) -> None:
        if route.request.method == "POST":
            first.append((await route.fetch(max_redirects=0)).status)
        await route.continue_()

    await page.route("**/*", pass_twice)
    return first


async def test_double_clicks_on_checkout_and_payment_buy_once(
    page: Page, show_id: int, services: Services
) -> None:
    """One order, one payment, and the buyer sees the paid order."""
    await steps.hold_seats(page, show_id, 2)
    first = await send_all_twice(page)
    await steps.fill_in(page)
    await steps.pay(page)

    assert first == [303, 303]
    assert await counts(services) == {"orders": 1, "payments": 1, "refunds": 0}


async def test_going_back_and_sending_again_buys_nothing_more(
    page: Page, show_id: int, services: Services
) -> None:
    """The checkout as it was, sent again after the payment, leads to the order that is there."""
    await steps.hold_seats(page, show_id, 2)
    checkout = await page.content()
    await steps.fill_in(page)
    await steps.pay(page)

    # Back, to the page as the browser kept it, with its key; its scripts had a nonce of their own.
    kept = re.sub(r"<script.*?</script>", "", checkout, flags=re.DOTALL)
    await page.set_content(kept.replace('action="/', f'action="{page.url.split("/orders")[0]}/'))
    await page.get_by_label("Your name").fill("Ann")
    await page.get_by_label("E-mail").fill("ann@buyers.test")
    await page.get_by_role("button", name="Go on to payment").click()
    await expect(page.get_by_role("heading", name="See you there")).to_be_visible()

    assert await counts(services) == {"orders": 1, "payments": 1, "refunds": 0}


async def test_paying_again_after_going_back_pays_nothing(
    page: Page, show_id: int, services: Services
) -> None:
    """The payment's form as it was, sent after the order is paid, leads to the paid order."""
    await steps.hold_seats(page, show_id, 2)
    await steps.fill_in(page)
    kept, action = await page.locator("form.stack").inner_html(), page.url
    await steps.pay(page)

    await page.locator("main").evaluate(AGAIN, [action, kept])
    await expect(page.get_by_role("heading", name="See you there")).to_be_visible()

    assert await counts(services) == {"orders": 1, "payments": 1, "refunds": 0}


async def test_cancelling_again_after_going_back_changes_nothing(
    page: Page, server: ServerProcess, show_id: int, services: Services
) -> None:
    """Back to the order as it was: the button leads to the cancelled order, one refund stays."""
    async with buyer_at(server) as ann:
        order = (await ann.order((await ann.hold(show_id, [0])).json())).json()
        await ann.pay(order)
    await page.goto(f"/orders/{order['id']}?token={order['token']}")
    kept = await page.locator("details.cancel form").inner_html()
    for _ in range(2):
        await page.locator("main").evaluate(AGAIN, [f"/orders/{order['id']}/cancellation", kept])
        await expect(page.get_by_text("Your money is on its way back")).to_be_visible()

    assert (await counts(services))["refunds"] == 1


AGAIN = """(main, [action, inner]) => {
  const form = Object.assign(document.createElement("form"), { method: "post", action });
  form.innerHTML = inner;
  main.replaceChildren(form);
  form.submit();
}"""
"""Shows a form as it was before, and sends it."""


async def test_double_click_on_cancellation_gives_back_once(
    page: Page, server: ServerProcess, show_id: int, services: Services
) -> None:
    """One refund, and the page after it says so."""
    async with buyer_at(server) as ann:
        order = (await ann.order((await ann.hold(show_id, [0])).json())).json()
        await ann.pay(order)
    await page.goto(f"/orders/{order['id']}?token={order['token']}")
    await page.get_by_text("I cannot come").click()
    first = await send_all_twice(page)
    await page.get_by_role("button", name="Cancel the order").click()
    await expect(page.get_by_text("Your money is on its way back")).to_be_visible()

    assert first == [303]
    assert (await counts(services))["refunds"] == 1


async def test_double_click_on_a_shows_cancellation_cancels_it_once(
    page: Page, show_id: int, services: Services
) -> None:
    """The organizer sees the progress of one cancellation, also when the form comes once more."""
    await page.goto("/sign-in")
    await steps.sign_in(page, OWNER, PASSWORD)
    path = f"/organizer/shows/{show_id}/cancellation"
    await page.goto(path)
    await page.get_by_label("Why?").fill("Fog")
    kept = await page.locator("form.card").inner_html()
    first = await send_all_twice(page)
    await page.get_by_role("button", name="Cancel the show").click()
    await expect(page.get_by_text("Your customers read: Fog")).to_be_visible()
    # Back to the form as it was, with something else in it: what was sent first counts.
    await page.locator("main").evaluate(AGAIN, [path, kept])
    await expect(page.get_by_text("What was sent first counts")).to_be_visible()

    assert first == [303, 422]
    assert await services.db.pool.fetchval("SELECT count(*) FROM show_cancellations") == 1
