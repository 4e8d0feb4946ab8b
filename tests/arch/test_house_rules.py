"""Rules of security that no tool knows: each is one question to the source of the whole product."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.arch.source import PACKAGE, ROOT, name_of, nodes_of, tree_of, with_suffix

SQL_CALLS = {"fetch", "fetchrow", "fetchval", "fetch_one", "execute", "exec_driver_sql", "text"}
SECRET = re.compile(r"(secret|token|digest|signature|mac|hashed|proof|csrf)$")
TALKERS = {
    "aiohttp": {
        "accounts/identities/ask.py",
        "kit/files/",
        "payments/providers/",
        "payments/gateway/",
        "webhooks/send.py",
        "operations/doctor/",
        "operations/audit/maps.py",
    },
    "requests": {"payments/providers/"},
    "httpx": {"payments/providers/"},
    "smtplib": set(),
}
"""Who may open a connection to somewhere else, so that every guard stands in few places."""


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Every module of the product: its path in the package, and its tree."""
    for path in with_suffix(".py"):
        if path.is_relative_to(PACKAGE):
            yield str(path.relative_to(PACKAGE)), tree_of(path)


def called(node: ast.Call) -> str:
    """The last name of what is called."""
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def is_woven(node: ast.expr) -> bool:
    """Whether a text is put together from parts that are not written there."""
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(part, ast.FormattedValue) for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
        return (
            is_woven(node.left) or is_woven(node.right) or not isinstance(node.right, ast.Constant)
        )
    return isinstance(node, ast.Call) and called(node) == "format"


def test_no_statement_is_woven_from_values() -> None:
    """SQL is written out or chosen by name; values travel as arguments. Numbers that are constants
    of a module may be written in (`LOCK_SECONDS_MAX`)."""
    woven = [
        f"{name}:{node.lineno}"
        for name, tree in modules()
        for node in nodes_of(tree)
        if isinstance(node, ast.Call)
        and called(node) in SQL_CALLS
        and node.args
        and is_woven(node.args[0])
        and not _of_constants(node.args[0])
    ]

    assert woven == []


def _of_constants(node: ast.expr) -> bool:
    values = [part.value for part in ast.walk(node) if isinstance(part, ast.FormattedValue)]
    return bool(values) and all(isinstance(v, ast.Name) and v.id.isupper() for v in values)


def test_secrets_are_compared_in_constant_time() -> None:
    """`==` tells by its time how much of a guess was right; `compare_digest` does not."""
    leaky = [
        f"{name}:{node.lineno}"
        for name, tree in modules()
        for node in nodes_of(tree)
        if isinstance(node, ast.Compare)
        and isinstance(node.ops[0], ast.Eq | ast.NotEq)
        and _names(node.left)
        and _names(node.comparators[0])
        and (SECRET.search(_names(node.left)) or SECRET.search(_names(node.comparators[0])))
    ]

    assert leaky == []


def _names(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr.lower()
    return node.id.lower() if isinstance(node, ast.Name) else ""


@pytest.mark.parametrize("library", TALKERS)
def test_only_few_modules_talk_to_other_machines(library: str) -> None:
    """A new one is seen here, and asked what keeps it from inner networks."""
    users = {
        name for name, tree in modules() for node in nodes_of(tree) if library in _imported(node)
    }

    assert [name for name in users if not name.startswith(tuple(TALKERS[library]))] == []


def _imported(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Import):
        return {alias.name.partition(".")[0] for alias in node.names}
    return {(node.module or "").partition(".")[0]} if isinstance(node, ast.ImportFrom) else set()


def test_templates_escape_everything() -> None:
    """No template switches escaping off; what is markup is made by code that says so."""
    loose = [
        name_of(path)
        for path in with_suffix(".html")
        if path.is_relative_to(PACKAGE)
        and re.search(r"\|\s*safe\b|autoescape\s+false", path.read_text(encoding="utf-8"))
    ]

    assert loose == []


def test_scripts_write_no_html_and_no_code() -> None:
    """Browser code builds elements; it never parses text from elsewhere as HTML or as a script."""
    found = [
        name_of(path)
        for path in with_suffix(".js")
        if path.is_relative_to(ROOT / "src")
        and re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function",
            path.read_text(encoding="utf-8"),
        )
    ]

    assert found == []
