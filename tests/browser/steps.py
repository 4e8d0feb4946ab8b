"""What people do on the pages, step by step; each waits for what should appear."""

import re
from urllib.parse import urlsplit

from playwright.async_api import Locator, Page, expect

from tessera.services import Services
from tests.fixtures.codes import code_in_mail

SPOT = """async (place) => {
  const { view, model } = document.querySelector("seat-map");
  const spot = () => {
    const edge = view.canvas.getBoundingClientRect();
    const { px, py } = view.toScreen(model.byPlace.get(place));
    return [edge.x + px, edge.y + py];
  };
  const frame = () => new Promise(requestAnimationFrame);
  for (let last = "", now = String(spot()), same = 0; same < 3; last = now, now = String(spot())) {
    same = now === last ? same + 1 : 0;
    await frame();
  }
  return spot();
}"""
"""Where a seat is drawn, once it stays there: a map that still finds its size would be missed."""
TABS_MAX = 80


async def register(page: Page, services: Services, *, name: str, email: str) -> None:
    """From nowhere to an account, by the code that the mail carries."""
    await page.goto("/register")
    await page.get_by_label("E-mail").fill(email)
    await page.get_by_role("button", name="Send me the code").click()
    await page.wait_for_url("**/register/*")
    registration = urlsplit(page.url).path.rpartition("/")[2]
    await page.get_by_label("Code of the mail").fill(code_in_mail(services, registration))
    await page.get_by_label("Your name").fill(name)
    await page.get_by_label("Password").fill("a short sentence")
    await page.get_by_role("button", name="Make the account").click()


async def open_map(page: Page, show_id: int) -> None:
    """The show page, once the map knows who has what."""
    await page.goto(f"/shows/{show_id}")
    await page.locator("seat-map[data-live]").wait_for()


async def click_seats(page: Page, *places: int) -> None:
    """Click where the map draws them."""
    for place in places:
        x, y = await page.evaluate(SPOT, place)
        await page.mouse.click(x, y)
    await expect(page.locator(".basket__places li")).to_have_count(len(places))


async def go_on(page: Page) -> None:
    """From the map to the checkout."""
    await page.get_by_role("button", name="Continue").click()
    await page.wait_for_url(re.compile(r"/checkout/[^?]+$"))


async def hold_seats(page: Page, show_id: int, *places: int) -> None:
    """From nowhere to the checkout with these places."""
    await open_map(page, show_id)
    await click_seats(page, *places)
    await go_on(page)


async def fill_in(page: Page, name: str = "Ann", email: str = "ann@buyers.test") -> None:
    """From the checkout to the payment."""
    await page.get_by_label("Your name").fill(name)
    await page.get_by_label("E-mail").fill(email)
    await page.get_by_role("button", name="Go on to payment").click()
    await page.wait_for_url("**/pay")


async def pay(page: Page) -> None:
    """From the payment to the paid order."""
    await page.get_by_role("button", name=re.compile("^Pay ")).click()
    await expect(page.get_by_role("heading", name="See you there")).to_be_visible()


async def open_ticket(page: Page, number: int = 0) -> None:
    """From the order to one of its tickets, whose QR code has been drawn."""
    await page.locator(".stub").nth(number).click()
    await page.wait_for_url("**/tickets/*")
    await see_qr(page)


async def see_qr(page: Page) -> None:
    """The code of the ticket is there, as a picture that was loaded."""
    code = page.get_by_role("img", name=re.compile("QR code"))
    await expect(code).to_be_visible()
    await expect(code).to_have_js_property("complete", True)
    assert await code.evaluate("picture => picture.naturalWidth") > 0


async def sign_in(page: Page, email: str, password: str) -> None:
    """Sign in, from wherever one is asked to."""
    await page.get_by_label("E-mail").fill(email)
    await page.get_by_label("Password").fill(password)
    await page.locator("main").get_by_role("button", name="Sign in").click()
    await expect(page.locator(".menu summary")).to_be_visible()


async def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until `wanted` has the focus, as somebody without a mouse does."""
    for _ in range(TABS_MAX):
        await page.keyboard.press("Tab")
        if await wanted.evaluate("found => found === document.activeElement"):
            return
    raise AssertionError(f"Tab never reaches {wanted}")
