"""People buying and being let in: real Chromium, a real server process, real engines."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import pytest
from playwright.async_api import Browser, BrowserContext, Page, Route, expect

from tessera.claims.tasks import sweep
from tessera.services import Services
from tests.browser import steps
from tests.browser.conftest import fresh_context, watched_page
from tests.fixtures.house import OWNER, PASSWORD, create_house, create_show, let_time_pass
from tests.fixtures.servers import ServerProcess, buyer_at

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Theatre:
    """Eight seats, A 1 to A 8, and a show on sale in them."""

    server: ServerProcess
    show_id: int
    title_id: int


@pytest.fixture
async def theatre(
    chromium: Browser, serve: Callable[..., ServerProcess], services: Services
) -> Theatre:
    """A theatre with a show tomorrow. Asks for the browser first: without one it stays shut."""
    house = await create_house(services, places=8)
    show = await create_show(services, house)
    server = await asyncio.to_thread(serve)
    return Theatre(server, show.id, house.title_id)


@pytest.fixture
async def context(chromium: Browser, theatre: Theatre) -> AsyncIterator[BrowserContext]:
    """A browser without a past, on a desk."""
    async with fresh_context(chromium, theatre.server.url) as fresh:
        yield fresh


@pytest.fixture
async def page(context: BrowserContext) -> AsyncIterator[Page]:
    """A page on which nothing may go wrong unseen."""
    async with watched_page(context) as opened:
        yield opened


async def test_guest_buys_two_seats_by_mouse(page: Page, theatre: Theatre) -> None:
    """From the title by a showtime, two clicks on the map, name, payment, to a ticket's code."""
    await page.goto(f"/titles/{theatre.title_id}")
    await page.locator(f"a[href='/shows/{theatre.show_id}']").first.click()
    await page.locator("seat-map[data-live]").wait_for()

    await steps.click_seats(page, 2, 3)
    await steps.go_on(page)
    await steps.fill_in(page)
    await steps.pay(page)

    await expect(page.locator(".stub")).to_have_count(2)
    await steps.open_ticket(page)
    await expect(page.locator(".ticket__place")).to_contain_text("3")


async def test_whole_purchase_needs_no_mouse(page: Page, theatre: Theatre) -> None:
    """Tab, arrows, Enter and letters alone lead from the map to the ticket's code."""
    await steps.open_map(page, theatre.show_id)
    await steps.tab_to(page, page.locator("seat-map canvas"))
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("Enter")
    await expect(page.locator(".basket__places li")).to_have_count(1)
    await steps.tab_to(page, page.get_by_role("button", name="Continue"))
    await page.keyboard.press("Enter")

    await page.wait_for_url(re.compile(r"/checkout/[^?]+$"))
    await steps.tab_to(page, page.get_by_label("Your name"))
    await page.keyboard.type("Ann")
    await page.keyboard.press("Tab")
    await page.keyboard.type("ann@buyers.test")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/pay")
    await steps.tab_to(page, page.get_by_role("radio").first)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="See you there")).to_be_visible()
    await steps.tab_to(page, page.locator(".stub").first)
    await page.keyboard.press("Enter")

    await steps.see_qr(page)


async def test_hold_that_ran_out_says_what_to_do_next(
    page: Page, theatre: Theatre, services: Services
) -> None:
    """The checkout was open too long: it says so, and leads back to the seats, free again."""
    await steps.hold_seats(page, theatre.show_id, 0)
    await let_time_pass(services.db, 601)

    await page.get_by_label("Your name").fill("Ann")
    await page.get_by_label("E-mail").fill("ann@buyers.test")
    await page.get_by_role("button", name="Go on to payment").click()

    await expect(page.get_by_role("heading", name="The time is up")).to_be_visible()
    await page.get_by_role("link", name="Choose places again").click()
    # We moved the deadline behind the server's back; the sweep tells its map.
    await sweep(services)
    await expect(page.locator("input[name=place][value='0']")).to_be_enabled()
    await steps.hold_seats(page, theatre.show_id, 0)


async def test_seat_taken_by_another_browser_leaves_the_basket(
    page: Page, chromium: Browser, theatre: Theatre
) -> None:
    """Whoever has chosen a seat hears at once that somebody else holds it."""
    await steps.open_map(page, theatre.show_id)
    await steps.click_seats(page, 4)
    async with fresh_context(chromium, theatre.server.url) as other:
        await steps.hold_seats(await other.new_page(), theatre.show_id, 4)

    said = page.locator(".basket__say")
    await expect(said).to_have_text("A 5: just taken by somebody else.")
    await expect(page.locator(".basket__places li")).to_have_count(0)


