"""Every sample page in a real browser: accessible, within its width, in both schemes."""

from collections.abc import AsyncIterator, Iterator

import pytest
from playwright.async_api import Browser, Page

from tests.browser.accessible import broken_rules
from tests.unit.ui.house import House
from tests.unit.ui.pages import PAGES

pytestmark = pytest.mark.browser
STANDS_STILL = """
const real = window.setTimeout;
window.setTimeout = (act, ms, ...more) => (ms >= 1000 ? 0 : real(act, ms, ...more));
"""
"""Pages that load themselves again do so after seconds; a slow axe would meet the next one."""
LOOKS = {"phone-dark": (360, "dark"), "desk-light": (1280, "light")}
OF_LOOKS = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block", "target-size"]}
}
"""What the second look may change; the rest is the same document."""


@pytest.fixture(scope="module")
def shown() -> Iterator[House]:
    """One house for all: these tests only look."""
    opened = House()
    yield opened
    opened.close()


@pytest.fixture(scope="module")
async def window(chromium: Browser) -> AsyncIterator[Page]:
    """One window for all: a browser spends longer on a new one than on a page in it."""
    context = await chromium.new_context(reduced_motion="reduce")
    await context.add_init_script(STANDS_STILL)
    yield await context.new_page()
    await context.close()


@pytest.mark.parametrize("name", PAGES)
async def test_sample_page_is_accessible_and_as_wide_as_its_window(
    window: Page, shown: House, name: str
) -> None:
    """axe finds nothing serious, nothing runs over the edge, no script fails; in both looks."""
    errors: list[str] = []
    window.once("pageerror", lambda error: errors.append(str(error)))
    for number, (width, scheme) in enumerate(LOOKS.values()):
        await window.set_viewport_size({"width": width, "height": 800})
        await window.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        if not number:
            await window.goto(f"{shown.address}/{name}")

        # Where the last look had scrolled to, the head of the page may lie over something.
        await window.evaluate("scrollTo(0, 0)")
        assert await broken_rules(window, OF_LOOKS if number else None) == [], scheme
        assert await window.evaluate("document.documentElement.scrollWidth") <= width
    assert errors == []
