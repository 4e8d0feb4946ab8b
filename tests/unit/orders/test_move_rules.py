"""Where everybody goes when a show moves to another plan."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.orders.move.model import MovedPlace, SoldPlace, Standing
from tessera.orders.move.rules import blocked_again, counts_of, remap
from tessera.venues.plan.check import check
from tessera.venues.plan.compile import compile_plan
from tessera.venues.plan.compiled import CompiledPlan

AMOUNTS = {"plain": 100, "fine": 200, "royal": 300}

FLOOR = {
    "name": "Floor",
    "category": "plain",
    "shape": {"type": "rectangle", "x": 0, "y": 500, "width": 100, "height": 50},
}
Seats = frozenset[tuple[str, int]]
"""Row and number."""


def hall(
    *rows: tuple[str, int, str],
    wheels: Seats = frozenset(),
    dim: Seats = frozenset(),
    floor: int = 0,
) -> Any:
    """A compiled plan of rows (label, seats, category), with a plain floor to stand on; `wheels`
    are for wheelchairs, from `dim` one sees less."""
    document = {
        "format": "tessera-seat-plan/1",
        "name": "Hall",
        "categories": [{"key": key, "name": key} for key in sorted({row[2] for row in rows})],
        "sections": [
            {
                "name": "",
                "rows": [
                    {
                        "label": label,
                        "seats": [
                            {
                                "label": str(n + 1),
                                "x": 20.0 * n,
                                "y": 30.0 * y,
                                "category": category,
                                "accessible": (label, n + 1) in wheels,
                                "restricted_view": (label, n + 1) in dim,
                            }
                            for n in range(seats)
                        ],
                    }
                    for y, (label, seats, category) in enumerate(rows)
                ],
            }
        ],
        "areas": [FLOOR | {"capacity": floor}] if floor else [],
    }
    return compile_plan(check(document))


def sold(plan: CompiledPlan, order: int, *places: int) -> list[SoldPlace]:
    """The lines of one order."""
    return [
        SoldPlace(
            UUID(int=order),
            n,
            place,
            plan.label(place),
            plan.categories[plan.category_of[place]].key,
        )
        for n, place in enumerate(places, start=1)
    ]


def moved(
    old: CompiledPlan, new: CompiledPlan, lines: Sequence[SoldPlace]
) -> dict[Any, MovedPlace]:
    """By order and line."""
    return {
        (p.sold.order_id.int, p.sold.n): p for p in remap(old, new, sold=lines, amounts=AMOUNTS)
    }


def test_same_labels_and_categories_are_found_again() -> None:
    """A larger hall with the same rows moves nobody to another seat."""
    old, new = hall(("A", 4, "plain")), hall(("A", 6, "plain"), ("B", 6, "fine"))

    found = moved(old, new, sold(old, 1, 0, 1) + sold(old, 2, 3))

    assert {p.label for p in found.values()} == {"A 1", "A 2", "A 4"}
    assert {p.standing for p in found.values()} == {Standing.SAME}


def test_order_that_does_not_fit_stays_together_in_its_row_before_others() -> None:
    """Seats 5 and 6 are gone; the pair sits side by side in the same row, category unchanged."""
    old, new = hall(("A", 6, "plain")), hall(("A", 4, "plain"), ("B", 4, "plain"))

    found = moved(old, new, sold(old, 1, 4, 5))

    places = sorted(p.place for p in found.values() if p.place is not None)
    assert places[1] == places[0] + 1
    assert {p.standing for p in found.values()} == {Standing.SAME}


def test_dearer_category_is_better_and_cheaper_is_worse() -> None:
    """Nobody of a category that is not there any more loses without being named."""
    old = hall(("A", 2, "fine"))

    better = moved(old, hall(("A", 2, "royal")), sold(old, 1, 0, 1))
    worse = moved(old, hall(("A", 2, "plain")), sold(old, 1, 0, 1))

    assert {p.standing for p in better.values()} == {Standing.BETTER}
    assert {p.standing for p in worse.values()} == {Standing.WORSE}


def test_order_that_must_be_parted_is_worse_off() -> None:
    """One seat left in each row: both sit, apart from each other."""
    old = hall(("A", 4, "plain"))
    new = hall(("A", 1, "plain"), ("B", 1, "fine"))

    found = moved(old, new, sold(old, 1, 2, 3))

    assert [p.standing for p in found.values()] == [Standing.WORSE, Standing.WORSE]


def test_who_needs_a_marked_place_gets_one_or_none() -> None:
    """A wheelchair place is not replaced by a seat, nor given to anybody else."""
    old = hall(("A", 3, "plain"), wheels=frozenset({("A", 1)}))
    with_one = hall(("A", 3, "plain"), wheels=frozenset({("A", 3)}))
    without = hall(("A", 3, "plain"))

    one = moved(old, with_one, sold(old, 1, 0) + sold(old, 2, 1) + sold(old, 3, 2))
    none = moved(old, without, sold(old, 1, 0))

    assert one[1, 1].place == 2
    assert one[3, 1].standing is Standing.NONE or one[3, 1].place != 2
    assert none[1, 1].standing is Standing.NONE


def test_blocked_places_stay_blocked_by_their_label() -> None:
    """What is not there any more, or sold to somebody who moved there, is named."""
    old, new = hall(("A", 4, "plain")), hall(("A", 3, "plain"))

    found, lost = blocked_again(old, new, blocked=[0, 1, 3], taken=[1])

    assert found == {0: 0}
    assert lost == ["A 2", "A 4"]


def test_those_who_stand_are_found_again_one_by_one() -> None:
    """Places of a floor share one label, and still each is given once."""
    old, new = hall(("A", 1, "plain"), floor=3), hall(("A", 1, "plain"), floor=3)

    found = moved(old, new, sold(old, 1, 1, 2) + sold(old, 2, 3))
    blocked, lost = blocked_again(old, new, blocked=[1, 2, 3], taken=[1])

    assert sorted(p.place for p in found.values() if p.place) == [1, 2, 3]
    assert {p.standing for p in found.values()} == {Standing.SAME}
    assert (len(set(blocked.values())), len(lost)) == (2, 1)


def test_seat_of_the_same_label_in_another_category_is_not_the_same() -> None:
    """Who paid for a fine seat sits in a fine one, whatever the row is called."""
    old = hall(("A", 2, "fine"))
    new = hall(("A", 2, "plain"), ("B", 2, "fine"))

    found = moved(old, new, sold(old, 1, 0, 1))

    assert sorted(p.label for p in found.values()) == ["B 1", "B 2"]
    assert {p.standing for p in found.values()} == {Standing.OTHER}


def test_seat_that_has_become_a_wheelchair_place_is_not_the_same() -> None:
    """Found again is only what has the same marks."""
    old = hall(("A", 2, "plain"))
    new = hall(("A", 2, "plain"), wheels=frozenset({("A", 1)}))

    assert moved(old, new, sold(old, 1, 0))[1, 1].label == "A 2"


def test_nearest_dearer_category_comes_before_dearest_and_any_cheaper_one() -> None:
    """Plain is gone: fine before royal. Fine is gone: royal before plain. Royal is gone: fine."""
    plain, fine, royal = ((name, 1, name) for name in ("plain", "fine", "royal"))

    def category(was: tuple[str, int, str], *now: tuple[str, int, str]) -> str:
        old = hall(("Z", 1, was[2]))
        return moved(old, hall(*now), sold(old, 1, 0))[1, 1].label.split()[0]

    assert category(plain, royal, fine) == "fine"
    assert category(fine, plain, royal) == "royal"
    assert category(royal, plain, fine) == "fine"


def test_largest_order_chooses_first() -> None:
    """The pair gets the only two seats side by side, though the single one bought earlier."""
    old = hall(("A", 3, "plain"))
    new = hall(("B", 2, "plain"), ("C", 1, "plain"))

    found = moved(old, new, sold(old, 1, 0) + sold(old, 2, 1, 2))

    assert {found[2, 1].label, found[2, 2].label} == {"B 1", "B 2"}
    assert {p.standing for p in found.values()} == {Standing.OTHER}


def test_pair_is_seated_before_a_single_buyer() -> None:
    """Two seats for three: the larger order gets both, and the other its money back."""
    old, new = hall(("A", 3, "plain")), hall(("B", 2, "plain"))

    found = moved(old, new, sold(old, 1, 0) + sold(old, 2, 1, 2))

    assert found[1, 1].standing is Standing.NONE
    assert sorted(found[2, n].label for n in (1, 2)) == ["B 1", "B 2"]


def test_last_seats_of_a_row_behind_others_are_found() -> None:
    """The row of the same name is looked through to its end, wherever it stands in the plan."""
    old = hall(("A", 8, "plain"), ("B", 8, "plain"))
    new = hall(("A", 6, "plain"), ("B", 6, "plain"), ("C", 6, "plain"))

    found = moved(old, new, sold(old, 1, 8, 9, 10, 11) + sold(old, 2, 14, 15))

    assert sorted(found[2, n].label for n in (1, 2)) == ["B 5", "B 6"]


def test_two_wheelchairs_get_a_place_each() -> None:
    """Of one order or of two."""
    old = hall(("Z", 3, "plain"), wheels=frozenset({("Z", 1), ("Z", 2), ("Z", 3)}))
    new = hall(("A", 4, "plain"), wheels=frozenset({("A", 1), ("A", 3), ("A", 4)}))

    found = moved(old, new, sold(old, 1, 0, 1) + sold(old, 2, 2))

    assert sorted(p.label for p in found.values()) == ["A 1", "A 3", "A 4"]


@pytest.mark.parametrize(
    ("amounts", "best"),
    [
        ({"fine": 200, "equal": 200, "royal": 300}, "equal"),
        ({"fine": 200, "royal": 201, "equal": 200}, "equal"),
        ({"fine": 200, "near": 199, "royal": 300}, "royal"),
        ({"free": 0, "royal": 300}, "free"),
    ],
    ids=["same-price", "same-price-by-one", "never-cheaper-by-one", "no-price-cheapest"],
)
def test_category_that_is_gone_is_replaced_by_the_nearest_not_cheaper(
    amounts: dict[str, int], best: str
) -> None:
    """To the minor unit; without a price of its own the cheapest comes first."""
    old = hall(("Z", 1, "fine"))
    new = hall(*((key, 1, key) for key in amounts if key != "fine"))

    [place] = remap(old, new, sold=sold(old, 1, 0), amounts=amounts)

    assert place.label == f"{best} 1"


def test_order_stays_side_by_side_in_its_row_where_seats_are_left() -> None:
    """Not beyond the row's end, not over a seat that is taken or of another category."""
    old = hall(("A", 8, "plain"))
    new = hall(("A", 6, "plain"), ("B", 6, "plain"))

    found = moved(old, new, sold(old, 1, 0) + sold(old, 2, 2) + sold(old, 3, 6, 7))
    full = moved(old, new, sold(old, 1, *range(6)) + sold(old, 2, 6, 7))

    assert {found[3, 1].label, found[3, 2].label} == {"A 4", "A 5"}
    assert {full[2, n].label.split()[0] for n in (1, 2)} == {"B"}
    assert {full[2, n].standing for n in (1, 2)} == {Standing.OTHER}


