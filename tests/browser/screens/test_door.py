"""The door page with a scanner that types: one code after the other, never leaving the page."""

import json

import pytest
from playwright.async_api import Page, expect

from tests.unit.ui.house import House

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("code", "title", "tally"),
    [("GOOD", "Come in", "38"), ("AGAIN", "Already inside", "37"), ("WHAT", "Not known", "37")],
)
async def test_typed_code_is_answered_in_large_words(
    page: Page, house: House, code: str, title: str, tally: str
) -> None:
    """Enter sends it; the answer stands large, the tally follows, the field is free again."""
    await page.goto("/door")
    await page.keyboard.type(code)
    await page.keyboard.press("Enter")

    await expect(page.locator(".answer h2")).to_have_text(title)
    await expect(page.locator("[data-admitted]")).to_have_text(tally)
    await expect(page.locator("[data-recent] li").first).to_contain_text(title)
    await expect(page.get_by_label("Ticket code")).to_be_focused()
    await expect(page.get_by_label("Ticket code")).to_have_value("")
    assert json.loads(house.posts[0]["body"]) == {"code": code, "gate": "2", "show_id": 1945}


async def test_without_a_connection_the_code_stays(page: Page) -> None:
    """Nothing is lost: the code is back in the field and the page says so."""
    await page.goto("/door")
    await page.context.set_offline(True)
    await page.keyboard.type("GOOD")
    await page.keyboard.press("Enter")

    await expect(page.locator(".answer h2")).to_have_text("No connection")
    await expect(page.get_by_label("Ticket code")).to_have_value("GOOD")
    await page.context.set_offline(False)
