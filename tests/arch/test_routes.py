"""Every route says who may knock."""

from typing import Any

from litestar import Litestar
from litestar.handlers import HTTPRouteHandler

from tessera.main import create_app
from tessera.settings import Settings
from tessera.web import guards


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


def known_guards() -> set[str]:
    """Guards that decide who may knock."""
    names = {guards.anyone, guards.signed_in, guards.admin, guards.machine}
    return {guard.__qualname__ for guard in names} | {"member.<locals>.member_guard"}


def test_every_route_has_a_guard_of_ours() -> None:
    """A route without a guard would be open to whoever finds it; deny by default."""
    found = routes()
    unguarded = [
        path
        for path, handler in found
        if not {g.__qualname__ for g in handler.resolve_guards()} & known_guards()
    ]

    assert len(found) > 60
    assert unguarded == []


def test_changes_of_the_catalogue_are_for_members_only() -> None:
    """No guest and no customer may change what is sold."""
    open_ones = ("anyone", "signed_in")
    for path, handler in routes():
        changing = path.startswith(("['POST']", "['PATCH']", "['PUT']", "['DELETE']"))
        inner = any(part in path for part in ("/titles", "/venues", "/halls", "/organizations"))
        if changing and inner:
            names = {g.__qualname__ for g in handler.resolve_guards()}
            assert not names & set(open_ones), path
