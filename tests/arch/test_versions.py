"""Whatever two people could edit at once has a version, and the document tells of each."""

from functools import cache
from pathlib import Path
from typing import Any, get_type_hints

from litestar.handlers import HTTPRouteHandler

from tests.arch.test_routes import routes

EDITS = {"PATCH", "PUT"}
WITHOUT = {
    "/me": "only oneself edits it",
    "/me/picture": "only oneself edits it",
    "/me/password": "only oneself edits it",
    "/me/form-drafts": "only oneself edits it",
    "/me/message-preferences": "only oneself edits it",
    "/me/push-subscriptions": "only oneself edits it",
    "/applications/{organization_id:int}": "only its maker edits it",
    "/admin/accounts/{account_id:uuid}/role": "one value, said whole",
    "/organizations/{organization_id:int}/members": "one value, said whole",
    "/admin/organizations/{organization_id:int}/suspension": "one value, said whole",
    "/organizations/{organization_id:int}/test-mode": "one value, said whole",
    "/gift-cards/{card_id:uuid}/blocked": "one value, said whole",
    "/admin/jobs/queues/{queue:str}": "one value, said whole",
    "/organizations/{organization_id:int}/payment-providers/{provider:str}/enabled":
        "one value, said whole",
    "/organizations/{organization_id:int}/currency": "one value, said whole",
    "/organizations/{organization_id:int}/payment-order": "one value, said whole",
    "/campaigns/{campaign_id:uuid}/status": "a step, refused where it is not possible",
    "/organizations/{organization_id:int}/waiting-rooms/{room_id:int}/phase":
        "a step, refused where it is not possible",
    "/organizations/{organization_id:int}/payment-providers/{provider:str}":
        "replaced whole, never shown",
    "/organizations/{organization_id:int}/payouts": "replaced whole, never shown",
    "/titles/{title_id:int}/files/{role:str}": "replaced whole, as a file",
    "/venues/{venue_id:int}/pictures/{picture_id:uuid}/file": "replaced whole, as a file",
    "/halls/{hall_id:int}/seats": "each is a new version of the plan",
    "/plan-drafts/{draft_id:int}/picture": "replaced whole, as a file",
}  # fmt: skip
"""Edits that need none, and why."""
API = "/api/v1"
DOCUMENT = Path(__file__).parents[2] / "docs" / "editing.md"


@cache
def edits() -> dict[str, HTTPRouteHandler]:
    """The routes that edit something, by path."""
    listed = ((name.partition("] ")[2], handler) for name, handler in routes())
    return {
        path.removeprefix(API): handler
        for path, handler in listed
        if path.startswith(API) and {str(method) for method in handler.http_methods} & EDITS
    }


def has_version(handler: HTTPRouteHandler) -> bool:
    """Whether the body has a version to name."""
    wanted: Any = get_type_hints(handler.fn).get("data")
    return "version" in getattr(wanted, "__struct_fields__", ())


def test_every_edit_names_a_version_or_says_why_not() -> None:
    """A new one has to be put somewhere: kit/versions.py, or a reason here."""
    versioned = {path for path, handler in edits().items() if has_version(handler)}

    assert set(edits()) - versioned - set(WITHOUT) == set()
    assert versioned & set(WITHOUT) == set()


def test_reasons_are_of_routes_that_there_are() -> None:
    """What is gone has no reason any more."""
    assert set(WITHOUT) <= set(edits())


def test_document_tells_of_every_edit() -> None:
    """Its table has a row for each path."""
    text = DOCUMENT.read_text()

    assert [path for path in sorted(edits()) if f"`{shown(path)}`" not in text] == []


def shown(path: str) -> str:
    """A path as documents write it."""
    parts = (part.partition(":")[0] + "}" if ":" in part else part for part in path.split("/"))
    return "/".join(parts)
