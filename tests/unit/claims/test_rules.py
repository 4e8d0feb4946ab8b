"""What is refused before anybody looks at the claims."""

from collections.abc import Sequence
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest

from tessera.claims.model import HoldRefusal
from tessera.claims.rules import problems_of, refuse_before_io
from tessera.shows.model import ForSale

NOW = datetime(2031, 5, 1, tzinfo=UTC)


def for_sale(*, on_sale: bool = True, **limits: Any) -> ForSale:
    """Three places, of which the last is of a category that has no price."""
    plan = SimpleNamespace(
        capacity=3,
        categories=[SimpleNamespace(key="plain"), SimpleNamespace(key="staff")],
        category_of=[0, 0, 1],
    )
    fields = {"places_per_order_max": 4, "places_per_customer_max": None} | limits
    show = SimpleNamespace(prices={"plain": 1}, on_sale_at=lambda now: on_sale, **fields)
    return cast("ForSale", SimpleNamespace(plan=plan, show=show))


@pytest.mark.parametrize(
    ("places", "problems"),
    [
        ([0, 1], []),
        ([], [("places", "names no place")]),
        ([0, 3], [("places[1]", "there is no place 3")]),
        ([-1], [("places[0]", "there is no place -1")]),
        ([2], [("places[0]", "place 2 is not for sale")]),
        ([1, 1], [("places[1]", "place 1 is named twice")]),
        ([3, 2, 2], [("places[0]", "there"), ("places[1]", "place 2"), *[("places[2]", "")] * 2]),
    ],
    ids=["good", "none", "above", "below", "no-price", "twice", "everything"],
)
def test_every_problem_of_a_wish_is_named_with_its_path(
    places: Sequence[int], problems: list[tuple[str, str]]
) -> None:
    """All of them at once; the first and the last place of the plan are places."""
    found = problems_of(for_sale(), places)

    assert [problem.path for problem in found] == [path for path, _ in problems]
    assert all(p.message.startswith(text) for p, (_, text) in zip(found, problems, strict=True))


@pytest.mark.parametrize(
    ("sale", "quantity", "refusal"),
    [
        (for_sale(), 4, None),
        (for_sale(), 5, HoldRefusal.LIMIT_REACHED),
        (for_sale(on_sale=False), 1, HoldRefusal.NOT_ON_SALE),
        (for_sale(on_sale=False), 5, HoldRefusal.NOT_ON_SALE),
        (for_sale(places_per_customer_max=2), 2, None),
        (for_sale(places_per_customer_max=2), 3, HoldRefusal.LIMIT_REACHED),
    ],
    ids=["most", "too-many", "closed", "closed-first", "own-most", "own-too-many"],
)
def test_hopeless_hold_is_refused_without_a_look(
    sale: ForSale, quantity: int, refusal: HoldRefusal | None
) -> None:
    """Exactly as many as a limit says are fine; a closed sale is named before a limit."""
    refused = refuse_before_io(sale, quantity, NOW)

    assert (refused.code if refused else None) == refusal