def test_seat_from_which_one_sees_less_is_worse_unless_it_was_so_before() -> None:
    """The label is the same, the view is not."""
    old = hall(("A", 2, "plain"), dim=frozenset({("A", 2)}))
    new = hall(("A", 2, "plain"), dim=frozenset({("A", 1), ("A", 2)}))

    found = moved(old, new, sold(old, 1, 0, 1))

    assert found[1, 1].standing is Standing.WORSE
    assert found[1, 2].standing is Standing.SAME


def test_category_that_is_not_sold_any_more_has_nothing_to_compare() -> None:
    """Without a price nobody is better or worse off for it, and everybody finds a place."""
    old, new = hall(("A", 2, "box")), hall(("A", 2, "royal"))

    found = moved(old, new, sold(old, 1, 0, 1))

    assert {p.standing for p in found.values()} == {Standing.OTHER}


def test_wheelchair_place_of_the_own_category_comes_before_others() -> None:
    """The first of the plan where there is none."""
    marks = frozenset({("A", 1), ("B", 1)})
    old = hall(("Z", 1, "fine"), wheels=frozenset({("Z", 1)}))
    new = hall(("A", 2, "plain"), ("B", 2, "fine"), wheels=marks)
    cheaper = hall(("A", 2, "plain"), ("B", 2, "plain"), wheels=marks)

    assert moved(old, new, sold(old, 1, 0))[1, 1].label == "B 1"
    assert moved(old, cheaper, sold(old, 1, 0))[1, 1].label == "A 1"


