"""What is dangerous by itself is not there, or stands where the document of security says."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.arch.source import PACKAGE, ROOT, dotted, nodes_of, with_suffix
from tests.arch.test_house_rules import called, modules

RUNS_TEXT = {"eval", "exec", "compile", "__import__", "from_string", "Template"}
SHELLS = {"os.system", "os.popen"}
STARTS = {"run", "Popen", "call", "check_call", "check_output"}
UNPACKS_OBJECTS = {"pickle", "marshal", "shelve", "dill", "jsonpickle", "yaml"}
READS_XML = {"xml", "lxml", "defusedxml"}
GUESSABLE = {"random"}
WEAK = {"md5", "sha1", "DES", "TripleDES", "ARC4", "Blowfish", "ECB", "CBC", "PKCS1v15"}
CRYPTOGRAPHY = {
    *("hashlib", "hmac", "secrets", "ssl", "cryptography", "argon2", "webauthn", "pyotp"),
    *("joserfc", "authlib"),
}
NOTHING_SECRET = (
    "catalog/poster",
    "catalog/share/card.py",
    "operations/demo/",
    "operations/rehearsal/",
)
"""Where chance decides what anybody may foresee."""
OTHER_CHANCE = {
    *("webhooks/dispatch.py", "claims/hold.py", "accounts/passwords.py"),
    "operations/capacity/simulate.py",
}
"""Pauses that are spread, also of who waits for a hash; where the search for a place begins; a sale
that is only played."""


def imported(tree: ast.Module) -> Iterator[str]:
    """The packages that a module takes from."""
    for node in nodes_of(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield (node.module or "").partition(".")[0]


def test_no_text_is_run_as_code_or_by_a_shell() -> None:
    """No `eval`, no shell, no template made on the way: commands are lists of words we wrote."""
    found = [
        f"{name}:{node.lineno}"
        for name, tree in modules()
        for node in nodes_of(tree)
        if isinstance(node, ast.Call)
        and (
            (called(node) in RUNS_TEXT and not _of_patterns(node))
            or dotted(node.func) in SHELLS
            or (called(node) in STARTS and any(word.arg == "shell" for word in node.keywords))
        )
    ]

    assert found == []


def _of_patterns(node: ast.Call) -> bool:
    """`re.compile` makes a pattern, and no code."""
    function = node.func
    return (
        isinstance(function, ast.Attribute)
        and isinstance(function.value, ast.Name)
        and function.value.id == "re"
    )


OWN_PATTERNS = {
    "engines/process.py",
    "venues/plan/read.py",
    "web/hot.py",
    "web/problem_words.py",
}
"""Where a pattern is put together from what is all ours: routes, lines of a log, schema, texts."""


def test_patterns_are_written_and_never_given() -> None:
    """What somebody types is looked for as it is, never as a pattern."""
    found = {
        name
        for name, tree in modules()
        for node in nodes_of(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "re"
        and not isinstance(node.args[0], ast.Constant)
    }

    assert found - OWN_PATTERNS == set()


def test_browsers_keep_nothing_but_chosen_places() -> None:
    """No token and no name in what scripts may read; chosen places go with the tab, and whether
    single keys are shortcuts stays with the browser."""
    kept = {
        path.name: set(re.findall(r"localStorage|sessionStorage|indexedDB|document\.cookie", text))
        for path in with_suffix(".js")
        if path.is_relative_to(PACKAGE)
        for text in [path.read_text(encoding="utf-8")]
    }

    assert {name: uses for name, uses in kept.items() if uses} == {
        "choice.js": {"sessionStorage"},
        "palette-keys.js": {"localStorage"},
    }


@pytest.mark.parametrize("packages", [UNPACKS_OBJECTS, READS_XML], ids=["objects", "xml"])
def test_no_format_is_read_that_can_do_more_than_say(packages: set[str]) -> None:
    """What comes from outside is JSON, read into types that we named; there is no XML parser."""
    assert [name for name, tree in modules() if packages & set(imported(tree))] == []


def test_guessable_chance_decides_nothing_that_is_secret() -> None:
    """Python's `random` draws posters and a demo; secrets come from the system."""
    users = {name for name, tree in modules() if GUESSABLE & set(imported(tree))}

    assert {u for u in users if not u.startswith(NOTHING_SECRET)} - OTHER_CHANCE == set()


def test_no_weak_cipher_or_hash_is_named() -> None:
    """Not even where nothing depends on it."""
    found = [
        f"{name}:{node.lineno}"
        for name, tree in modules()
        for node in nodes_of(tree)
        if (isinstance(node, ast.Attribute) and node.attr in WEAK)
        or (isinstance(node, ast.Name) and node.id in WEAK)
    ]

    assert found == []


def test_every_place_with_cryptography_is_in_the_inventory() -> None:
    """docs/security.md names each module that hashes, signs, seals or draws secrets."""
    written = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    users = [name for name, tree in modules() if CRYPTOGRAPHY & set(imported(tree))]

    assert len(users) > 15
    assert [name for name in users if f"`{name}`" not in written] == []


def test_only_commands_write_to_the_screen() -> None:
    """Everything else logs by structlog, to one place; nothing opens a log of its own."""
    own = ("cli/", "venues/plan/schema.py")
    found = [
        f"{name}:{node.lineno}"
        for name, tree in modules()
        if not name.startswith(own)
        for node in nodes_of(tree)
        if isinstance(node, ast.Call)
        and (
            dotted(node.func) in ("print", "sys.stdout.write", "sys.stderr.write")
            or called(node) in ("FileHandler", "SysLogHandler", "HTTPHandler", "getLogger")
        )
    ]

    assert found == []
