"""A film dragged into the week in a real browser; a clash is refused as it is let go."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tessera.services import Services
from tessera.shows.programme.model import NewPriceList, PriceLine
from tessera.shows.programme.price_lists import enter_price_list
from tests.browser.conftest import fresh_context, watched_page
from tests.fixtures.house import OWNER, PASSWORD, House, create_house
from tests.fixtures.servers import ServerProcess

pytestmark = pytest.mark.browser

LEFT = 130
"""Where the hours begin in the drawing; a unit is a minute, the first hour is 8."""


@pytest.fixture
async def house(services: Services) -> House:
    """A cinema with one hall, a film of 100 minutes and a price list."""
    house = await create_house(services)
    new = NewPriceList(name="Usual", lines=(PriceLine(amount=100),))
    async with services.db.transaction() as tx:
        await enter_price_list(tx, house.organization_id, new)
    return house


@pytest.fixture
async def page(
    chromium: Browser, serve: Callable[..., ServerProcess], house: House, services: Services
) -> AsyncIterator[Page]:
    """The owner looks at the day after tomorrow."""
    server = await asyncio.to_thread(serve)
    day = (services.clock() + timedelta(days=2)).date()
    options = {"viewport": {"width": 1440, "height": 1000}}
    async with (
        fresh_context(chromium, server.url, **options) as browser,
        watched_page(browser) as page,
    ):
        await page.goto("/sign-in")
        await page.get_by_label("E-mail").fill(OWNER)
        await page.get_by_label("Password", exact=True).fill(PASSWORD)
        await page.get_by_role("button", name="Sign in").click()
        await page.goto(f"/organizer/organizations/{house.organization_id}/programme?day={day}")
        yield page


async def drag(page: Page, minute: int, *, let_go: bool = True) -> None:
    """Drag the film to so many minutes after eight in the first hall."""
    await page.wait_for_load_state()
    film = page.locator("[data-film]").first
    await film.hover()
    await page.mouse.down()
    box = await page.locator("svg.lanes").bounding_box()
    assert box is not None
    await page.mouse.move(box["x"] + LEFT + minute, box["y"] + 50, steps=5)
    if let_go:
        await page.mouse.up()


async def test_film_dropped_on_a_free_hall_is_planned_and_on_a_busy_one_refused(
    page: Page, services: Services
) -> None:
    """18:00 is taken by the drop; 19:00 is told to clash, and letting go there plans nothing. What
    stands there is dragged to 19:00 and is not in its own way."""
    await drag(page, 600)
    await expect(page.get_by_text("It is in the programme")).to_be_visible()
    await drag(page, 660, let_go=False)
    await expect(page.locator(".drop--clash")).to_be_visible()
    await page.mouse.up()
    await expect(page.locator("[data-programme-say]")).to_contain_text("that clashes")

    query = "SELECT starts_at AT TIME ZONE 'Asia/Kolkata' AS at, status FROM shows"
    [row] = await services.db.pool.fetch(query)
    assert (f"{row['at']:%H:%M}", row["status"]) == ("18:00", "draft")

    await carry(page, 60)
    await expect(page.get_by_text("Moved.")).to_be_visible()
    assert f"{(await services.db.pool.fetch(query))[0]['at']:%H:%M}" == "19:00"


async def carry(page: Page, minutes: int) -> None:
    """Drag the show that stands there by so many minutes."""
    await page.wait_for_load_state()
    bar = await page.locator(".bar-show__film").bounding_box()
    assert bar is not None
    await page.mouse.move(bar["x"] + 20, bar["y"] + 20)
    await page.mouse.down()
    await page.mouse.move(bar["x"] + 20 + minutes, bar["y"] + 20, steps=5)
    await page.mouse.up()


async def test_day_is_filled_its_week_copied_and_the_copy_published(
    page: Page, services: Services
) -> None:
    """Friday evening: three clicks plan next week, and this one stays a draft."""
    next_week = await page.get_by_label("To the week from").input_value()
    await page.get_by_role("button", name="Fill the day").click()
    await expect(page.locator("a[data-show]").first).to_be_visible()
    await page.get_by_role("button", name="Copy the week").click()
    await expect(page.get_by_role("button", name="Take them out again")).to_have_count(2)
    await page.goto(f"{page.url.split('?')[0]}?day={next_week}")
    await page.get_by_role("button", name="Publish").click()
    await expect(page.get_by_role("button", name="Publish 0 drafts")).to_be_disabled()

    rows = await services.db.pool.fetch(
        "SELECT status = 'draft' AS draft, starts_at + interval '7 days' * (status = 'draft')::int"
        " AS at FROM shows"
    )
    drafts, copies = ([row["at"] for row in rows if row["draft"] is kind] for kind in (True, False))
    assert len(drafts) >= 5
    assert sorted(copies) == sorted(drafts)


async def test_keys_lift_carry_and_put_down_and_everything_is_said(
    page: Page, services: Services
) -> None:
    """Space, arrows, Enter plan a film and move it; a clash is told and stays in hand; Escape ends
    it. What is typed into the show's form afterwards is kept, and offered again."""
    said = page.locator("[data-programme-say]")
    film, bar = page.locator("[data-film]").first, page.locator("a[data-show]")
    hour = "Shift+ArrowRight"
    await pressed(page, film, "Space", *[hour] * 10, "ArrowLeft", "ArrowRight")
    await expect(said).to_contain_text("Screen 1, 18:00: film until 19:55")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("It is in the programme")).to_be_visible()
    await pressed(page, film, "Space", *[hour] * 9, "Enter")
    await expect(said).to_contain_text("Requiem is there until 20:10: that clashes.")
    await page.keyboard.press("Escape")
    await expect(said).to_have_text("Requiem stays as it was.")
    await pressed(page, bar, "Space", hour, "Enter")
    await expect(page.get_by_text("Moved.")).to_be_visible()
    await expect(bar).to_be_focused()

    query = "SELECT starts_at AT TIME ZONE 'Asia/Kolkata' FROM shows"
    assert f"{await services.db.pool.fetchval(query):%H:%M}" == "19:00"
    await offered_again(page)


async def pressed(page: Page, where: Locator, *keys: str) -> None:
    """Press keys on something, once the page's modules are there."""
    await page.wait_for_load_state()
    await where.focus()
    for key in keys:
        await page.keyboard.press(key)


async def offered_again(page: Page) -> None:
    """Type into the form of the show, go away, come back, and go on with it by keys."""
    await page.goto(f"{await page.locator('a[data-show]').get_attribute('href')}/edit")
    await page.get_by_label("Per customer").fill("7")
    await expect(page.get_by_text("Your draft is kept.")).to_be_visible()
    await page.reload()
    await page.get_by_role("button", name="Go on with it").press("Enter")
    await expect(page.get_by_label("Per customer")).to_have_value("7")
    await expect(page.get_by_label("Title", exact=True)).to_be_focused()
