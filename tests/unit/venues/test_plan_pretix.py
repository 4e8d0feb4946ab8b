"""pretix's seating plans: halls drawn for it come over, ours go there, what cannot is told."""

import json
import re
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tessera.kit.errors import Invalid
from tessera.venues.plan.check import check
from tessera.venues.plan.compile import compile_plan
from tessera.venues.plan.generate.arena import arena
from tessera.venues.plan.generate.club import club
from tessera.venues.plan.generate.theatre import theatre
from tessera.venues.plan.model import Circle, Polygon, Rectangle, SeatPlan, Writing
from tessera.venues.plan.pretix import from_pretix, to_pretix
from tests.unit.venues.plans import plans


def at(x: float, y: float) -> dict[str, float]:
    return {"x": x, "y": y}


def seat(guid: str, number: str, x: float) -> dict[str, Any]:
    return {"seat_guid": guid, "seat_number": number, "position": at(x, 2), "category": "Parkett"}


def hall() -> dict[str, Any]:
    """A zone at 100, 50 with one row at 10, 20 and an area of each shape."""
    areas: list[dict[str, Any]] = [
        {"shape": "rectangle", "rectangle": {"width": 30, "height": 10}, "rotation": 90,
         "position": at(5, 5), "color": "#abc", "border_color": "red",
         "text": {"text": "Bühne", "position": at(10, 0), "size": 20, "color": "#000"}},
        {"shape": "circle", "circle": {"radius": 8}, "position": at(1, 1), "uuid": "u"},
        {"shape": "ellipse", "ellipse": {"radius": at(8, 4)}, "rotation": 720.5},
        {"shape": "polygon", "polygon": {"points": [at(0, 0), at(9, 0), at(0, 9)]}},
        {"shape": "text", "text": {"text": " Exit\nleft ", "position": at(3, 4)}},
    ]  # fmt: skip
    row = {"row_number": "1", "row_label": "Reihe 1", "seat_label": "Platz %s",
           "row_number_position": "start", "position": at(10, 20),
           "seats": [seat("a-1", "1", 0), {**seat("a-2", "2", 25), "radius": 12,
                                           "start_direction": "<>"}]}  # fmt: skip
    zone = {"name": "Saal", "position": at(100, 50), "rows": [row], "areas": areas}
    return {
        "name": "Haus",
        "zones": [zone],
        "categories": [{"name": "Parkett", "color": "#f00"}],
        "size": {"width": 640, "height": 480},
    }


def test_relative_positions_add_up() -> None:
    """Zone, row and seat: 100 + 10 + 25, 50 + 20 + 2."""
    plan = from_pretix(json.dumps(hall()).encode())

    first, second = plan.sections[0].rows[0].seats
    assert (first.x, first.y, second.x, second.y) == (110, 72, 135, 72)
    assert (plan.size.width, plan.size.height) == (640, 480) if plan.size else False


def test_words_and_identities_of_seats_are_kept() -> None:
    """Labels, wordings, colours, radius, identity and direction come over."""
    plan = from_pretix(hall())

    (row,) = plan.sections[0].rows
    assert (row.label, row.spoken, row.seat_spoken, row.label_at) == (
        "1", "Reihe 1", "Platz %s", "start",
    )  # fmt: skip
    assert (row.seats[1].guid, row.seats[1].radius, row.seats[1].start) == ("a-2", 12, "<>")
    assert (plan.categories[0].key, plan.categories[0].color) == ("parkett", "#f00")
    assert compile_plan(plan).label(1) == "Saal 1 2"


def test_areas_of_every_shape_come_over() -> None:
    """Rectangles, circles, ellipses, polygons and words, turned as they were."""
    stage, circle, ellipse, polygon, words = from_pretix(hall()).decorations

    assert stage.shape == Rectangle(105.0, 55.0, 30.0, 10.0, 90.0)
    assert stage.writing == Writing("Bühne", 105.0, 65.0, 20.0, "#000", 90.0)
    assert (stage.kind, stage.color, stage.border_color) == ("stage", "#abc", "red")
    assert circle.shape == Circle(101.0, 51.0, 8.0)
    assert getattr(ellipse.shape, "rotation", None) == 0.5
    assert isinstance(polygon.shape, Polygon)
    assert words.writing == Writing("Exit left", 103.0, 54.0)


