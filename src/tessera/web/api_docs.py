"""`/api/docs`: the OpenAPI document as a page of ours, without anybody else's script."""

from collections.abc import Iterator, Mapping
from typing import Any

from litestar import get

from tessera.accounts.policy import Right
from tessera.web.guards import may
from tessera.web.openapi import SCHEMA_PATH, Document, document_of
from tessera.web.pages import Page, PageRequest, page
from tessera.web.views.api import ApiField, ApiGroup, ApiOperation, ApiPage

Schema = Mapping[str, Any]

DEPTH_MAX = 3
BOUNDS = {
    "minimum": "at least {}",
    "maximum": "at most {}",
    "minLength": "{} signs or more",
    "maxLength": "{} signs at most",
    "minItems": "{} or more",
    "maxItems": "{} at most",
    "default": "else {}",
}


@get("/api/docs", guards=[may(Right.BROWSE)], include_in_schema=False)
async def api_docs(request: PageRequest) -> Page:
    """Every call with what it takes and answers."""
    return await page(request, "api/docs.html", page_of(document_of(request.app)))


def page_of(document: Document) -> ApiPage:
    """The document, grouped by feature in the order of the routes."""
    groups: dict[str, list[ApiOperation]] = {}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            found = _operation(document, path, method, operation)
            groups.setdefault(operation["tags"][0], []).append(found)
    return ApiPage(
        version=document["info"]["version"],
        schema_url=SCHEMA_PATH,
        groups=tuple(ApiGroup(name, tuple(found)) for name, found in groups.items()),
    )


def _operation(document: Document, path: str, method: str, operation: Schema) -> ApiOperation:
    fields = [_field(document, p["name"], p, p["in"]) for p in operation.get("parameters", ())]
    for media in operation.get("requestBody", {}).get("content", {}).values():
        fields += _body_fields(document, media["schema"])
    answers = {
        status: _named(document, answer)["description"].replace("`", "")
        for status, answer in operation["responses"].items()
    }
    return ApiOperation(
        anchor=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation["summary"].replace("`", ""),
        description=operation["description"].replace("`", ""),
        who=operation["x-for"],
        fields=tuple(fields),
        answers=tuple(answers.items()),
    )


def _body_fields(
    document: Document, schema: Schema, prefix: str = "", depth: int = 0
) -> Iterator[ApiField]:
    whole = _named(document, schema)
    required = whole.get("required", ())
    for name, inner in whole.get("properties", {}).items():
        given = {"schema": inner, "required": name in required}
        yield _field(document, prefix + name, given, "body")
        below = _only(document, inner)
        if "properties" in below and depth < DEPTH_MAX:
            yield from _body_fields(document, below, f"{prefix}{name}.", depth + 1)


def _field(document: Document, name: str, given: Schema, place: str) -> ApiField:
    schema = given["schema"]
    inner = _only(document, schema)
    limits = {**inner, **schema}
    bounds = [text.format(limits[key]) for key, text in BOUNDS.items() if _tells(limits.get(key))]
    if "enum" in inner:
        bounds = [", ".join(map(str, inner["enum"])), *bounds]
    kind = inner.get("format") or inner.get("type") or "any"
    if kind == "array":
        items = _only(document, inner.get("items", {}))
        kind = f"list of {items.get('format') or items.get('type') or 'any'}"
    return ApiField(name, str(kind), place, bool(given.get("required")), "; ".join(bounds))


def _tells(bound: Any) -> bool:
    return bound is not None and bound not in ("", [], 2**62)


def _only(document: Document, schema: Schema) -> Schema:
    """The schema that a value has where it is not null."""
    choices = [one for one in schema.get("oneOf", ()) if one.get("type") != "null"]
    return _named(document, choices[0] if choices else schema)


def _named(document: Document, value: Schema) -> Schema:
    """What a `$ref` points at, or the value itself."""
    for part in value.get("$ref", "").split("/")[1:]:
        document = document[part]
    return document if "$ref" in value else value


PAGES = [api_docs]
