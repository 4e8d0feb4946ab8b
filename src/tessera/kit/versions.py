"""Two people who edit one thing: whoever saves second is told, and shown both values."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta

from tessera.kit.errors import Refused

CHANGED_MEANWHILE = "changed_meanwhile"
Version = Annotated[int, Meta(ge=1, le=2**31 - 1)]
"""Counts the changes of a thing: a change names the one that it was made from."""


def still(current: Any, version: Any, fields: Iterable[str] = ()) -> None:
    """Raise `Refused(changed_meanwhile)` where `version` was given and is no longer that of
    `current`. The refusal carries `now`: the version, and what `fields` hold now."""
    if version in (UNSET, None) or version == current.version:
        return
    now = {name: msgspec.to_builtins(getattr(current, name)) for name in fields}
    raise Refused(CHANGED_MEANWHILE, now={"version": current.version} | now)


def is_stale(error: object) -> bool:
    """Whether somebody else has saved first."""
    return isinstance(error, Refused) and error.code == CHANGED_MEANWHILE


def met(now: Mapping[str, Any], typed: Mapping[str, str]) -> dict[str, str]:
    """What somebody else has saved meanwhile in the fields of a form, where it is not what was
    typed; values as the form writes them."""
    return {name: str(now[name]) for name in typed if name in now and str(now[name]) != typed[name]}


def typed_version(text: str) -> int | None:
    """The version that a form was made from; what is none is nobody's."""
    return int(text) if text.isdecimal() and 0 < len(text) < 10 else None
