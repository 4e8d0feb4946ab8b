"""Blocks by numbers: the browser and the server lay the same rows, seat for seat."""

import random
from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest
from playwright.async_api import Browser, Page

from tessera.venues.plan.generate.block import Block, label_after, rows_of
from tests.unit.ui.house import House

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

CASES = 300
TENTH = 0.1 + 1e-9
"""Halves of a tenth are rounded up in the one language and to even in the other."""
LAY = """async (cases) => {
  const { block, after } = await import("/static/js/plan-make.js");
  const lay = (one) => block(one).map(({ label, seats }) => ({ label,
    seats: seats.map(({ label, x, y, category }) => ({ label, x, y, category })) }));
  return { rows: cases.blocks.map(lay), labels: cases.labels.map(([first, n]) => after(first, n)) };
}"""


def generated(chance: random.Random) -> dict[str, Any]:
    """A block that somebody may ask for."""
    seats = chance.randint(1, 60)
    return {
        "rows": chance.randint(1, 12),
        "seats": seats,
        "category": "regular",
        "first": chance.choice(["A", "Y", "AZ", "ZZ", "1", "98", "Row", "Loge 3", "a"]),
        "scheme": chance.choice(["left", "right", "odd_even"]),
        "aisles": sorted(chance.sample(range(1, 60), chance.randint(0, 3))),
        "curve": round(chance.uniform(-50, 50), 1) if seats > 2 else 0,
        "x": round(chance.uniform(-900, 900), 1),
        "y": round(chance.uniform(-900, 900), 1),
    }


@pytest.fixture
async def page(chromium: Browser, house: House) -> AsyncIterator[Page]:
    """A page whose policy is lifted, so that tests may put questions as text."""
    fresh = await chromium.new_context(base_url=house.address, bypass_csp=True)
    yield await fresh.new_page()
    await fresh.close()


async def test_browser_and_server_lay_the_same_blocks(page: Page) -> None:
    """Labels and numbers to the letter, places to a tenth of a unit (2.5 mm)."""
    chance = random.Random(20261122)
    blocks = [generated(chance) for _ in range(CASES)]
    labels = [(block["first"], chance.randint(0, 900)) for block in blocks]

    await page.goto("/search-nothing")
    drawn = await page.evaluate(LAY, {"blocks": blocks, "labels": labels})

    assert drawn["labels"] == [label_after(first, n) for first, n in labels]
    for asked, theirs in zip(blocks, drawn["rows"], strict=True):
        ours = msgspec.to_builtins(rows_of(msgspec.convert(asked, Block)))
        assert named(theirs) == named(ours), asked
        assert apart(theirs, ours) <= TENTH, asked


def named(rows: list[dict[str, Any]]) -> list[tuple[str, list[tuple[str, str]]]]:
    """What rows and seats are called, and of which category they are."""
    return [(r["label"], [(s["label"], s["category"]) for s in r["seats"]]) for r in rows]


def apart(some: list[dict[str, Any]], others: list[dict[str, Any]]) -> float:
    """How far two seats of one place lie apart at most, across or down."""
    pairs = (
        (a, b)
        for row, other in zip(some, others, strict=True)
        for a, b in zip(row["seats"], other["seats"], strict=True)
    )
    return max(abs(float(a[axis]) - float(b[axis])) for a, b in pairs for axis in ("x", "y"))
