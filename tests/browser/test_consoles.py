"""Both consoles of the running product on a phone: every page that a link leads to."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from playwright.async_api import Browser, Page

from tessera.allotments.keep import enter_allotment
from tessera.allotments.model import NewAllotment, Purpose
from tessera.services import Services
from tests.browser import steps
from tests.browser.conftest import fresh_context, watched_page
from tests.fixtures.house import OWNER, PASSWORD, create_house, create_show
from tests.fixtures.servers import ServerProcess
from tests.fixtures.titles import create_title

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 800}}
CONSOLES = ("/organizer", "/admin", "/door", "/find", "/inbox")
STARTS = ("/organizer", "/door", "/find", "/inbox", "/admin/accounts")
NO_PAGE = re.compile(r"\.(csv|pdf|json|svg|ics)\b|/csv\b|/file\b|/export\b|/picture\b|format=")
PAGES_MIN = 65
"""Different pages that a house with a show has, and that who runs the platform has."""


@pytest.fixture
async def page(
    chromium: Browser, serve: Callable[..., ServerProcess], services: Services
) -> AsyncIterator[Page]:
    """Somebody who owns a house with a show and runs the platform, with a phone."""
    house = await create_house(services, places=8, standing=5)
    show = await create_show(services, house)
    await create_title(services, organization_id=house.organization_id)
    new = NewAllotment(purpose=Purpose.PRESS, name="Press", places=(0, 1))
    async with services.db.transaction() as tx:
        await enter_allotment(tx, await services.shows.get(show.id), new)
    await services.db.pool.execute("UPDATE accounts SET role = 'admin' WHERE email = $1", OWNER)
    server = await asyncio.to_thread(serve)
    async with (
        fresh_context(chromium, server.url, **PHONE) as context,
        watched_page(context) as opened,
    ):
        await opened.goto("/organizer")
        await steps.sign_in(opened, OWNER, PASSWORD)
        yield opened


def kind_of(path: str) -> str:
    """Pages that differ in ids and questions are one kind of page."""
    return re.sub(r"/(\d+|[0-9a-f-]{36})(?=/|$)", "/#", path.partition("?")[0].partition("#")[0])


async def links(page: Page) -> list[str]:
    """Where the page leads within the consoles."""
    found: list[str] = await page.evaluate(
        "[...document.links].filter((a) => a.origin === location.origin && !a.download)"
        ".map((a) => a.pathname + a.search)"
    )
    return [path for path in found if path.startswith(CONSOLES) and not NO_PAGE.search(path)]


async def test_every_page_of_the_consoles_fits_a_phone(page: Page) -> None:
    """Reached by links alone; none is wider than the window, none is missing, no script fails."""
    ahead, seen, faults = [*STARTS], dict.fromkeys(map(kind_of, STARTS), ""), []
    while ahead:
        path = ahead.pop()
        answer = await page.goto(path, wait_until="domcontentloaded")
        assert answer is not None
        wide = await page.evaluate("document.documentElement.scrollWidth")
        if answer.status != 200 or wide > PHONE["viewport"]["width"]:
            faults.append(f"{path}: {answer.status}, {wide} wide")
        for link in await links(page):
            if kind_of(link) not in seen:
                seen[kind_of(link)] = path
                ahead.append(link)

    assert faults == []
    assert len(seen) >= PAGES_MIN, (len(seen), sorted(seen))
