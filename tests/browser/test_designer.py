"""Halls drawn in a real browser: with the mouse, by keyboard and numbers; saved and published."""

import asyncio
import re
import time
from collections.abc import AsyncIterator, Callable

import pytest
from playwright.async_api import Browser, Page, expect

from tessera.services import Services
from tessera.venues.plan.compiled import CompiledPlan
from tests.browser.conftest import fresh_context, watched_page
from tests.fixtures.house import OWNER, PASSWORD, House, create_house
from tests.fixtures.servers import ServerProcess

pytestmark = pytest.mark.browser

SECONDS_MAX = 300
"""A cinema manager draws a hall of 200 in less than five minutes; a machine that does the same
gestures shows how many there are."""


@pytest.fixture
async def house(services: Services) -> House:
    """An organization with a hall."""
    return await create_house(services)


@pytest.fixture
async def page(
    chromium: Browser, serve: Callable[..., ServerProcess], house: House
) -> AsyncIterator[Page]:
    """The owner, signed in, with a new draft open."""
    server = await asyncio.to_thread(serve)
    async with fresh_context(chromium, server.url) as browser, watched_page(browser) as page:
        await page.goto("/sign-in")
        await page.get_by_label("E-mail").fill(OWNER)
        await page.get_by_label("Password", exact=True).fill(PASSWORD)
        await page.get_by_role("button", name="Sign in").click()
        await page.goto(f"/organizer/organizations/{house.organization_id}/seat-plans")
        await page.locator("#field-name").fill("Screen 2")
        await page.locator("#field-hall").select_option(label="Regal, Screen 1")
        await page.get_by_role("button", name="Begin").click()
        await page.locator("plan-designer[data-ready]").wait_for()
        yield page


async def drag(page: Page, tool: str, *way: float) -> None:
    """Take a tool and drag from one spot of the floor to another, in plan units."""
    await page.locator(f'[data-tool="{tool}"]').click()
    spots = await page.evaluate(
        """([x, y, to, down]) => {
          const { view, floor } = document.querySelector("plan-designer");
          const edge = floor.getBoundingClientRect();
          const along = (from, to, start) => start + (to - from) * view.scale;
          const at = (a, b) => [along(view.x, a, edge.x), along(view.y, b, edge.y)];
          return [at(x, y), at(to, down)];
        }""",
        list(way),
    )
    await page.mouse.move(*spots[0])
    await page.mouse.down()
    await page.mouse.move(*spots[1], steps=6)
    await page.mouse.up()


async def saved(page: Page) -> None:
    """Wait until the server has it."""
    await expect(page.locator("[data-saving]")).to_have_text("Saved")


async def plan_of_hall(services: Services, house: House) -> CompiledPlan:
    """The seat plan that shows in the hall get from now on."""
    query = "SELECT seat_plan_id FROM halls WHERE id = $1"
    return await services.plans.get(await services.db.pool.fetchval(query, house.hall_id))


async def draw_200(page: Page) -> None:
    """Two blocks, a curve over both, names and numbers, a second category, a stage."""
    await drag(page, "block", -209, 60, -11, 294)
    await drag(page, "block", 33, 60, 231, 294)
    await page.keyboard.press("Control+a")
    form = page.locator('form[data-panel="picked"]')
    await form.get_by_label("Curve, percent of the width").fill("4")
    await form.get_by_role("button", name="Bend").click()
    await form.get_by_label("First row").fill("A")
    await form.get_by_role("button", name="Name rows").click()
    await form.get_by_label("Seat numbers").select_option("continental")
    await form.get_by_role("button", name="Number", exact=True).click()
    await page.get_by_role("button", name="Another category").click()
    await drag(page, "select", -240, 239, 260, 330)
    await form.get_by_role("button", name="In the chosen category").click()
    await drag(page, "stage", -150, -20, 170, 20)
    await page.keyboard.press("Control+z")
    await page.keyboard.press("Control+Shift+z")
    await saved(page)


