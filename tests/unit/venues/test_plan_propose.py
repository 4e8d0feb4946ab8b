"""Proposals: together, near the focus, without orphans, and never a place that is taken."""

import time
from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tessera.kit.errors import Invalid
from tessera.venues.plan.check import check
from tessera.venues.plan.compile import compile_plan
from tessera.venues.plan.generate.arena import arena
from tessera.venues.plan.generate.cinema import cinema
from tessera.venues.plan.model import SeatPlan
from tessera.venues.plan.propose import nearest_free, propose_area, propose_best
from tests.unit.venues.plans import plans, rows_plan, small_document

HELD = 1


def states_of(text: str) -> bytes:
    """One state per sign: a dot is free."""
    return bytes(0 if sign == "." else HELD for sign in text if sign != "|")


def best(sizes: str, quantity: int, **marks: set[int]) -> tuple[int, ...] | None:
    """The proposal for rows drawn as `..x.|....`."""
    plan = compile_plan(rows_plan([len(row) for row in sizes.split("|")], **marks))
    return propose_best(plan, states_of(sizes), category=None, quantity=quantity)


@pytest.mark.parametrize(
    ("rows", "quantity", "expected"),
    [
        (".......", 1, (3,)),
        (".......", 3, (2, 3, 4)),
        ("...|...|...", 1, (3,)),  # the very middle would leave two alone
        ("..x..|.....", 3, (5, 6, 7)),  # (6, 7, 8) would leave two alone
        ("xx....xx", 3, (2, 3, 4)),  # one seat is left alone either way
        ("x....x......", 3, (6, 7, 8)),  # nothing better on the left: 1 or 4 would be alone
        ("xx..|xx..", 4, (2, 3, 6, 7)),  # two rows, one behind the other
        ("..x.x.", 4, (0, 1, 3, 5)),
        ("x.x.", 3, None),
    ],
)
def test_free_seats_are_proposed_together_near_the_middle(
    rows: str, quantity: int, expected: tuple[int, ...] | None
) -> None:
    """Together first, near the middle, no seat left alone, else in two rows, else scattered."""
    assert best(rows, quantity) == expected


def test_pair_does_not_leave_one_seat_alone() -> None:
    """Next to a single free seat the proposal moves aside where there is room."""
    found = best("x...x.....", 2)

    assert found in {(5, 6), (8, 9), (6, 7)}
    assert found != (1, 2)
    assert found != (2, 3)


def test_marked_seats_are_kept_for_those_who_need_them() -> None:
    """A seat with a restricted view or for a wheelchair comes last, in that order."""
    assert best(".....", 2, restricted={2}) in {(0, 1), (3, 4)}
    assert best(".....", 2, accessible={1, 2, 3}) == (0, 4)
    assert best("...", 2, accessible={1}, restricted={2}) == (0, 2)
    assert best("...", 3, accessible={1}, restricted={2}) == (0, 1, 2)


def test_aisle_parts_neighbours() -> None:
    """Seats on both sides of an aisle are not together."""
    plan = compile_plan(cinema(rows=12, seats_per_row=4, aisles=(2,)))

    found = propose_best(plan, bytes(plan.capacity), category="prime", quantity=2)

    assert found is not None
    assert {place % 4 for place in found} in ({0, 1}, {2, 3})


def test_cinema_proposes_the_middle_two_thirds_back() -> None:
    """In an empty hall the first proposal is where cinema goers sit."""
    plan = compile_plan(cinema())

    found = propose_best(plan, bytes(plan.capacity), category=None, quantity=2)

    assert found is not None
    assert [plan.label(place) for place in found] in (["H 9", "H 10"], ["I 9", "I 10"])


def test_standing_category_is_proposed_from_its_area() -> None:
    """Where a category has no seats left, its standing places are proposed."""
    document = small_document()
    plan = compile_plan(check(document))
    states = bytearray(plan.capacity)
    states[:18] = bytes([HELD]) * 18

    assert propose_best(plan, states, category="near", quantity=2, start=4) == (23, 24)
    assert propose_best(plan, states, category="far", quantity=1) == (18,)
    assert propose_best(plan, states, category="far", quantity=2) is None


def test_area_is_scanned_around_its_end() -> None:
    """From the last place on, the scan goes on at the first."""
    plan = compile_plan(check(small_document()))
    states = bytearray(plan.capacity)
    states[28] = HELD

    assert propose_area(plan, states, area="Floor", quantity=3, start=8) == (19, 20, 27)
    assert propose_area(plan, states, area="floor", quantity=9, start=123) == tuple(range(19, 28))
    assert propose_area(plan, states, area="Floor", quantity=10, start=0) is None


def test_unknown_names_are_invalid() -> None:
    """A category or an area that the plan does not have, or nobody to seat, is bad input."""
    plan = compile_plan(check(small_document()))
    free = bytes(plan.capacity)

    asks: list[Callable[[], object]] = [
        lambda: propose_best(plan, free, category="gold", quantity=1),
        lambda: propose_best(plan, free, category=None, quantity=0),
        lambda: propose_area(plan, free, area="Roof", quantity=1, start=0),
    ]
    for ask in asks:
        with pytest.raises(Invalid):
            ask()


def test_nearest_free_offers_neighbours_of_what_is_taken() -> None:
    """Same category, nearest first; on the floor anybody's spot will do."""
    plan = compile_plan(check(small_document()))
    states = bytearray(plan.capacity)
    states[8] = HELD

    assert set(nearest_free(plan, states, [8], 3)) == {7, 9, 2}
    assert nearest_free(plan, states, [20, 19], 2) == (21, 22)
    assert nearest_free(plan, states, [], 2) == ()


@settings(max_examples=60)
@given(plans(), st.randoms(use_true_random=False), st.integers(1, 8))
def test_any_proposal_is_free_distinct_and_of_the_category(
    plan: SeatPlan, random: Random, quantity: int
) -> None:
    """Whatever is taken: the proposal is right, and none is made only where too few are left."""
    compiled = compile_plan(plan)
    taken = [random.random() < 0.4 for _ in range(compiled.capacity)]
    states = bytes(taken)
    index = quantity % len(compiled.categories)

    found = propose_best(
        compiled, states, category=compiled.categories[index].key, quantity=quantity
    )

    open_places = {
        p for p in range(compiled.capacity) if not states[p] and compiled.category_of[p] == index
    }
    if found is None:
        assert len({p for p in open_places if p < compiled.seats}) < quantity
    else:
        assert len(found) == len(set(found)) == quantity
        assert set(found) <= open_places


@pytest.mark.parametrize("taken_of_ten", [0, 5, 9, 10])
def test_proposals_in_an_arena_take_milliseconds(taken_of_ten: int) -> None:
    """21,000 places, empty, half full, nearly full or full: far below a request's budget."""
    plan = compile_plan(arena())
    states = bytes((p * 7919 % 10) < taken_of_ten for p in range(plan.capacity))

    begun = time.process_time()
    for _ in range(10):
        propose_best(plan, states, category="upper", quantity=4)
        propose_area(plan, states, area="Floor", quantity=4, start=1234)
        nearest_free(plan, states, [40], 5)
    spent_ms = (time.process_time() - begun) * 1000 / 10

    assert spent_ms < 60