async def test_slower_of_two_browsers_is_refused_and_offered_another_seat(
    page: Page, chromium: Browser, theatre: Theatre
) -> None:
    """A map that heard nothing asks for a taken seat: a polite no, and a seat that can be had."""
    free = {"version": 0, "capacity": 8, "available": 8, "states": "." * 8}

    async def stale(route: Route) -> None:
        await route.fulfill(json=free)

    await page.route("**/live", lambda route: route.abort())
    await page.route("**/seats", stale)
    await steps.open_map(page, theatre.show_id)
    async with fresh_context(chromium, theatre.server.url) as other:
        await steps.hold_seats(await other.new_page(), theatre.show_id, 4)

    await steps.click_seats(page, 4)
    await page.get_by_role("button", name="Continue").click()
    await expect(page.locator(".basket__say")).to_contain_text("Somebody was faster: A 5.")
    await page.get_by_role("button", name="instead").first.click()
    await expect(page.locator(".basket__places li")).to_have_count(1)

    await steps.go_on(page)


async def test_tickets_are_bought_without_javascript(chromium: Browser, theatre: Theatre) -> None:
    """Boxes, buttons and links are enough, on a phone."""
    phone = {"width": 390, "height": 800}
    async with fresh_context(
        chromium, theatre.server.url, java_script_enabled=False, viewport=phone
    ) as context:
        page = await context.new_page()
        await page.goto(f"/shows/{theatre.show_id}")
        for place in (5, 6):
            await page.locator(f"input[name=place][value='{place}']").check()
        await page.get_by_role("button", name="Hold these places").click()
        await page.wait_for_url("**/checkout/*")

        await steps.fill_in(page)
        await steps.pay(page)

        await expect(page.locator(".stub")).to_have_count(2)
        await page.locator(".stub").first.click()
        await expect(page.get_by_role("img", name=re.compile("QR code"))).to_be_visible()


async def test_countdown_survives_a_reload(page: Page, theatre: Theatre) -> None:
    """The end stays where it was; what is left goes on from the server's clock."""
    await steps.hold_seats(page, theatre.show_id, 0)
    clock = page.locator("count-down")
    ends = await clock.get_attribute("data-expires")
    await expect(clock.locator("[role=timer]")).to_have_text(re.compile(r"^9:5\d$"))

    await page.reload()

    await expect(clock).to_have_attribute("data-expires", str(ends))
    await expect(clock.locator("[role=timer]")).to_have_text(re.compile(r"^9:[45]\d$"))


async def test_door_admits_a_ticket_once(page: Page, theatre: Theatre) -> None:
    """The code that is printed under the QR code, typed twice: come in, then already inside."""
    async with buyer_at(theatre.server) as ann:
        order = (await ann.order((await ann.hold(theatre.show_id, [0])).json())).json()
        await ann.pay(order)
        ticket = (await ann.read(order))["tickets"][0]
        headers = {"Order-Token": order["token"]}
        whole = (await ann.client.get(f"/api/v1/tickets/{ticket['id']}", headers=headers)).json()
    await page.goto("/door")
    await steps.sign_in(page, OWNER, PASSWORD)

    for answer in ("Come in", "Already inside"):
        await page.get_by_label("Ticket code").fill(whole["typed_code"])
        await page.keyboard.press("Enter")
        await expect(page.locator(".answer h2")).to_have_text(answer)

    await expect(page.locator("[data-admitted]")).to_have_text("1")


async def test_new_customer_finds_the_purchase_under_my_tickets(
    page: Page, theatre: Theatre, services: Services
) -> None:
    """Sign up, buy with the name filled in, and find the order again."""
    await steps.register(page, services, name="Asha Rao", email="asha@buyers.test")
    await expect(page.locator(".menu summary")).to_have_text("Asha")

    await steps.hold_seats(page, theatre.show_id, 7)
    await expect(page.get_by_label("Your name")).to_have_value("Asha Rao")
    await page.get_by_role("button", name="Go on to payment").click()
    await steps.pay(page)

    await page.get_by_role("link", name="My tickets").first.click()
    await expect(page.locator(".order")).to_contain_text("A 8")
    await page.locator(".order").click()
    await steps.open_ticket(page)
