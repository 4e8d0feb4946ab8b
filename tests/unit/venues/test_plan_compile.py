"""Compiling: places get numbers, names and flags; the map's JSON tells the same."""

import gzip
import hashlib
import json
import time
import tracemalloc

import msgspec
import pytest
from hypothesis import given

from tessera.venues.plan.check import check
from tessera.venues.plan.compile import compile_plan
from tessera.venues.plan.generate.arena import arena
from tessera.venues.plan.model import (
    ACCESSIBLE,
    FORMAT,
    Category,
    Rectangle,
    SeatPlan,
    StandingArea,
)
from tests.unit.venues.plans import plans, rows_plan, small_document


def test_places_are_numbered_seats_first_then_areas() -> None:
    """Sections, tables, then each standing area as one range."""
    plan = compile_plan(check(small_document()))

    assert plan.capacity == 29
    assert [plan.label(place) for place in (0, 7, 18, 19, 28)] == [
        "Stalls A 1", "Stalls B 2", "Table 1 seat 1", "Floor", "Floor",
    ]  # fmt: skip
    assert (plan.areas[0].first_place, plan.areas[0].capacity) == (19, 10)


def test_place_beyond_the_plan_is_refused() -> None:
    """A number that is no place has no name."""
    plan = compile_plan(check(small_document()))

    for place in (-1, 29):
        with pytest.raises(IndexError):
            plan.place_name(place)


def test_categories_and_flags_stand_beside_their_places() -> None:
    """One byte each per place: the category's index and the marks."""
    plan = compile_plan(check(small_document()))

    assert plan.category_of == bytes([0] * 12 + [1] * 7 + [0] * 10)
    assert plan.flags == bytes([0] * 18 + [ACCESSIBLE] + [0] * 10)


def test_aisle_cuts_a_row_into_runs() -> None:
    """A gap wider than one and a half usual distances ends a run of neighbours."""
    document = small_document()
    for seat in document["sections"][0]["rows"][0]["seats"][4:]:
        seat["x"] += 30

    runs = compile_plan(check(document)).runs

    assert {(run.first, run.end) for run in runs} == {(0, 4), (4, 6), (6, 12), (12, 18), (18, 19)}


def test_geometry_tells_what_the_interface_promises() -> None:
    """The fields of `GET /seat-plans/{id}`, without the places of standing areas."""
    answer = json.loads(compile_plan(check(small_document())).geometry())

    assert answer["capacity"] == 29
    assert answer["places"][7] == {
        "place": 7, "label": "Stalls B 2", "section": "Stalls", "row": "B", "seat": "2",
        "category": "near", "x": 20, "y": 22,
    }  # fmt: skip
    assert answer["places"][18]["accessible"] is True
    assert answer["areas"][0]["shape"]["type"] == "rectangle"
    assert answer["sections"][0]["rows"][2] == {"label": "C", "seats": 6, "label_at": "both"}
    assert answer["bounds"] == [-10, -10, 240, 210]


@given(plans())
def test_geometry_agrees_with_the_compiled_plan(plan: SeatPlan) -> None:
    """Every place is somewhere in the map's JSON, under its own label, exactly once."""
    compiled = compile_plan(plan)

    answer = json.loads(compiled.geometry())

    assert [place["place"] for place in answer["places"]] == list(range(compiled.seats))
    assert [p["label"] for p in answer["places"]] == list(
        map(compiled.label, range(compiled.seats))
    )
    standing = sum(area["capacity"] for area in answer["areas"])
    assert len(answer["places"]) + standing == compiled.capacity == len(compiled.category_of)


def test_content_hash_is_of_the_content() -> None:
    """The same plan hashes the same however it was built; a moved seat changes the hash."""
    plan = check(small_document())
    again = check(json.dumps(small_document(), indent=4).encode())
    moved = small_document()
    moved["sections"][0]["rows"][0]["seats"][0]["x"] = 1

    expected = hashlib.sha256(msgspec.json.encode(plan)).hexdigest()

    assert compile_plan(plan).content_hash == compile_plan(again).content_hash == expected
    assert compile_plan(check(moved)).content_hash != expected


def test_arena_compiles_quickly_and_travels_small() -> None:
    """21,000 places: well under a second, at most 60 KB of gzip per 10,000 places."""
    plan = arena()

    begun = time.process_time()
    compiled = compile_plan(plan)
    spent_seconds = time.process_time() - begun
    packed = gzip.compress(compiled.geometry(), 9, mtime=0)

    assert spent_seconds < 0.8
    assert len(packed) <= 60_000 * compiled.capacity / 10_000


def test_hundred_thousand_places_stay_small() -> None:
    """A compiled plan spends at most 60 bytes a place."""
    seats = rows_plan([4000] * 25)
    tracemalloc.start()

    compiled = compile_plan(seats)

    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert compiled.capacity == 100_000
    assert kept < 60 * compiled.capacity


def test_hall_of_standing_room_alone_compiles() -> None:
    """No seat, no run, and still a map."""
    floor = StandingArea("Floor", "any", 50, Rectangle(0.0, 0.0, 10.0, 10.0))
    plan = SeatPlan(FORMAT, "Pit", (Category("any", "Any"),), areas=(floor,))

    compiled = compile_plan(plan)

    assert (compiled.capacity, compiled.seats, compiled.runs) == (50, 0, ())
    assert json.loads(compiled.geometry())["places"] == []
