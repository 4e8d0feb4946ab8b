"""Halls by numbers: rows × seats per row, categories that add up."""

import pytest

from tessera.venues.plan.compile import compile_plan
from tessera.venues.plan.generate.counted import CategoryCount, counted
from tessera.venues.seats import SeatsWanted, sum_problems


def wanted(rows: int, seats: int, *counts: int, **more: object) -> SeatsWanted:
    """Categories c0, c1 … of so many seats each."""
    categories = tuple(CategoryCount(f"c{n}", f"C {n}", count) for n, count in enumerate(counts))
    return SeatsWanted(rows=rows, seats_per_row=seats, categories=categories, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("rows", [1, 6, 26, 27, 53, 200])
def test_rows_are_named_from_a_beyond_z(rows: int) -> None:
    """VE2's rows 6 to 26, and A … Z, AA, AB … beyond."""
    plan = counted(
        name="Hall",
        rows=rows,
        seats_per_row=4,
        categories=(CategoryCount("regular", "Regular", rows * 4),),
    )

    names = [row.label for row in plan.sections[0].rows]
    known = {1: "A", 6: "F", 26: "Z", 27: "AA", 53: "BA", 200: "GR"}
    assert (len(names), names[-1]) == (rows, known[rows])


def test_categories_take_seats_from_the_front_and_share_a_row() -> None:
    """55 of 10 a row: five rows and a half."""
    plan = counted(
        name="Hall",
        rows=10,
        seats_per_row=10,
        categories=(CategoryCount("a", "A", 55), CategoryCount("b", "B", 45)),
        aisles=(5,),
        accessible=2,
    )

    compiled = compile_plan(plan)
    assert compiled.category_of == bytes(55) + bytes([1]) * 45
    assert [compiled.label(54), compiled.label(55)] == ["F 5", "F 6"]
    assert sum(flags & 1 for flags in compiled.flags) == 2


@pytest.mark.parametrize(
    ("asked", "paths"),
    [
        (wanted(10, 18, 120, 60), []),
        (wanted(10, 18, 120, 59), ["categories"]),
        (wanted(10, 18, 120, 61), ["categories"]),
        (wanted(2, 5, 10, aisles=(5,)), ["aisles[0]"]),
        (wanted(2, 5, 10, accessible=3), ["accessible"]),
        (wanted(2, 5, 11, aisles=(9,), accessible=3), ["categories", "aisles[0]", "accessible"]),
    ],
)
def test_counts_that_do_not_add_up_are_told(asked: SeatsWanted, paths: list[str]) -> None:
    """All that is wrong at once, each with its path."""
    assert [problem.path for problem in sum_problems(asked)] == paths