def test_counts_name_every_standing() -> None:
    """Also those that nobody has."""
    old = hall(("A", 2, "plain"))

    counted = counts_of(remap(old, old, sold=sold(old, 1, 0, 1), amounts=AMOUNTS))

    assert counted == {standing: 2 * (standing is Standing.SAME) for standing in Standing}


rows = st.lists(
    st.tuples(st.sampled_from("ABC"), st.integers(1, 6), st.sampled_from(sorted(AMOUNTS))),
    min_size=1,
    max_size=3,
    unique_by=lambda row: row[0],
)


@given(rows, rows, st.randoms(use_true_random=False))
def test_every_line_goes_to_one_place_and_every_place_to_one_line(
    before: Any, after: Any, random: Any
) -> None:
    """Whatever the halls: nobody is forgotten, nobody is doubled, and nobody goes home while a
    free seat is left."""
    old, new = hall(*before), hall(*after)
    places = random.sample(range(old.capacity), random.randint(0, old.capacity))
    orders = [places[i : i + 3] for i in range(0, len(places), 3)]
    lines = [line for n, order in enumerate(orders, 1) for line in sold(old, n, *order)]

    found = remap(old, new, sold=lines, amounts=AMOUNTS)

    taken = [p.place for p in found if p.place is not None]
    assert sorted((p.sold.order_id, p.sold.n) for p in found) == [
        (line.order_id, line.n) for line in lines
    ]
    assert len(set(taken)) == len(taken) == min(len(lines), new.capacity)
    assert sum(counts_of(found).values()) == len(lines)
