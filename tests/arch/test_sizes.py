"""The ratchet on sizes: small things stay readable. Limits only ever go down."""

import ast

import pytest

from tests.arch.source import functions, name_of, tree_of, with_suffix

MODULE_LINES_MAX = 400
PRODUCT_LINES_MAX = 272
"""Of a module in src/: 250 are wanted."""
FUNCTION_LINES_MAX = 65
TEST_LINES_MAX = 25
TEMPLATE_LINES_MAX = 150
SCRIPT_LINES_MAX = 150
STYLE_LINES_MAX = 240
POSITIONAL_MAX = 3
CROWDED_MAX = 40
"""Functions that still take more: lower it with each one that is put right, never raise it."""


@pytest.mark.parametrize(
    ("suffixes", "lines_max"),
    [
        ((".py",), MODULE_LINES_MAX),
        ((".html", ".j2", ".jinja"), TEMPLATE_LINES_MAX),
        ((".js", ".mjs"), SCRIPT_LINES_MAX),
        ((".css",), STYLE_LINES_MAX),
    ],
    ids=["modules", "templates", "scripts", "styles"],
)
def test_file_stays_within_its_limit(suffixes: tuple[str, ...], lines_max: int) -> None:
    """No file is longer than its kind may be."""
    lengths = {path: len(path.read_text().splitlines()) for path in with_suffix(*suffixes)}

    assert {name_of(path): n for path, n in lengths.items() if n > lines_max} == {}


def test_module_of_the_product_is_read_in_one_sitting() -> None:
    """Tests and migrations may be longer than what they are about."""
    lengths = {
        name: len(path.read_text().splitlines())
        for path in with_suffix(".py")
        if (name := name_of(path)).startswith("src/")
    }

    assert len(lengths) > 500
    assert {name: n for name, n in lengths.items() if n > PRODUCT_LINES_MAX} == {}


def test_function_stays_within_its_limit() -> None:
    """No function is longer than a screen, no test longer than a glance."""
    long = []
    for path in with_suffix(".py"):
        for function in functions(tree_of(path)):
            is_test = function.name.startswith("test_")
            if lines(function) > (TEST_LINES_MAX if is_test else FUNCTION_LINES_MAX):
                long.append(f"{name_of(path)}:{function.lineno} {function.name} {lines(function)}")

    assert long == []


def test_functions_take_few_positional_arguments() -> None:
    """Whoever passes four things or more has to say which is which."""
    crowded = [
        f"{name_of(path)}:{function.lineno} {function.name}"
        for path in with_suffix(".py")
        for function in functions(tree_of(path))
        if positional(function) > POSITIONAL_MAX and not is_called_by_name(function)
    ]

    assert len(crowded) <= CROWDED_MAX, crowded


def test_measures_see_what_is_too_long() -> None:
    """The measures themselves count what they should."""
    tree = ast.parse("@f(\n1)\ndef crowded(self, a, b, c, d, *, e):\n    pass\n")
    (function,) = functions(tree)

    assert lines(function) == 2
    assert positional(function) == 4
    assert not is_called_by_name(function)


def lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from `def` to the end; a test's docstring is its sentence and does not count."""
    assert function.end_lineno is not None
    length = function.end_lineno - function.lineno + 1
    if function.name.startswith("test_") and ast.get_docstring(function) is not None:
        docstring = function.body[0]
        assert docstring.end_lineno is not None
        length -= docstring.end_lineno - docstring.lineno + 1
    return length


def positional(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Parameters that can be passed by position, without `self` and `cls`."""
    names = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
    return len(names) - (names[:1] in (["self"], ["cls"]))


def is_called_by_name(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Tests, fixtures and route handlers: a framework calls them and passes everything by name."""
    decorators = {ast.unparse(decorator).partition("(")[0] for decorator in function.decorator_list}
    frameworks = {"pytest.fixture", "fixture", "get", "post", "put", "patch", "delete"}
    return function.name.startswith("test_") or bool(decorators & frameworks)
