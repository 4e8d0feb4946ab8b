"""The check of a seat plan: all problems at once, each with its path, and no other error."""

from contextlib import suppress
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.kit.errors import Invalid
from tessera.venues.plan.check import check
from tessera.venues.plan.model import SeatPlan
from tessera.venues.plan.problems import PROBLEMS_MAX
from tests.unit.venues.plans import plans, small_document

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)


def problems_of(document: object) -> dict[str, str]:
    with pytest.raises(Invalid) as caught:
        check(document)
    return {problem.path: problem.message for problem in caught.value.problems}


def test_good_plan_is_read() -> None:
    """A plan comes out as frozen values, the same from JSON text and from parsed JSON."""
    document = small_document()

    plan = check(document)

    assert plan == check(msgspec.json.encode(document))
    assert plan.sections[0].rows[1].seats[2].label == "3"


def test_many_mistakes_are_all_told_with_their_paths() -> None:
    """Wrong types, unknown fields and broken rules of one document come in one answer."""
    document = small_document()
    seats = document["sections"][0]["rows"][0]["seats"]
    seats[1]["label"] = "1"
    seats[2]["category"] = "gold"
    seats[3] |= {"x": "left", "colour": "red"}
    del seats[4]["y"]
    document["areas"][0] |= {"capacity": 0, "shape": {"type": "star"}}
    document["tables"] = "none"

    problems = problems_of(document)

    assert set(problems) == {
        "sections[0].rows[0].seats[1].label",
        "sections[0].rows[0].seats[2].category",
        "sections[0].rows[0].seats[3].x",
        "sections[0].rows[0].seats[3].colour",
        "sections[0].rows[0].seats[4].y",
        "areas[0].capacity",
        "areas[0].shape.type",
        "tables",
    }


def _place(path: str, value: Any) -> dict[str, Any]:
    """The small document with `value` at a dotted path."""
    document = small_document()
    *way, last = path.replace("[", ".").replace("]", "").split(".")
    spot: Any = document
    for step in way:
        spot = spot[int(step) if step.isdigit() else step]
    spot[int(last) if last.isdigit() else last] = value
    return document


SEAT = "sections[0].rows[0].seats[0]"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("format", "tessera-seat-plan/2"),
        ("name", "   "),
        ("name", "n" * 81),
        ("name", "two\nlines"),
        ("name", "half of a pair \ud83c"),
        ("categories", []),
        ("categories[0].key", None),
        ("categories[1].key", "Not A Key"),
        ("categories[1].name", "Near"),
        ("sections[0].rows[0].label", ""),
        ("sections[0].name", "Floor"),
        (f"{SEAT}.label", " 1"),
        (f"{SEAT}.label", 1),
        (f"{SEAT}.x", True),
        (f"{SEAT}.x", float("nan")),
        (f"{SEAT}.x", float("inf")),
        (f"{SEAT}.y", 10**400),
        (f"{SEAT}.y", -1_000_001),
        (f"{SEAT}.accessible", "yes"),
        (f"{SEAT}.category", "gold"),
        ("areas[0].capacity", 2.0),
        ("areas[0].category", "gold"),
        ("areas[0].name", "Table 1"),
        ("areas[0].shape", None),
        ("areas[0].shape", {"type": "polygon", "x": 0, "y": 0, "points": []}),
        ("focus", [1, 2]),
        ("surprise", 1),
    ],
)
def test_one_mistake_is_told_at_its_path(path: str, value: Any) -> None:
    """Each mistake is named where it stands, or below it, and nothing else is."""
    problems = problems_of(_place(path, value))

    # A problem of a name that two share stands at the later of the two.
    elsewhere = {"sections[0].name": "areas[0].name"}
    assert all(found.startswith(elsewhere.get(path, path)) for found in problems)


def test_category_key_that_stands_twice_is_refused() -> None:
    """Prices are named by the key, so it must be of one category only."""
    problems = problems_of(_place("categories[1].key", "near"))

    assert problems["categories[1].key"] == "'near' stands twice"


def test_same_label_twice_in_one_row_split_by_an_aisle_is_refused() -> None:
    """Two rows may share a label, but no two seats what people call them."""
    document = small_document()
    document["sections"][0]["rows"][1]["label"] = "A"

    problems = problems_of(document)

    assert set(problems) == {f"sections[0].rows[1].seats[{i}].label" for i in range(6)}


def test_nameless_section_beside_another_is_refused() -> None:
    """The empty name is for the only section of a hall."""
    document = small_document()
    document["sections"].append({"name": "", "rows": []})

    problems = problems_of(document)

    assert list(problems) == ["sections[1].name"]


def test_plan_without_places_is_refused() -> None:
    """A hall that sells nothing is a mistake."""
    document = small_document() | {"sections": [], "tables": [], "areas": []}

    problems = problems_of(document)

    assert problems == {"": "has no places"}


def test_more_than_a_hundred_thousand_places_are_refused() -> None:
    """The bound counts seats and standing places together."""
    document = _place("areas[0].capacity", 100_000)

    problems = problems_of(document)

    assert problems == {"": "has 100,019 places, at most 100,000 are allowed"}


def test_endless_mistakes_end_at_the_bound() -> None:
    """A list of problems is never longer than its bound and one line that says so."""
    seats = [{"label": "1", "x": "x", "y": "y", "category": "near"}] * PROBLEMS_MAX

    problems = problems_of(_place("sections[0].rows[0].seats", seats))

    assert len(problems) == PROBLEMS_MAX + 1


@pytest.mark.parametrize("text", [b"", b"{", b"\xff", b"[" * 100_000, b"NaN", "nonsense"])
def test_text_that_is_not_json_is_refused(text: bytes | str) -> None:
    """Broken, endless or foreign text is invalid input, not an accident."""
    problems = problems_of(text)

    assert problems[""].startswith("is not JSON")


@given(JSON)
def test_any_json_is_accepted_or_invalid(value: Any) -> None:
    """No JSON value makes the check fail in another way than `Invalid`."""
    assert problems_of(value)


@given(st.data())
def test_mutated_plan_is_accepted_or_invalid(data: st.DataObject) -> None:
    """A good plan with anything put anywhere is still a plan or `Invalid`."""
    document = small_document()
    spot: Any = document
    while isinstance(spot, dict | list) and spot:
        keys = list(spot) if isinstance(spot, dict) else list(range(len(spot)))
        key = data.draw(st.sampled_from(keys))
        if not isinstance(spot[key], dict | list) or data.draw(st.booleans()):
            spot[key] = data.draw(JSON)
            break
        spot = spot[key]

    with suppress(Invalid):
        assert isinstance(check(document), SeatPlan)


@given(plans())
def test_any_good_plan_survives_its_own_text(plan: SeatPlan) -> None:
    """Writing a plan as JSON and checking it gives the same plan."""
    assert check(msgspec.json.encode(plan)) == plan