async def test_hall_of_200_is_drawn_saved_and_published(
    page: Page, services: Services, house: House
) -> None:
    """Two blocks of 100, a curve, a second category painted on, wheelchair places, a screen: twelve
    gestures; undone and done again; the hall takes it."""
    began = time.monotonic()
    await draw_200(page)
    await page.get_by_role("button", name="Publish a new version").click()
    await expect(page.locator("[data-say]")).to_contain_text("version 1: 200 places")

    assert time.monotonic() - began < SECONDS_MAX
    plan = await plan_of_hall(services, house)
    assert (plan.capacity, plan.label(0), plan.label(10)) == (200, "A 1", "B 1")
    assert {plan.label(n) for n in (9, 109, 199)} == {"A 10", "A 20", "J 20"}
    assert plan.category_of.count(1) == 60


async def pressed(page: Page, *keys: str, hears: str) -> None:
    """Press keys; whoever does not see the floor hears what came of it."""
    for key in keys:
        await page.keyboard.press(key)
    await expect(page.locator("[data-say]")).to_contain_text(hears)


async def test_hall_is_made_by_keyboard_and_numbers_alone(
    page: Page, services: Services, house: House
) -> None:
    """No pointer: a block, standing room and a table by numbers, seats marked, moved and undone."""
    await page.get_by_text("Add by numbers").press("Enter")
    new = page.locator('form[data-panel="new"]')
    await new.get_by_label("Rows").fill("4")
    await new.get_by_label("Seats in a row").fill("8")
    await new.get_by_label("Aisle after seat").fill("4")
    await new.get_by_label("Seats in a row").press("Enter")
    await page.locator("svg.plan").focus()
    await page.keyboard.press("Tab")
    await page.get_by_role("button", name="Wheelchair").last.press("Enter")
    await page.locator("svg.plan").focus()
    await pressed(page, "Tab", "ArrowDown", "ArrowDown", hears="from the left")
    await pressed(page, "Control+z", "Escape", hears="Undone")
    await new.get_by_label("What").select_option("area")
    await new.get_by_label("People").fill("150")
    await new.get_by_label("People").press("Enter")
    await page.get_by_role("button", name="Publish a new version").press("Enter")
    await expect(page.locator("[data-say]")).to_contain_text("182 places")

    plan = await plan_of_hall(services, house)
    assert [plan.label(n) for n in (0, 31, 32)] == ["A 1", "D 8", "Standing area 1"]
    assert list(plan.flags[:9]) == [1] * 8 + [0]
    assert plan.ys[8] - plan.ys[0] == 26


BLOCKS = (
    ("Stalls", 20, 40, "10, 30", 0, 0),
    ("Circle", 14, 40, "10, 30", 0, 640),
    ("Balcony", 14, 40, "", 0, 1_120),
    ("Boxes left", 2, 20, "", -560, 0),
    ("Boxes right", 2, 20, "", 1_100, 0),
)
"""Section, rows, seats in a row, aisles, and where it begins: 2,000 seats."""
GESTURES_MAX = 60


async def test_theatre_of_2000_is_made_by_blocks_in_few_steps(
    page: Page, services: Services, house: House
) -> None:
    """Five blocks by numbers, published: so many steps that thirty minutes are plenty."""
    began, steps = time.monotonic(), 0
    await page.get_by_text("Add by numbers").click()
    new = page.locator('form[data-panel="new"]')
    for section, rows, seats, aisles, *spot in BLOCKS:
        fields = {"section": section, "first": "A", "rows": rows, "seats": seats}
        fields |= {"aisles": aisles, "x": spot[0], "y": spot[1]}
        for name, value in fields.items():
            await new.locator(f'[name="{name}"]').fill(str(value))
        await new.locator('[name="seats"]').press("Enter")
        steps += len(fields) + 1
    await saved(page)
    await page.get_by_role("button", name="Publish a new version").click()
    await expect(page.locator("[data-say]")).to_contain_text(re.compile("2,?000 places"))

    assert steps + 2 <= GESTURES_MAX
    assert time.monotonic() - began < SECONDS_MAX
    plan = await plan_of_hall(services, house)
    assert (plan.capacity, plan.label(0)) == (2_000, "Stalls A 1")
