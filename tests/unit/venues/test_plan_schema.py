"""The published description of the format says what the code does."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest
from hypothesis import given, settings

from tessera.venues.plan.check import check
from tessera.venues.plan.compile import compile_plan
from tessera.venues.plan.generate.theatre import theatre
from tessera.venues.plan.model import SeatPlan
from tessera.venues.plan.schema import json_schema, schema_text
from tests.unit.venues.plans import plans, small_document

DOCS = Path(__file__).parents[3] / "docs"
VALIDATOR = jsonschema.Draft202012Validator(json_schema())


def test_published_schema_is_the_derived_one() -> None:
    """docs/seat-plan.schema.json is written by `python -m tessera.venues.plan.schema`."""
    published = (DOCS / "seat-plan.schema.json").read_text(encoding="utf-8")

    assert published == schema_text()


def test_schema_is_a_schema() -> None:
    """It obeys JSON Schema 2020-12 and describes every type."""
    schema = json_schema()

    jsonschema.Draft202012Validator.check_schema(schema)
    assert all(kind["description"] for kind in schema["$defs"].values())


@settings(max_examples=40)
@given(plans())
def test_good_plan_fits_the_schema(plan: SeatPlan) -> None:
    """What the check accepts, the schema accepts."""
    VALIDATOR.validate(json.loads(msgspec.json.encode(plan)))


def test_generated_plan_fits_the_schema() -> None:
    """The generators write the published format."""
    VALIDATOR.validate(json.loads(msgspec.json.encode(theatre())))


@pytest.mark.parametrize(
    "change",
    [{"format": "x"}, {"name": ""}, {"surprise": 1}, {"categories": []}, {"focus": {"x": 1}}],
)
def test_bad_plan_does_not_fit_the_schema(change: dict[str, Any]) -> None:
    """What a schema can see, it refuses as the check does."""
    document = small_document() | change

    assert not VALIDATOR.is_valid(document)


def test_documented_example_is_a_good_plan() -> None:
    """The example of docs/seat-plan.md passes the check and is numbered as it says there."""
    text = (DOCS / "seat-plan.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```json\n(.*?)```", text, re.DOTALL)

    plan = compile_plan(check(example))

    assert plan.capacity == 45
    assert [plan.label(place) for place in (0, 2, 3, 4, 5, 44)] == [
        "Stalls A 1", "Stalls A 3", "Table 1 seat 1", "Table 1 seat 2", "Floor", "Floor",
    ]  # fmt: skip
    assert len(plan.runs) == 3
