"""Every way to change one thing in a module. Pure."""

import ast
from collections.abc import Iterator
from copy import deepcopy
from typing import NamedTuple

COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
RECKONED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}
Function = ast.FunctionDef | ast.AsyncFunctionDef
NOT_CODE = {"annotation", "returns", "decorator_list", "bases"}
"""Fields that say what something is, not what it does."""

TEXT_MAX = 90


class Mutant(NamedTuple):
    """A module with one thing changed. `name` says what, the same in every run."""

    name: str
    line: int
    source: str


def mutants(source: str) -> Iterator[Mutant]:
    """The module with each change, one at a time, in the order of its lines."""
    tree = ast.parse(source)
    for parent, field, index, function in list(_spots(tree, "module")):
        node = getattr(parent, field) if index is None else getattr(parent, field)[index]
        for other in _others(node, function):
            # A number says more with what is around it.
            shown = parent if isinstance(node, ast.Constant) else node
            before = _text(shown)
            _put(parent, field, index=index, node=other)
            after = _text(shown if shown is parent else other)
            changed = ast.unparse(tree)
            _put(parent, field, index=index, node=node)
            where = function if isinstance(function, str) else function.name
            yield Mutant(f"{where}: {before} → {after}", node.lineno, changed)


def _spots(
    node: ast.AST, function: Function | str
) -> Iterator[tuple[ast.AST, str, int | None, Function | str]]:
    """Every expression and statement but those that only describe: where it hangs, and whose."""
    inside = node if isinstance(node, Function) else function
    for field, value in ast.iter_fields(node):
        if field in NOT_CODE or (isinstance(node, ast.ClassDef) and field == "keywords"):
            continue
        for index, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if isinstance(child, ast.expr | ast.stmt) and not isinstance(child, ast.Assert):
                yield node, field, index, inside
            if isinstance(child, ast.AST) and not isinstance(child, ast.Assert):
                yield from _spots(child, inside)


def _others(node: ast.AST, function: Function | str) -> Iterator[ast.AST]:
    """What could stand here instead."""
    match node:
        case ast.Compare(ops=ops):
            for n, op in enumerate(ops):
                for other in COMPARED[type(op)]:
                    yield _with(node, ops=[*ops[:n], other(), *ops[n + 1 :]])
        case ast.BoolOp(op=op):
            yield _with(node, op=ast.Or() if isinstance(op, ast.And) else ast.And())
        case ast.UnaryOp(op=ast.Not() | ast.USub(), operand=operand):
            yield operand
        case ast.BinOp(op=op) | ast.AugAssign(op=op) if type(op) in RECKONED:
            yield _with(node, op=RECKONED[type(op)]())
        case ast.Constant(value=bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(value=int(value)):
            yield ast.Constant(value + 1)
            yield ast.Constant(value - 1)
        case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test):
            if isinstance(test, ast.Name | ast.Attribute | ast.Call | ast.NamedExpr):
                yield _with(node, test=ast.UnaryOp(ast.Not(), test))
        case ast.Return(value=ast.expr() as value):
            truths = (True, False) if _is_bool(function) else (None,)
            yield from (_with(node, value=ast.Constant(t)) for t in truths if not _says(value, t))
        case ast.Set(elts=elements):
            for n in range(len(elements)):
                left = [*elements[:n], *elements[n + 1 :]]
                yield _with(node, elts=left) if left else ast.Tuple([], ast.Load())
        case ast.Continue():
            yield ast.copy_location(ast.Break(), node)
        case ast.Break():
            yield ast.copy_location(ast.Continue(), node)
    if _can_go(node):
        yield ast.copy_location(ast.Pass(), node)


def _can_go(node: ast.AST) -> bool:
    """A statement without which the rest still has its names: a call, awaited or not, a raise, a
    change of something that is there already."""
    match node:
        case (
            ast.Expr(value=ast.Call() | ast.Await()) | ast.Raise() | ast.AugAssign() | ast.Delete()
        ):
            return True
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]):
            return True
    return False


def _is_bool(function: Function | str) -> bool:
    return not isinstance(function, str) and _says_name(function.returns, "bool")


def _says_name(node: ast.expr | None, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _says(value: ast.expr, constant: bool | None) -> bool:
    return isinstance(value, ast.Constant) and value.value is constant


def _with(node: ast.AST, **fields: object) -> ast.AST:
    changed = deepcopy(node)
    for name, value in fields.items():
        setattr(changed, name, value)
    return changed


def _put(parent: ast.AST, field: str, *, index: int | None, node: ast.AST) -> None:
    if index is None:
        setattr(parent, field, node)
    else:
        getattr(parent, field)[index] = node


def _text(node: ast.AST) -> str:
    """The beginning of its first line."""
    line = ast.unparse(node).partition("\n")[0]
    return line if len(line) <= TEXT_MAX else f"{line[: TEXT_MAX - 1]}…"
