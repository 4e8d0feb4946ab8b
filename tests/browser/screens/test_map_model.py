"""The map's knowledge, asked in the browser that runs it: prices, states, steps, neighbours."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Browser, Page

from tests.unit.ui.house import House

pytestmark = pytest.mark.browser

LOAD = """async (body) => {
  const { MapModel } = await import("/static/js/map-model.js");
  const plan = await (await fetch("/api/v1/seat-plans/plan-" + body.hall)).json();
  const { states } = await (await fetch("/api/v1/shows/" + body.show + "/seats")).json();
  const prices = plan.categories.map(({ key }, n) => (
    { key, label: key, amount: (n + 1) * 10000, currency: "INR", colour: n + 1 }));
  const model = new MapModel(plan, prices, body.limit);
  if (body.states) model.take(states);
  const seat = (label) => plan.places.find((place) => place.label === label);
  return new Function("model", "seat", body.ask)(model, seat);
}"""


async def ask(page: Page, question: str, *, states: bool = False, hall: str = "cinema") -> Any:
    """What a function body answers that is given `model` and `seat(label)`."""
    await page.goto("/search-nothing")
    show = {"cinema": "1945", "arena": "arena"}[hall]
    facts = {"hall": hall, "show": show, "limit": 3, "states": states, "ask": question}
    return await page.evaluate(LOAD, facts)


@pytest.fixture
async def page(chromium: Browser, house: House) -> AsyncIterator[Page]:
    """A page whose policy is lifted, so that tests may put questions as text."""
    fresh = await chromium.new_context(base_url=house.address, bypass_csp=True)
    yield await fresh.new_page()
    await fresh.close()


async def test_choosing_adds_removes_and_stops_at_the_limit(page: Page) -> None:
    """A fourth place of three is refused and nothing changes; the sum follows."""
    told = await ask(
        page,
        """const places = ["A 2", "F 10", "N 3", "N 4"].map((label) => seat(label).place);
        const outcomes = places.map((place) => model.toggle(place));
        return [outcomes, model.total(), model.toggle(places[0]), model.chosen.size];""",
    )

    assert told == [["added", "added", "added", "limit"], 60000, "removed", 2]


async def test_taken_places_cannot_be_chosen_and_lost_ones_are_told(page: Page) -> None:
    """What somebody else takes leaves the choice, and only that."""
    told = await ask(
        page,
        """const [a, b] = [seat("C 7").place, seat("C 8").place];
        model.toggle(a); model.toggle(b);
        const lost = model.change([[a, "h"]]);
        return [lost[0] === a, [...model.chosen][0] === b, model.toggle(a), model.stateOf(a)];""",
    )

    assert told == [True, True, "taken", "held"]


@pytest.mark.parametrize(
    ("direction", "label"),
    [("1, 0", "H 13"), ("-1, 0", "H 11"), ("0, -1", "G 12"), ("0, 1", "I 12")],
)
async def test_arrows_go_to_the_seat_that_lies_there(
    page: Page, direction: str, label: str
) -> None:
    """Left and right stay in the row, up and down change it."""
    assert await ask(page, f'return model.step(seat("H 12"), {direction}).label') == label


@pytest.mark.parametrize(("start", "label"), [("H 6", "H 7"), ("H 18", "H 19")])
async def test_arrows_cross_an_aisle(page: Page, start: str, label: str) -> None:
    """An aisle is no wall."""
    assert await ask(page, f'return model.step(seat("{start}"), 1, 0).label') == label


async def test_arrows_stop_at_the_wall(page: Page) -> None:
    """Beyond the last seat there is nothing, and the focus stays."""
    assert await ask(page, 'return model.step(seat("A 1"), -1, 0)') is None


async def test_instead_of_a_lost_seat_its_free_neighbour_is_offered(page: Page) -> None:
    """The nearest free seat of the same price, not one that is chosen already."""
    told = await ask(
        page,
        """const lost = seat("H 12").place;
        model.toggle(seat("H 13").place);
        model.change([[lost, "s"]]);
        return model.insteadOf(lost).label;""",
    )

    assert told == "H 11"


async def test_counts_of_free_places_include_standing_room(page: Page) -> None:
    """In an empty arena the counts of all categories add up to the capacity."""
    told = await ask(
        page,
        """const counts = model.freeByCategory();
        return [counts.get("floor"), [...counts.values()].reduce((a, b) => a + b),
                model.plan.capacity];""",
        hall="arena",
    )

    assert told[0] == 3000
    assert told[1] == told[2]


async def test_countdown_takes_only_the_passing_of_time_from_the_browser(page: Page) -> None:
    """Seconds left come from the server's two instants, whatever the browser's clock says."""
    await page.goto("/search-nothing")

    left = await page.evaluate(
        """async () => {
          const { secondsLeft, clockText } = await import("/static/js/countdown.js");
          const [end, now] = ["2000-01-01T00:10:00Z", "2000-01-01T00:00:00Z"];
          const passed = [0, 1500, 599_999, 700_000];
          return passed.map((ms) => clockText(secondsLeft(end, now, ms)));
        }"""
    )

    assert left == ["10:00", "9:59", "0:01", "0:00"]
