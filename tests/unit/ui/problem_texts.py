"""What is said of a wrong field, found in the source: every text that a `Problem` can carry."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import tessera
from tessera.web.problem_words import words_of

ROOT = Path(tessera.__file__).parent
PROGRAMS_ONLY = (
    "waiting_room/verify.py",
    "catalog/enter.py",
    "cli/",
    "organizations/found.py",
    "settings.py",
    "settings_rules.py",
    "venues/plan/generate/",
    "venues/plan/propose.py",
    "web/answers.py",
    "web/app.py",
    "web/hot.py",
)
"""Where problems are told to programs and at consoles, and no page shows them."""
NAMES = frozenset({"message", "size", "text", "problem"})
"""What holds such a text before it is told."""


@cache
def problem_texts() -> frozenset[str]:
    """Each text, with `7` where the source fills something in."""
    found: set[str] = set()
    for path in sorted(ROOT.rglob("*.py")):
        where, source = path.relative_to(ROOT).as_posix(), path.read_text()
        tells = ("Problem(" in source or ".note(" in source) and not where.startswith(PROGRAMS_ONLY)
        if tells or where == "accounts/rules.py":
            found.update(text for node in ast.walk(ast.parse(source)) for text in _told(node))
    return frozenset(found)


@cache
def problem_ids() -> frozenset[str]:
    """The same as the catalogues must have them."""
    return frozenset(words_of(text)[0] for text in problem_texts())


def _told(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Call(func=ast.Name(id="Problem"), args=[_, told, *_]):
            yield from _texts(told)
        case ast.Call(
            func=ast.Attribute(value=ast.Name(id="problems"), attr="note"), args=[_, told]
        ):
            yield from _texts(told)
        case ast.Assign(targets=[ast.Name(id=name)], value=told) if name in NAMES:
            yield from _texts(told)
        case ast.FunctionDef(name=name) if name.endswith("_problem"):
            for inner in ast.walk(node):
                if isinstance(inner, ast.Return) and inner.value is not None:
                    yield from _texts(inner.value)
        case ast.Lambda(body=ast.IfExp() as told):
            yield from _texts(told)


def _texts(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts):
            filled = [str(p.value) if isinstance(p, ast.Constant) else "7" for p in parts]
            yield "".join(filled)
        case ast.IfExp(body=one, orelse=other):
            yield from _texts(one)
            yield from _texts(other)
        case ast.BoolOp(values=all_of):
            for one in all_of:
                yield from _texts(one)
