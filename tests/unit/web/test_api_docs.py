"""The OpenAPI document, and the page that shows it."""

from typing import Any

import pytest

from tessera.main import create_app
from tessera.settings import Settings
from tessera.web.api_docs import page_of
from tessera.web.openapi import Document, document_of
from tessera.web.views.api import ApiOperation


@pytest.fixture(scope="module")
def document() -> Document:
    """The document of the whole application, which needs no engine."""
    settings = Settings(environment="test", secret="s" * 40, database_url="postgresql://none")
    app: Any = create_app(settings)
    return document_of(app._app._litestar)


@pytest.fixture(scope="module")
def calls(document: Document) -> dict[str, ApiOperation]:
    """What the page shows, by method and path."""
    groups = page_of(document).groups
    return {f"{call.method} {call.path}": call for group in groups for call in group.operations}


def test_document_is_openapi_with_problem_documents_for_errors(document: Document) -> None:
    """Version 3.1; every operation has a success, a refusal, a summary and says who may knock."""
    operations = [one for path in document["paths"].values() for one in path.values()]

    assert document["openapi"].startswith("3.1")
    assert all({"4XX"} < one["responses"].keys() for one in operations)
    assert all(one["summary"] and one["tags"] and one["security"] for one in operations)


def test_unknown_fields_of_a_body_are_refused_by_the_schema(document: Document) -> None:
    """What the server refuses, a generated client can know beforehand."""
    assert document["components"]["schemas"]["Wish"]["additionalProperties"] is False


def test_page_shows_every_call_of_the_document(
    document: Document, calls: dict[str, ApiOperation]
) -> None:
    """No call is left out."""
    assert len(calls) == sum(len(path) for path in document["paths"].values()) > 45


def test_inner_fields_and_bounds_are_told(calls: dict[str, ApiOperation]) -> None:
    """`best` shows what is inside it; a page size shows its limits."""
    wish = {field.name: field for field in calls["POST /api/v1/shows/{show_id}/holds"].fields}
    limit = {field.name: field for field in calls["GET /api/v1/titles"].fields}["limit"]

    assert wish["show_id"].required
    assert wish["best.quantity"].required
    assert wish["places"].kind == "list of integer"
    assert "at most 100" in limit.bounds