def test_zones_and_rows_without_own_names_get_some() -> None:
    """Nameless and like-named zones are told apart, a nameless row gets its number."""
    document = hall()
    zone = document["zones"][0]
    for number, name in enumerate(["Saal", "", ""]):
        rows = [{"row_number": "", "seats": [seat(f"b{number}", "1", 0)]}]
        document["zones"].append(zone | {"name": name, "rows": rows, "areas": []})

    plan = from_pretix(document)

    assert [section.name for section in plan.sections] == ["Saal", "Saal (2)", "Zone 3", "Zone 4"]
    assert plan.sections[1].rows[0].label == "1"


def test_only_zone_may_be_nameless() -> None:
    """Its seats are then called by row and number alone."""
    document = hall()
    document["zones"][0]["name"] = ""

    assert compile_plan(from_pretix(document)).label(0) == "1 1"


def _without(*path: str | int) -> Callable[[dict[str, Any]], None]:
    def change(document: Any) -> None:
        for step in path[:-1]:
            document = document[step]
        del document[path[-1]]

    return change


def _with(value: Any, *path: str | int) -> Callable[[dict[str, Any]], None]:
    def change(document: Any) -> None:
        for step in path[:-1]:
            document = document[step]
        document[path[-1]] = value

    return change


SEATS = ("zones", 0, "rows", 0, "seats")


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (_without("size"), "size"),
        (_without(*SEATS, 0, "position"), "zones[0].rows[0].seats[0].position"),
        (_with("x", *SEATS, 1, "position", "y"), "zones[0].rows[0].seats[1].position.y"),
        (_with("Rang", *SEATS, 1, "category"), "zones[0].rows[0].seats[1].category"),
        (_with("a-1", *SEATS, 1, "seat_guid"), "zones[0].rows[0].seats[1].seat_guid"),
        (_with("1", *SEATS, 1, "seat_number"), "zones[0].rows[0].seats[1].seat_number"),
        (_with("\x01", *SEATS, 1, "seat_number"), "zones[0].rows[0].seats[1].seat_number"),
        (_with([], *SEATS), "zones"),
        (_with({}, "zones", 0, "areas", 1, "circle"), "zones[0].areas[1].circle.radius"),
        (_without("zones", 0, "areas", 1, "circle"), "zones[0].areas[1].circle"),
        (_with("star", "zones", 0, "areas", 0, "shape"), "zones[0].areas[0].shape"),
        (_with(1, "zones", 0, "rows", 0, "colour"), "zones[0].rows[0].colour"),
        (_with([{"name": "Parkett"}] * 2, "categories"), "categories[1].name"),
        (_with(640.5, "size", "width"), "size.width"),
    ],
)
def test_bad_pretix_document_is_refused_at_its_path(
    change: Callable[[dict[str, Any]], None], path: str
) -> None:
    """The path leads into the document that the person has, not into ours."""
    document = hall()
    change(document)

    with pytest.raises(Invalid) as caught:
        from_pretix(document)

    assert [problem.path for problem in caught.value.problems] == [path]


def assert_fits_pretix(document: dict[str, Any]) -> None:
    """What pretix's schema demands of what we write, said again by hand."""
    number = (int, float)
    assert set(document) == {"name", "zones", "categories", "size"}
    assert {type(value) for value in document["size"].values()} == {int}
    for zone in document["zones"]:
        assert set(zone) <= {"name", "zone_id", "uuid", "position", "rows", "areas"}
        assert {"position", "rows"} <= set(zone)
        for row in zone["rows"]:
            assert {"seats", "row_number"} <= set(row)
            assert row.get("row_number_position") in ("start", "end", "both", None)
            for one in row["seats"]:
                assert {"seat_guid", "seat_number", "position", "category"} <= set(one)
                assert re.fullmatch("[^ ].*[^ ]", one["seat_guid"])
                assert isinstance(one.get("radius", 10), number)
                assert set(one["position"]) == {"x", "y"}
        for area in zone.get("areas", ()):
            assert area["shape"] in area
            assert isinstance(area.get("rotation", 0), number)
            assert set(area.get("text", {"text", "position"})) >= {"text", "position"}


