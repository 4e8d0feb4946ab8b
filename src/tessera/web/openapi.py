"""The OpenAPI 3.1 document: what the framework reads off the handlers, put into our own words.

The framework knows paths, parameters and bodies. Added here: who may knock, which feature it is,
that unknown fields are refused, and that every error is a problem document (RFC 9457).
"""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from litestar import Litestar, MediaType, Request
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.routes import HTTPRoute

from tessera.accounts.policy import MEMBER_PARTS, OPEN, POLICY, Part, Right
from tessera.web.errors import PROBLEM_JSON
from tessera.web.guards import right_of

Document = Mapping[str, Any]

SCHEMA_PATH = "/api/schema"
DONE = {"200": "Done.", "201": "Made.", "202": "Begun.", "204": "Done; there is nothing to say."}
OTHER_MEDIA = {
    "qr.svg": "image/svg+xml",
    "ticket.pdf": "application/pdf",
    "invoice.pdf": "application/pdf",
    "statement.pdf": "application/pdf",
    "statement.csv": "text/csv",
    "codes.csv": "text/csv",
    "attendees.csv": "text/csv",
}
TEXT = {"type": "string"}
PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "code", "request_id"],
    "properties": {
        "type": TEXT,
        "title": TEXT,
        "status": {"type": "integer"},
        "detail": TEXT,
        "code": TEXT,
        "request_id": TEXT,
        "errors": {
            "type": "array",
            "items": {"type": "object", "properties": {"field": TEXT, "message": TEXT}},
        },
    },
}
REFUSED = {
    "description": "Refused: `code` says why, `errors` name each field that is wrong.",
    "content": {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


class Published(JsonRenderPlugin):
    """Serves the finished document at `/api/schema`."""

    def __init__(self) -> None:
        super().__init__(path=["/", "/openapi.json"], media_type=MediaType.JSON)

    def render(self, request: Request[Any, Any, Any], _: dict[str, Any]) -> bytes:
        """The document as JSON."""
        return msgspec.json.encode(document_of(request.app))


def document_of(app: Litestar) -> Document:
    """The document of an application, finished at the first question."""
    kept: Document | None = app.state.get("openapi_document")
    if kept is None:
        kept = app.state.openapi_document = _finished(app)
    return kept


def _finished(app: Litestar) -> Document:
    document = app.openapi_schema.to_schema()
    for path, method, handler in _handlers(app):
        operation = document["paths"].get(path, {}).get(method)
        if operation is not None:
            _finish(operation, path, handler)
    components = document.setdefault("components", {})
    for schema in components["schemas"].values():
        if "properties" in schema:
            schema["additionalProperties"] = False
    components["schemas"]["Problem"] = PROBLEM
    components["responses"] = {"Problem": REFUSED}
    components["securitySchemes"] = {"bearer": {"type": "http", "scheme": "bearer"}}
    return document


def _handlers(app: Litestar) -> Iterator[tuple[str, str, HTTPRouteHandler]]:
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            for method, (handler, _) in route.route_handler_map.items():
                yield route.path_format, method.lower(), handler


def _finish(operation: dict[str, Any], path: str, handler: HTTPRouteHandler) -> None:
    words = " ".join((handler.fn.__doc__ or "").split())
    summary, stop, rest = words.partition(". ")
    operation["summary"] = summary + (stop.strip() or "")
    operation["description"] = rest
    operation["tags"] = [handler.fn.__module__.split(".")[1]]
    right = right_of(handler.resolve_guards())
    operation["security"] = [{"bearer": []}]
    if right in OPEN:
        operation["security"].insert(0, {})
    operation["x-for"] = _who(right)
    operation["x-right"] = right
    media = OTHER_MEDIA.get(path.rpartition("/")[2], "application/json")
    answers: dict[str, Any] = {"4XX": {"$ref": "#/components/responses/Problem"}}
    for status in operation["responses"]:
        if status in DONE:
            answers[status] = {"description": DONE[status]}
            if status != "204":
                answers[status]["content"] = {media: {}}
    operation["responses"] = dict(sorted(answers.items()))


def _who(right: Right | None) -> str:
    """Everybody, signed_in, members, admins (of whatever part) or providers."""
    if right is Right.KNOCK:
        return "providers"
    if right is None or right in OPEN:
        return "everybody"
    parts = POLICY[right].parts
    if Part.CUSTOMER in parts:
        return "signed_in"
    return "members" if parts & MEMBER_PARTS else "admins"
