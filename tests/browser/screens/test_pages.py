"""Every sample page in a real browser: accessible, within its width, in both schemes."""

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser

from tests.unit.ui.house import House
from tests.unit.ui.pages import PAGES

pytestmark = pytest.mark.browser
SERIOUS = ("serious", "critical")
STANDS_STILL = """
const real = window.setTimeout;
window.setTimeout = (act, ms, ...more) => (ms >= 1000 ? 0 : real(act, ms, ...more));
"""
"""Pages that load themselves again do so after seconds; a slow axe would meet the next one."""
LOOKS = {"phone-dark": (360, "dark"), "desk-light": (1280, "light")}
ALL_RULES = {"resultTypes": ["violations"]}
OF_LOOKS = {
    **ALL_RULES,
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block", "target-size"]},
}
"""What the second look may change; the rest is the same document."""


@pytest.mark.parametrize("name", PAGES)
async def test_sample_page_is_accessible_and_as_wide_as_its_window(
    chromium: Browser, house: House, name: str
) -> None:
    """axe finds nothing serious, nothing runs over the edge, no script fails; in both looks."""
    page = await chromium.new_page(reduced_motion="reduce")
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    await page.add_init_script(STANDS_STILL)
    for number, (width, scheme) in enumerate(LOOKS.values()):
        await page.set_viewport_size({"width": width, "height": 800})
        await page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        if not number:
            await page.goto(f"{house.address}/{name}")

        found = await Axe().run(page, options=OF_LOOKS if number else ALL_RULES)

        bad = [v for v in found.response["violations"] if v["impact"] in SERIOUS]
        assert [(v["id"], [n["html"][:200] for n in v["nodes"]][:3]) for v in bad] == [], scheme
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
    assert errors == []
    await page.close()