@pytest.mark.parametrize("make", [theatre, arena, club])
def test_export_fits_the_published_schema(make: Callable[[], SeatPlan]) -> None:
    """Required fields, allowed values, unique identities; names of categories exist."""
    document = to_pretix(make())

    assert_fits_pretix(document)
    seats = [s for zone in document["zones"] for row in zone["rows"] for s in row["seats"]]
    assert len({s["seat_guid"] for s in seats}) == len(seats)
    assert {s["category"] for s in seats} <= {c["name"] for c in document["categories"]}


def test_tables_and_standing_room_are_drawn() -> None:
    """Tables become rows of one zone; standing room an area that tells its capacity."""
    document = to_pretix(club(table_rows=1, tables_per_row=2, standing=80))

    tables, drawing = document["zones"]
    assert [row["row_number"] for row in tables["rows"]] == ["Table 1", "Table 2"]
    assert tables["areas"][0]["shape"] == "circle"
    assert drawing["areas"][0]["text"]["text"] == "Bar (80)"


def test_pretix_document_survives_the_way_through_ours() -> None:
    """From pretix, to pretix, from pretix: the same hall."""
    plan = from_pretix(hall())

    assert from_pretix(to_pretix(plan)) == plan


def seats_of(plan: SeatPlan) -> list[Any]:
    return [seat for section in plan.sections for row in section.rows for seat in row.seats]


@settings(max_examples=50)
@given(plans())
def test_any_plan_keeps_its_seats_on_the_way_to_pretix_and_back(plan: SeatPlan) -> None:
    """Labels, categories and geometry return; everything may have moved together into sight."""
    document = to_pretix(plan)

    back = from_pretix(json.dumps(document))

    assert_fits_pretix(document)
    assert check(msgspec.json.encode(back)) == back
    assert [c.name for c in back.categories] == [c.name for c in plan.categories]
    names = {c.key: c.name for c in plan.categories}
    returned = {c.key: c.name for c in back.categories}
    shift = document["zones"][0]["position"]
    for one, two in zip(seats_of(plan), seats_of(back), strict=False):
        assert (two.label, two.radius, two.start) == (one.label, one.radius, one.start)
        assert returned[two.category] == names[one.category]
        assert (two.x, two.y) == pytest.approx((one.x + shift["x"], one.y + shift["y"]), abs=1e-3)
    at_tables = sum(len(table.seats) for table in plan.tables)
    assert len(seats_of(back)) == len(seats_of(plan)) + at_tables


@settings(max_examples=50)
@given(plans())
def test_any_drawing_returns_from_pretix_as_it_was(plan: SeatPlan) -> None:
    """Shapes keep kind, measures and turn, words their text; tables and areas come before them."""
    document = to_pretix(plan)

    back = from_pretix(document)

    shift = document["zones"][0]["position"]
    before = len(plan.areas) + sum(table.shape is not None for table in plan.tables)
    drawn = [one.shape for one in plan.decorations if one.shape]
    returned = [one.shape for one in back.decorations if one.shape][before:]
    for one, two in zip(drawn, returned, strict=True):
        moved = msgspec.structs.replace(one, x=two.x, y=two.y)
        assert moved == two
        assert (two.x, two.y) == pytest.approx((one.x + shift["x"], one.y + shift["y"]), abs=1e-3)
    words = [one.writing.text for one in plan.decorations if one.writing]
    assert [one.writing.text for one in back.decorations if one.writing][len(plan.areas) :] == words


@settings(max_examples=60)
@given(st.data())
def test_mutated_pretix_document_is_a_good_plan_or_invalid(data: st.DataObject) -> None:
    """Whatever stands anywhere in the document: a plan that our own check accepts, or `Invalid`."""
    document = hall()
    spot: Any = document
    while isinstance(spot, dict | list) and spot:
        keys = list(spot) if isinstance(spot, dict) else list(range(len(spot)))
        key = data.draw(st.sampled_from(keys))
        if not isinstance(spot[key], dict | list) or data.draw(st.booleans()):
            spot[key] = data.draw(
                st.none() | st.integers() | st.floats() | st.text() | st.lists(st.integers())
            )
            break
        spot = spot[key]

    try:
        plan = from_pretix(document)
    except Invalid:
        return
    assert check(msgspec.json.encode(plan)) == plan
