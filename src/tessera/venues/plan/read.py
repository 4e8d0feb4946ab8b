"""Reading foreign JSON into msgspec Structs with every problem at once.

msgspec's own decoder stops at the first problem. Here each type of a format becomes a small
reader that notes what is wrong with its path, puts a blank in its place and goes on, so that
whoever drew a plan gets the whole list.
"""

import math
import re
from collections.abc import Callable
from typing import Any, TypeVar

from msgspec import inspect

from .problems import CONTROL, Problems

T = TypeVar("T")
Reader = Callable[[Any, str, Problems], Any]


def reader_of(into: type[T]) -> Callable[[Any, Problems], T]:
    """Make a reader of plain values into the Struct `into`, blank wherever a value was wrong.

    The reader may raise `Enough`.
    """
    reader = _reader(inspect.type_info(into))

    def read(value: Any, problems: Problems) -> T:
        result: T = reader(value, "", problems)
        return result

    return read


def _reader(kind: inspect.Type) -> Reader:
    match kind:
        case inspect.StructType():
            return _struct_reader(kind)
        case inspect.VarTupleType():
            return _list_reader(kind)
        case inspect.UnionType():
            return _union_reader(kind)
        case inspect.StrType():
            return _text_reader(kind)
        case inspect.FloatType() | inspect.IntType():
            return _number_reader(kind)
        case inspect.BoolType():
            return _flag
        case inspect.LiteralType():
            return _choice_reader(kind, blank=kind.values[0])
    raise NotImplementedError(f"no reader for {kind}")


def _struct_reader(kind: inspect.StructType) -> Reader:
    readers = {field.encode_name: (_reader(field.type), field) for field in kind.fields}
    blank: dict[str, Any] = {field.name: _blank(field) for field in kind.fields}
    tag_field = kind.tag_field

    def read_struct(value: Any, path: str, problems: Problems) -> Any:
        if not isinstance(value, dict):
            problems.note(path, f"must be an object, not {_name(value)}")
            return kind.cls(**blank)
        found = dict(blank)
        prefix = f"{path}." if path else ""
        for name, (reader, field) in readers.items():
            if name in value:
                found[field.name] = reader(value[name], prefix + name, problems)
            elif field.required:
                problems.note(prefix + name, "is missing")
        for name in value:
            if name not in readers and name != tag_field:
                problems.note(f"{prefix}{str(name)[:40]}", "is not a field of this format")
        return kind.cls(**found)

    return read_struct


def _list_reader(kind: inspect.VarTupleType) -> Reader:
    item = _reader(kind.item_type)
    least, most = kind.min_length or 0, kind.max_length

    def read_list(value: Any, path: str, problems: Problems) -> tuple[Any, ...]:
        if not isinstance(value, list | tuple):
            problems.note(path, f"must be a list, not {_name(value)}")
            return ()
        if most is not None and len(value) > most:
            problems.note(path, f"has {len(value):,} entries, at most {most:,} are allowed")
            return ()
        if len(value) < least:
            problems.note(path, f"must have at least {least} entries")
        return tuple([item(v, f"{path}[{i}]", problems) for i, v in enumerate(value)])

    return read_list


def _union_reader(kind: inspect.UnionType) -> Reader:
    """Either a tagged choice of Structs, or one type or null."""
    structs = [t for t in kind.types if isinstance(t, inspect.StructType)]
    others = [t for t in kind.types if not isinstance(t, inspect.NoneType)]
    nullable = len(others) < len(kind.types)
    if isinstance(others[0], inspect.LiteralType):
        only = _choice_reader(others[0], blank=None)
    elif len(others) == 1:
        only = _reader(others[0])
    else:
        only = _tagged_reader({str(t.tag): _struct_reader(t) for t in structs}, structs[0])

    def read_union(value: Any, path: str, problems: Problems) -> Any:
        return None if nullable and value is None else only(value, path, problems)

    return read_union


def _tagged_reader(by_tag: dict[str, Reader], first: inspect.StructType) -> Reader:
    blank = {field.name: _blank(field) for field in first.fields}
    tag_field = str(first.tag_field)

    def read_tagged(value: Any, path: str, problems: Problems) -> Any:
        tag = value.get(tag_field) if isinstance(value, dict) else None
        reader = by_tag.get(tag) if isinstance(tag, str) else None
        if reader:
            return reader(value, path, problems)
        if isinstance(value, dict):
            problems.note(f"{path}.{tag_field}", f"must be one of {', '.join(by_tag)}")
        else:
            problems.note(path, f"must be an object, not {_name(value)}")
        return first.cls(**blank)

    return read_tagged


def _text_reader(kind: inspect.StrType) -> Reader:
    pattern = re.compile(kind.pattern or "")
    least, most = kind.min_length or 0, kind.max_length

    def read_text(value: Any, path: str, problems: Problems) -> str:
        if not isinstance(value, str):
            problems.note(path, f"must be text, not {_name(value)}")
        elif len(CONTROL.sub(" ", value).strip()) < least:
            problems.note(path, "must not be empty")
        elif most is not None and len(value) > most:
            problems.note(path, f"has {len(value):,} signs, at most {most} are allowed")
        elif kind.pattern is None:
            return value  # free text: who asked for no pattern cleans it
        elif CONTROL.search(value):
            problems.note(path, "must not hold control characters or line breaks")
        elif value != value.strip():
            problems.note(path, "must not begin or end with a space")
        elif not pattern.search(value):
            problems.note(path, f"must match {kind.pattern}")
        else:
            return value
        return ""

    return read_text


def _number_reader(kind: inspect.FloatType | inspect.IntType) -> Reader:
    whole = isinstance(kind, inspect.IntType)
    low = -math.inf if kind.ge is None else kind.ge
    high = math.inf if kind.le is None else kind.le

    def read_number(value: Any, path: str, problems: Problems) -> float | int:
        if isinstance(value, bool) or not isinstance(value, int if whole else (int, float)):
            wanted = "a whole number" if whole else "a number"
            problems.note(path, f"must be {wanted}, not {_name(value)}")
        elif not low <= value <= high:  # not-a-number and the infinities end up here too
            problems.note(path, f"must be between {low:,} and {high:,}")
        else:
            return value if whole else float(value)
        return 0 if whole else 0.0

    return read_number


def _flag(value: Any, path: str, problems: Problems) -> bool:
    if not isinstance(value, bool):
        problems.note(path, f"must be true or false, not {_name(value)}")
        return False
    return value


def _choice_reader(kind: inspect.LiteralType, blank: Any) -> Reader:
    choices = kind.values

    def read_choice(value: Any, path: str, problems: Problems) -> Any:
        if isinstance(value, str) and value in choices:
            return value
        problems.note(path, f"must be one of {', '.join(map(repr, choices))}")
        return blank

    return read_choice


def _blank(field: inspect.Field) -> Any:
    """What stands where nothing usable was given: the default, or the type's emptiest value."""
    if not field.required:
        return field.default
    match field.type:
        case inspect.StrType():
            return ""
        case inspect.FloatType() | inspect.IntType():
            return 0
        case inspect.VarTupleType():
            return ()
        case inspect.LiteralType(values=values):
            return values[0]
    return None


def _name(value: Any) -> str:
    names = {dict: "an object", list: "a list", str: "text", bool: "true or false"}
    if value is None:
        return "null"
    return names.get(type(value), "a number" if isinstance(value, int | float) else "that")
