"""Generators: halls that look right, sell what was asked, and refuse figures that cannot be."""

from collections import Counter
from collections.abc import Callable
from math import hypot
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tessera.kit.errors import Invalid
from tessera.venues.plan.check import check
from tessera.venues.plan.compile import compile_plan
from tessera.venues.plan.generate.arena import arena
from tessera.venues.plan.generate.cinema import Band, cinema
from tessera.venues.plan.generate.club import club
from tessera.venues.plan.generate.parts import row_letters
from tessera.venues.plan.generate.theatre import theatre
from tessera.venues.plan.model import SeatPlan


def seats_of(plan: SeatPlan) -> list[Any]:
    return [seat for section in plan.sections for row in section.rows for seat in row.seats]


def closest(plan: SeatPlan) -> float:
    """The least distance between the centres of two seats, by a grid of cells 40 units wide."""
    cells: dict[tuple[int, int], list[Any]] = {}
    seats = seats_of(plan)
    for seat in seats:
        cells.setdefault((int(seat.x // 40), int(seat.y // 40)), []).append(seat)
    return min(
        hypot(a.x - b.x, a.y - b.y)
        for (i, j), cell in cells.items()
        for a in cell
        for di in (-1, 0, 1)
        for dj in (-1, 0, 1)
        for b in cells.get((i + di, j + dj), [])
        if a is not b
    )


@pytest.mark.parametrize(
    ("number", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (27, "AB"), (51, "AZ"), (52, "BA")]
)
def test_row_number_becomes_its_letters(number: int, letters: str) -> None:
    """After Z comes AA, as in houses with more than 26 rows."""
    assert row_letters(number) == letters


@pytest.mark.parametrize("make", [cinema, theatre, arena, club])
def test_generated_plan_passes_the_check(make: Callable[[], SeatPlan]) -> None:
    """What we generate obeys what we ask of others."""
    plan = make()

    assert check(msgspec.json.encode(plan)) == plan


@pytest.mark.parametrize("make", [cinema, theatre, arena])
def test_seats_do_not_overlap(make: Callable[[], SeatPlan]) -> None:
    """Seats are circles of radius 10; where arcs are rounded they may touch a little."""
    assert closest(make()) > 17.8  # radius 10, coordinates of arcs rounded to whole 2 units


def test_cinema_has_the_rows_and_bands_it_was_asked_for() -> None:
    """28 rows of 20: A to AB, bands counted from the screen."""
    bands = (Band("classic", "Classic", 8), Band("prime", "Prime", 20))

    plan = cinema(rows=28, seats_per_row=20, aisles=(10,), bands=bands, accessible=3)

    counts = Counter(seat.category for seat in seats_of(plan))
    assert counts == {"classic": 160, "prime": 400}
    assert plan.sections[0].rows[-1].label == "AB"
    assert compile_plan(plan).label(0) == "A 1"
    assert len(compile_plan(plan).runs) == 56


@pytest.mark.parametrize(("row", "index"), [("first", 0), ("last", -1)])
def test_cinema_puts_companions_beside_accessible_places(row: str, index: int) -> None:
    """Every wheelchair place of the asked row has a companion next to it."""
    plan = cinema(accessible=3, accessible_row=row)

    marks = "".join(
        "w" if seat.accessible else "c" if seat.companion else "."
        for seat in plan.sections[0].rows[index].seats
    )
    assert marks == "wcwc" + "." * 12 + "cw"


def test_theatre_has_tiers_boxes_and_hidden_corners() -> None:
    """Only the extremes of circle and balcony, and the rear chairs of boxes, see less."""
    plan = theatre()

    assert [section.name for section in plan.sections][:4] == [
        "Stalls", "Circle", "Balcony", "Box 1",
    ]  # fmt: skip
    stalls, circle, balcony, *boxes = plan.sections
    assert not any(seat.restricted_view for row in stalls.rows for seat in row.seats)
    assert {sum(s.restricted_view for s in row.seats) for row in circle.rows} == {4}
    assert {sum(s.restricted_view for s in row.seats) for row in balcony.rows} == {6}
    assert len(boxes) == 6


def test_theatre_without_upper_tiers_is_a_small_house() -> None:
    """A tier of no rows is left out, and its category with it."""
    plan = theatre(circle_rows=0, balcony_rows=0, boxes_per_side=0)

    assert [section.name for section in plan.sections] == ["Stalls"]
    assert [category.key for category in plan.categories] == ["premium", "stalls"]


def test_arena_holds_about_twenty_one_thousand() -> None:
    """About 18,000 seats in numbered blocks of two rings around a floor of 3,000."""
    plan = compile_plan(arena())

    names = [bank.section for bank in plan.banks]
    assert 17_500 < plan.seats < 18_500
    assert plan.capacity - plan.seats == 3_000
    assert names[0] == "101"
    assert {name[0] for name in names} == {"1", "2"}


def test_club_seats_people_at_tables() -> None:
    """Seats at tables and standing room, no rows."""
    plan = compile_plan(club(table_rows=2, tables_per_row=3, seats_per_table=4, standing=50))

    assert (plan.seats, plan.capacity) == (24, 74)
    assert plan.label(5) == "Table 2 seat 2"


def paths_of(make: Callable[[], SeatPlan]) -> set[str]:
    with pytest.raises(Invalid) as caught:
        make()
    return {problem.path for problem in caught.value.problems}


def test_impossible_cinema_is_refused_with_every_problem() -> None:
    """Bands that do not add up, an aisle outside, too many wheelchairs: all are told."""
    bands = (Band("one", "One", 3),)

    paths = paths_of(
        lambda: cinema(
            rows=4, seats_per_row=5, aisles=(5,), bands=bands, accessible=3, accessible_row="mid"
        )
    )

    assert paths == {"aisles[0]", "bands", "accessible", "accessible_row"}


def test_figures_out_of_bounds_are_refused() -> None:
    """Every generator bounds what it is asked for."""
    assert paths_of(lambda: theatre(stalls_rows=0, accessible=99)) == {"stalls_rows", "accessible"}
    assert paths_of(lambda: arena(standing=0, lower_rows=1000)) == {"standing", "lower_rows"}
    assert paths_of(lambda: club(standing=-1)) == {"standing"}
    assert paths_of(lambda: cinema(rows=0)) >= {"rows"}


@settings(max_examples=30)
@given(rows=st.integers(1, 40), seats=st.integers(1, 40), wheels=st.integers(0, 3))
def test_any_cinema_is_a_good_plan_or_invalid(rows: int, seats: int, wheels: int) -> None:
    """No figures make a cinema that its own check refuses."""
    bands = (Band("all", "All", rows),)

    try:
        plan = cinema(rows=rows, seats_per_row=seats, aisles=(), bands=bands, accessible=wheels)
    except Invalid:
        assert 2 * wheels > seats
    else:
        assert compile_plan(check(msgspec.json.encode(plan))).capacity == rows * seats


def test_unfit_names_and_keys_are_refused() -> None:
    """Generators hand out only what the check accepts."""
    bands = (Band("Gold!", "Gold", 2), Band("back", "Back", 2), Band("back", "Rear", 1))

    paths = paths_of(lambda: cinema(name="", rows=5, bands=bands))

    assert paths >= {"name", "categories[0].key", "categories[2].key"}
