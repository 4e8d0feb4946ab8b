"""The seat map under a mouse, a finger, a keyboard, other buyers, and no JavaScript at all."""

import json
from urllib.parse import parse_qs

import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.browser import steps
from tests.unit.ui import samples_hall
from tests.unit.ui.house import House

pytestmark = pytest.mark.browser

FREE = [n for n, sign in enumerate(samples_hall.CINEMA_STATES) if sign == "."]
TAKEN = [n for n, sign in enumerate(samples_hall.CINEMA_STATES) if sign == "s"]
TRIES_MAX = 100


def label(place: int) -> str:
    """What people call a seat of the cinema."""
    return str(samples_hall.CINEMA["places"][place]["label"])


async def open_map(page: Page, name: str = "show") -> None:
    """The show page, once the map knows who has what."""
    await page.goto(f"/{name}")
    await page.locator("seat-map[data-live]").wait_for()


async def until(page: Page, fact: str) -> None:
    """Wait for a JavaScript expression to hold, at most ten seconds."""
    for _ in range(TRIES_MAX):
        if await page.evaluate(fact):
            return
        await page.wait_for_timeout(100)
    raise AssertionError(f"never so: {fact}")


async def click_seat(page: Page, place: int) -> None:
    """Click where the map draws that place."""
    x, y = await page.evaluate(steps.SPOT, place)
    await page.mouse.click(x, y)


async def test_clicked_seats_are_held_and_lead_to_the_checkout(page: Page, house: House) -> None:
    """Two clicks and Continue: one hold with a key, then the checkout with the hold's token."""
    await open_map(page)
    for place in FREE[:2]:
        await click_seat(page, place)
    await expect(page.locator(".basket__places li")).to_have_count(2)

    await page.get_by_role("button", name="Continue").click()
    await page.wait_for_url("**/checkout/h1?token=t0ken")

    (post,) = house.posts
    assert json.loads(post["body"]) == {"places": FREE[:2]}
    assert len(post["key"]) == 36


async def test_seats_are_found_heard_and_chosen_with_the_keyboard_alone(page: Page) -> None:
    """Tab reaches the map, arrows move, the live region tells the seat, Enter chooses it."""
    await open_map(page)
    await page.locator(".hall__zoom button").last.focus()
    await page.keyboard.press("Tab")
    spoken = page.locator("seat-map .said[aria-live]")
    first = await spoken.text_content()
    await page.keyboard.press("ArrowRight")
    await expect(spoken).not_to_have_text(first or "")

    await page.keyboard.press("ArrowLeft")
    await page.keyboard.press("Enter")

    assert first is not None
    await expect(page.locator(".basket__places li")).to_contain_text(first.split(",")[0])
    await page.keyboard.press("Space")
    await expect(page.locator(".basket__places li")).to_have_count(0)


async def test_a_place_taken_meanwhile_is_named_the_others_stay(page: Page, house: House) -> None:
    """The refusal keeps the rest of the choice and offers a free place nearby."""
    await open_map(page)
    for place in FREE[:2]:
        await click_seat(page, place)
    house.states["1945"][FREE[0]] = "s"  # without telling the stream

    await page.get_by_role("button", name="Continue").click()

    say = page.locator(".basket__say")
    await expect(say).to_contain_text(f"Somebody was faster: {label(FREE[0])}.")
    await expect(page.locator(".basket__places li")).to_have_count(1)
    await page.get_by_role("button", name="instead").first.click()
    await expect(page.locator(".basket__places li")).to_have_count(2)


async def test_what_others_do_reaches_the_map_as_it_happens(page: Page, house: House) -> None:
    """A chosen place that somebody else gets leaves the basket, with a sentence."""
    await open_map(page)
    await click_seat(page, FREE[3])
    await expect(page.locator(".basket__places li")).to_have_count(1)

    house.change("1945", [(FREE[3], "h")])

    say = page.locator(".basket__say")
    await expect(say).to_have_text(f"{label(FREE[3])}: just taken by somebody else.")
    await expect(page.locator(".basket__places li")).to_have_count(0)


