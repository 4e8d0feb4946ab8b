"""Which free places are as good as those that are gone."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from tessera.kit.ids import new_id
from tessera.orders.model import Line
from tessera.orders.replacement.rules import equal_or_better
from tessera.shows.model import ForSale, Price
from tessera.venues.plan.check import check
from tessera.venues.plan.compile import compile_plan

PRICES = {"plain": Price(100, 0, 0), "fine": Price(200, 0, 0)}
ROWS = {"A": "plain", "B": "fine"}
"""Places 0 to 3 are plain, 4 to 7 are fine; 3 and 7 are for wheelchairs, 6 sees less."""


def house() -> ForSale:
    """Two rows of four."""

    def seat(row: int, n: int, category: str) -> dict[str, Any]:
        marks = {"accessible": True} if n == 3 else {}
        marks |= {"restricted_view": True} if (row, n) == (1, 2) else {}
        return {"label": str(n + 1), "x": 20.0 * n, "y": 30.0 * row, "category": category} | marks

    rows = [
        {"label": label, "seats": [seat(number, n, category) for n in range(4)]}
        for number, (label, category) in enumerate(ROWS.items())
    ]
    document = {
        "format": "tessera-seat-plan/1",
        "name": "Two rows",
        "categories": [{"key": key, "name": key} for key in PRICES],
        "sections": [{"name": "", "rows": rows}],
        "areas": [],
    }
    show = SimpleNamespace(prices=PRICES)
    return cast("ForSale", SimpleNamespace(show=show, plan=compile_plan(check(document))))


def line(n: int, place: int, category: str) -> Line:
    """A line that was paid at the category's price."""
    return Line(n, place, str(place), category, PRICES[category].face, 0, 0, new_id())


def chosen(taken: set[int], *lines: Line) -> list[int] | None:
    """The places given for `lines` while `taken` are not free."""
    for_sale = house()
    states = bytes(place in taken for place in range(for_sale.plan.capacity))
    found = equal_or_better(for_sale, states, lines)
    return None if found is None else [place.place for place in found]


@pytest.mark.parametrize(
    ("taken", "lines", "given"),
    [
        ({0}, [line(1, 0, "plain")], {1, 2}),
        ({0, 1, 2}, [line(1, 0, "plain")], {4, 5}),
        ({4, 5}, [line(1, 4, "fine")], None),
        ({3}, [line(1, 3, "plain")], {7}),
        ({3, 7}, [line(1, 3, "plain")], None),
        ({0, 1, 2, 4, 5}, [line(1, 0, "plain")], None),
    ],
    ids=["same", "better", "never-worse", "wheelchair", "no-wheelchair", "only-marked-left"],
)
def test_single_place_is_replaced_by_one_as_good_or_not_at_all(
    taken: set[int], lines: list[Line], given: set[int] | None
) -> None:
    """The own category first, then a dearer one; never a cheaper one, a worse view or a mark that
    somebody else needs."""
    found = chosen(taken, *lines)

    assert (found is None) if given is None else (found is not None and set(found) <= given)


def test_two_places_stay_together_where_that_can_be() -> None:
    """A pair goes to the better row rather than apart."""
    found = chosen({0, 2}, line(1, 0, "plain"), line(2, 2, "plain"))

    assert found is not None
    assert sorted(found) == [4, 5]


def test_two_places_are_kept_apart_where_nothing_else_is_left() -> None:
    """One in each row is better than the money back; each line gets a place of its own."""
    found = chosen({0, 2, 5}, line(1, 0, "plain"), line(2, 2, "plain"))

    assert found is not None
    assert sorted(found) == [1, 4]


def test_more_places_than_are_free_are_not_replaced_in_part() -> None:
    """All or none, as holds are."""
    assert chosen({0, 1, 4, 5}, line(1, 0, "plain"), line(2, 1, "plain")) is None


def test_two_who_need_marked_places_get_one_each_or_none() -> None:
    """Nobody is given a place that was given a moment ago."""
    one, other = line(1, 3, "plain"), line(2, 3, "plain")

    assert chosen(set(), one, other) == [3, 7]
    assert chosen({3}, one, other) is None


def test_marked_and_plain_lines_are_all_replaced_in_their_order() -> None:
    """One answer for the whole order: the wheelchair's place, and the seat beside it."""
    assert chosen({0, 1}, line(1, 0, "plain"), line(2, 3, "plain")) == [2, 3]
