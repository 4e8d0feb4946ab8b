"""Halls as tables and drawings, in and out."""

import pytest

from tessera.kit.errors import Invalid
from tessera.venues.plan.compile import compile_plan
from tessera.venues.plan.exchange import from_csv, from_svg, to_csv, to_svg
from tessera.venues.plan.generate.block import Block, label_after, rows_of, seat_numbers
from tessera.venues.plan.generate.cinema import cinema
from tessera.venues.plan.generate.club import club
from tessera.venues.plan.generate.theatre import theatre
from tessera.venues.plan.model import SeatPlan


def told(plan: SeatPlan) -> dict[str, tuple[str, int]]:
    """Each label with its category and marks."""
    compiled = compile_plan(plan)
    keys = [category.key for category in plan.categories]
    return {
        compiled.label(n): (keys[compiled.category_of[n]], compiled.flags[n])
        for n in range(compiled.seats)
    }


@pytest.mark.parametrize("plan", [cinema(), theatre(), club()], ids=["cinema", "theatre", "club"])
def test_table_comes_back_as_it_went(plan: SeatPlan) -> None:
    """Labels, categories, marks, and what stands."""
    back = from_csv(to_csv(plan), name=plan.name)

    assert told(back) == told(plan)
    assert [(a.name, a.capacity) for a in back.areas] == [(a.name, a.capacity) for a in plan.areas]


@pytest.mark.parametrize("plan", [cinema(), theatre()], ids=["cinema", "theatre"])
def test_drawing_comes_back_as_it_went(plan: SeatPlan) -> None:
    """A drawing of ours says what each circle is."""
    assert told(from_svg(to_svg(plan), name=plan.name)) == told(plan)


def test_table_without_places_stands_row_behind_row() -> None:
    """`;` divides cells as well, and the head may be in any order."""
    plan = from_csv("Seat;Row;Category\n1;A;Best\n2;A;Best\n1;B;Cheap\n", name="Hall")

    assert told(plan) == {"A 1": ("best", 0), "A 2": ("best", 0), "B 1": ("cheap", 0)}
    seats = [seat for row in plan.sections[0].rows for seat in row.seats]
    assert [(seat.x, seat.y) for seat in seats] == [(0, 0), (22, 0), (0, 26)]


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("", [""]),
        ("row,seat\n", [""]),
        ("row,seat\nA,\n,2\n", ["line 2.seat", "line 3.row"]),
        ("row,seat,x\nA,1,wide\n", ["line 2.x", "line 2.x"]),
        ("row,seat,kind\nA,1,sofa\n", ["line 2.kind"]),
        ("section,kind,capacity\nFloor,area,nan\n", ["line 2.capacity"]),
        ("row,seat\nA,1\nA,1\n", ["sections[0].rows[0].seats[1].label"]),
    ],
)
def test_table_that_is_none_tells_each_line(text: str, paths: list[str]) -> None:
    """By line, as a spreadsheet shows them."""
    with pytest.raises(Invalid) as caught:
        from_csv(text, name="Hall")

    assert [problem.path for problem in caught.value.problems] == paths


def test_cells_cannot_act_as_formulas() -> None:
    """What begins like one is quoted on the way out, and comes back without the quote."""
    plan = from_csv("row,seat,category\n=1+1,@2,+3\n", name="Hall")
    text = to_csv(plan)

    assert "'=1+1,'@2" in text
    assert list(told(from_csv(text, name="Hall"))) == ["=1+1 @2"]


def test_drawing_of_another_program_is_read_by_what_it_looks_like() -> None:
    """Groups are sections and their transforms count, heights are rows, colours are categories;
    what is far larger than a seat is none."""
    circles = "".join(
        f'<circle cx="{x}" cy="{y}" r="4" fill="{fill}"/>'
        for y, fill in ((0, "red"), (12, "#00f"))
        for x in (20, 0, 10)
    )
    text = (
        '<svg xmlns="http://www.w3.org/2000/svg"><circle r="90"/>'
        f'<g id="Left">{circles}</g>'
        f'<g id="Right" transform="translate(100 0) scale(2)">{circles}</g></svg>'
    )
    plan = from_svg(text, name="Hall")

    assert [section.name for section in plan.sections] == ["Left", "Right"]
    assert list(told(plan))[:6] == [
        "Left A 1",
        "Left A 2",
        "Left A 3",
        "Left B 1",
        "Left B 2",
        "Left B 3",
    ]
    assert [category.name for category in plan.categories] == ["red", "#00f"]
    right = plan.sections[1].rows[0].seats
    assert right[1].x - right[0].x == 2 * (plan.sections[0].rows[0].seats[1].x)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<svg",
        "<svg/>",
        '<!DOCTYPE s [<!ENTITY a "b">]><svg>&a;</svg>',
        "<svg>" + "<g>" * 60 + '<circle r="1"/>' + "</g>" * 60 + "</svg>",
        '<svg><circle r="nan"/></svg>',
    ],
    ids=["nothing", "cut off", "no seats", "entities", "deep", "no numbers"],
)
def test_drawing_that_is_none_is_refused(text: str) -> None:
    """Never another error; documents with entities are not even looked into."""
    with pytest.raises(Invalid):
        from_svg(text, name="Hall")


@pytest.mark.parametrize(
    ("scheme", "numbers"),
    [
        ("left", [1, 2, 3, 4, 5]),
        ("right", [5, 4, 3, 2, 1]),
        ("odd_even", [5, 3, 1, 2, 4]),
        ("continental", [1, 2, 3, 4, 5]),
    ],
)
def test_seats_are_numbered_by_scheme(scheme: str, numbers: list[int]) -> None:
    """As houses do it."""
    assert seat_numbers(5, scheme) == numbers  # type: ignore[arg-type]


def test_block_by_numbers_has_aisles_a_curve_and_rows_that_go_on() -> None:
    """Y, Z, AA: and the middle lies deeper than the ends by the curve's percent of the width."""
    block = Block(rows=3, seats=5, category="a", first="Y", aisles=(2, 3), curve=10)
    rows = rows_of(block)
    width = rows[0].seats[-1].x - rows[0].seats[0].x

    assert [row.label for row in rows] == ["Y", "Z", "AA"]
    assert rows[0].seats[2].x - rows[0].seats[1].x > 2 * 22
    assert max(seat.y for seat in rows[0].seats) == pytest.approx(width / 10, abs=0.5)
    assert [label_after("12", 1), label_after("Box", 2)] == ["13", "Box 3"]