async def test_without_a_stream_the_map_polls(page: Page, house: House) -> None:
    """Where server-sent events do not get through, the states come every few seconds."""
    house.stream_works = False

    await open_map(page)

    state = f"document.querySelector('seat-map').model.stateOf({TAKEN[0]})"
    assert await page.evaluate(state) == "taken"


async def test_list_and_map_choose_into_one_basket(page: Page) -> None:
    """A box ticked in the list is chosen on the map, and survives a reload."""
    await open_map(page)
    await page.get_by_role("button", name="List").click()
    await page.locator(f"input[value='{FREE[5]}']").check()
    await expect(page.locator(".basket__places li")).to_contain_text(label(FREE[5]))

    await page.reload()
    await page.locator("seat-map[data-live]").wait_for()

    await expect(page.locator(".basket__places li")).to_contain_text(label(FREE[5]))
    await expect(page.locator(f"input[value='{FREE[5]}']")).to_be_checked()
    await expect(page.locator(f"input[value='{TAKEN[0]}']")).to_be_disabled()


async def test_in_a_big_hall_the_first_tap_comes_closer(page: Page) -> None:
    """Dots cannot be hit with a finger: the first tap zooms, the next one chooses."""
    await open_map(page, "show-arena")
    free = samples_hall.ARENA_STATES.index(".")
    await click_seat(page, free)
    assert await page.evaluate("document.querySelector('seat-map').view.scale") == 1.5
    await expect(page.locator(".basket__places li")).to_have_count(0)

    await click_seat(page, free)

    await expect(page.locator(".basket__places li")).to_have_count(1)


async def test_twenty_thousand_places_pan_within_a_frame(page: Page) -> None:
    """A step of a drag over the whole arena costs the page far less than 16 ms at the median."""
    await open_map(page, "show-arena")
    assert samples_hall.ARENA["capacity"] > 20_000

    costs = await page.evaluate(
        """() => {
          const { view } = document.querySelector("seat-map");
          view.zoomAt(300, 300, 1.6);
          view.paint();
          return Array.from({ length: 60 }, (_, n) => {
            view.panBy(n % 2 ? 3 : -3, 1);
            const began = performance.now();
            view.paint();
            return performance.now() - began;
          }).sort((a, b) => a - b);
        }"""
    )

    assert costs[30] < 16


async def test_wheel_zooms_and_the_whole_hall_comes_back(page: Page) -> None:
    """The spot under the pointer stays; 0 shows everything again."""
    await open_map(page)
    box = await page.locator("seat-map canvas").bounding_box()
    assert box is not None
    await page.mouse.move(box["x"] + 200, box["y"] + 200)
    read = "document.querySelector('seat-map').view.toPlan(200, 200)"
    before = await page.evaluate(read)

    await page.mouse.wheel(0, -400)
    await until(page, "document.querySelector('seat-map').view.zoomed")

    after = await page.evaluate(read)
    assert after["x"] == pytest.approx(before["x"], abs=0.5)
    await page.locator("seat-map canvas").press("0")
    assert not await page.evaluate("document.querySelector('seat-map').view.zoomed")


async def test_without_javascript_ticked_places_are_posted(
    context: BrowserContext, house: House
) -> None:
    """The page is a working form: boxes, a button, one post with every place."""
    assert context.browser is not None
    plain = await context.browser.new_context(
        java_script_enabled=False, base_url=house.address, viewport={"width": 390, "height": 800}
    )
    page = await plain.new_page()
    await page.goto("/show")
    for place in FREE[:2]:
        await page.locator(f"input[name=place][value='{place}']").check()

    await page.get_by_role("button", name="Hold these places").click()
    await page.wait_for_url("**/shows/1945/holds")

    (post,) = house.posts
    sent = parse_qs(post["body"])
    assert sent["place"] == [str(place) for place in FREE[:2]]
    assert sent["csrf_token"] == ["sample"]
    await plain.close()
