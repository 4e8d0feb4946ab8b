"""Look at a document as the gate of seat plans does, without letting anything in."""

from collections.abc import Mapping
from typing import Any

from tessera.kit.errors import Invalid
from tessera.venues.drafts.model import Checked, PlanProblem
from tessera.venues.plan.check import check
from tessera.venues.plan.compile import compile_plan

PROBLEMS_SHOWN_MAX = 100


def look_at(document: Mapping[str, Any]) -> Checked:
    """All that is wrong with a document (at most `PROBLEMS_SHOWN_MAX`), and what it sells."""
    try:
        plan = compile_plan(check(document))
    except Invalid as error:
        problems = tuple(PlanProblem(p.path, p.message) for p in error.problems)
        return Checked(problems=problems[:PROBLEMS_SHOWN_MAX], capacity=0, categories={})
    return Checked(
        problems=(),
        capacity=plan.capacity,
        categories={
            category.key: plan.category_of.count(index)
            for index, category in enumerate(plan.categories)
        },
    )


def empty_document(name: str) -> dict[str, Any]:
    """A plan to begin with: one category, a stage, no seats yet."""
    return {
        "format": "tessera-seat-plan/1",
        "name": name,
        "categories": [{"key": "regular", "name": "Regular", "color": "#5b7fb4"}],
        "sections": [],
        "decorations": [],
    }
