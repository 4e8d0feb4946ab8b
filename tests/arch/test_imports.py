"""The walls that import-linter cannot express; its own contracts are in pyproject.toml."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.arch.source import PACKAGE, files, imports, name_of, tree_of

NO_FEATURES = {"kit", "engines", "cli", "web", "ui", "_migrations"}
EDGES = {"routes", "pages", "tasks"}
GATHERERS = {"kinds", "worker"}
"""Modules that gather the edges of all features, as `tessera.routes` does."""
CROSSINGS = {
    ("src/tessera/shows/find.py", "tessera.venues.tables"),
    ("src/tessera/shows/change.py", "tessera.claims.tables"),
}
"""Lists that join other features' tables, for one query instead of many. Shrinks, never grows."""
PURE = {"model", "rules"}
IMPURE_LIBRARIES = {
    "aiohttp",
    "asyncio",
    "asyncpg",
    "litestar",
    "os",
    "redis",
    "socket",
    "sqlalchemy",
}


def test_feature_reaches_no_other_features_tables() -> None:
    """Features talk through verbs and models; a table belongs to one of them."""
    reached = {
        (name_of(path), ".".join(name.split(".")[:3]))
        for path, feature, name in feature_imports()
        if is_module_of_another(name, feature, {"tables"})
    }

    assert reached == CROSSINGS


def test_verb_knows_no_edge() -> None:
    """What decides does not know who asks: only edges import edges."""
    reached = [
        f"{name_of(path)} imports {name}"
        for path, _, name in feature_imports()
        if not is_edge(path.stem) and is_module_of_another(name, "", EDGES)
    ]

    assert reached == []


def test_model_and_rules_are_pure() -> None:
    """A model or a rule does no I/O: it imports no library that could."""
    impure = [
        f"{name_of(path)} imports {name}"
        for path, _, name in feature_imports()
        if path.stem in PURE and name.partition(".")[0] in IMPURE_LIBRARIES
    ]

    assert impure == []


def test_gateway_is_a_stranger() -> None:
    """The simulated gateway shares nothing with Tessera but the kit."""
    known = ("tessera.kit", "tessera.payments.gateway")
    shared = [
        f"{name_of(path)} imports {name}"
        for path, _, name in feature_imports()
        if "payments/gateway" in name_of(path)
        and name.startswith("tessera.")
        and not name.startswith(known)
    ]

    assert shared == []


def test_checks_see_a_breach() -> None:
    """The checks recognise what they forbid."""
    names = set(imports(ast.parse("from tessera.orders import tables\nimport asyncpg")))

    assert names == {"tessera.orders", "tessera.orders.tables", "asyncpg"}
    assert is_module_of_another("tessera.orders.tables", "claims", {"tables"})
    assert is_module_of_another("tessera.orders.tables.orders", "claims", {"tables"})
    assert not is_module_of_another("tessera.orders.tables", "orders", {"tables"})


def feature_imports() -> Iterator[tuple[Path, str, str]]:
    """(module's path, its feature, imported name) of every feature module."""
    for path in files():
        if path.suffix != ".py" or not path.is_relative_to(PACKAGE):
            continue
        parts = path.relative_to(PACKAGE).parts
        if len(parts) < 2 or parts[0] in NO_FEATURES:
            continue
        for name in imports(tree_of(path)):
            yield path, parts[0], name


def is_module_of_another(name: str, feature: str, modules: set[str]) -> bool:
    """Whether `tessera.<other>.<module>` is named, for one of `modules`."""
    parts = name.split(".")
    if parts[0] != "tessera" or len(parts) < 3 or parts[1] in NO_FEATURES:
        return False
    return parts[1] != feature and parts[2] in modules


def is_edge(stem: str) -> bool:
    """Whether a module speaks HTTP, HTML or to the job queue (`routes`, `live_routes` …)."""
    return stem.rpartition("_")[2] in EDGES | GATHERERS or stem == "__init__"
