"""Every route that changes something takes an idempotency key, or says why it takes none."""

import ast
import inspect
from pathlib import Path

from litestar.handlers import HTTPRouteHandler

from tessera.web.exempt import EXEMPT
from tests.arch.source import functions, tree_of
from tests.arch.test_routes import routes
from tests.fixtures.mutations import ELSEWHERE, MUTATIONS

KEYED = {
    "once",
    "go_once",
    "go_or_tell",
    "sent_once",
    "intent_of",
    "form_intent",
    "removed_once",
}
"""Whoever calls one of these takes the key; web/once.py, web/answers.py, and
accounts/factors/settings_pages.py."""
CHANGING = ("POST", "PUT", "PATCH", "DELETE")


def mutations() -> dict[str, HTTPRouteHandler]:
    """Every route that changes something, as `POST /path`."""
    found = {
        f"{method} {listed.partition('] ')[2]}": handler
        for listed, handler in routes()
        for method in handler.http_methods
        if method in CHANGING
    }
    assert len(found) > 40
    return found


def takes_key(handler: HTTPRouteHandler) -> bool:
    """Whether a handler takes the key, itself or by a helper of its module."""
    function = inspect.unwrap(handler.fn)
    tree = tree_of(Path(inspect.getfile(function)))
    return function.__name__ in keyed_functions(tree)


def keyed_functions(tree: ast.Module) -> set[str]:
    """The functions of a module that take the key, by way of each other too."""
    calls = {f.name: called(f) for f in functions(tree)}
    keyed = {name for name, names in calls.items() if names & KEYED}
    while more := {name for name, names in calls.items() if names & keyed} - keyed:
        keyed |= more
    return keyed


def called(function: ast.AST) -> set[str]:
    """The plain names that a function calls."""
    return {
        node.func.id
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }


def test_every_mutation_takes_a_key_or_says_why_not() -> None:
    """P9 holds for the whole surface, REST and pages; web/exempt.py has the exceptions."""
    keyless = {route for route, handler in mutations().items() if not takes_key(handler)}

    assert keyless - EXEMPT.keys() == set(), "call once() or go_once(), or say why in EXEMPT"
    assert EXEMPT.keys() - keyless == set(), "these take a key now, or are gone"


def test_every_keyed_route_of_rest_is_driven_twice() -> None:
    """tests/e2e/test_idempotency.py drives what stands in tests/fixtures/mutations.py."""
    keyed = {
        route for route, handler in mutations().items() if " /api/" in route and takes_key(handler)
    }

    assert keyed - MUTATIONS.keys() - ELSEWHERE.keys() == set(), "add a sample to MUTATIONS"
    assert (MUTATIONS.keys() | ELSEWHERE.keys()) - keyed == set(), "these are gone"


def test_check_sees_who_takes_no_key() -> None:
    """A helper's call counts, a word in a text does not."""
    tree = ast.parse(
        "async def near(r): return await once(r, act)\n"
        "async def far(r): return await near(r)\n"
        "async def none(r): return 'once(r)'\n"
    )

    assert keyed_functions(tree) == {"near", "far"}
