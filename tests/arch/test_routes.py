"""Every route says who may knock."""

from typing import Any

from litestar import Litestar
from litestar.handlers import HTTPRouteHandler

from tessera.accounts.policy import POLICY, Part
from tessera.cli import policy
from tessera.main import create_app
from tessera.settings import Settings
from tessera.web.guards import right_of
from tests.arch.source import ROOT


def routes() -> list[tuple[str, HTTPRouteHandler]]:
    """Every path of the application with its handler, those of the framework left out."""
    settings = Settings(environment="test", secret="s" * 40, database_url="postgresql://none")
    app: Any = create_app(settings)
    litestar: Litestar = app._app._litestar
    return [
        (f"{sorted(handler.http_methods)} {route.path}", handler)
        for route in litestar.routes
        for handler in getattr(route, "route_handlers", [])
        if set(handler.http_methods) != {"OPTIONS"}
        # What is left under /api is the framework's own: the OpenAPI document.
        and (route.path.startswith("/api/v1") or not route.path.startswith("/api"))
    ]


def test_every_route_names_a_right() -> None:
    """A route without a right would be open to whoever finds it; deny by default."""
    found = routes()
    unguarded = [path for path, handler in found if right_of(handler.resolve_guards()) is None]

    assert len(found) > 60
    assert unguarded == []


def test_changes_of_the_catalogue_are_for_members_only() -> None:
    """No guest and no customer may change what is sold."""
    for path, handler in routes():
        changing = path.startswith(("['POST']", "['PATCH']", "['PUT']", "['DELETE']"))
        inner = any(part in path for part in ("/titles", "/venues", "/halls", "/organizations"))
        if changing and inner:
            right = right_of(handler.resolve_guards())
            assert right, path
            assert Part.CUSTOMER not in POLICY[right].parts, path


def test_document_of_permissions_is_the_policy() -> None:
    """docs/permissions.md is what `tessera policy` prints."""
    settings = Settings(environment="test", secret="s" * 40, database_url="postgresql://none")
    printed = policy.document(policy.routes_of(create_app(settings)))

    assert (ROOT / "docs" / "permissions.md").read_text() == printed, (
        "tessera policy > docs/permissions.md"
    )
