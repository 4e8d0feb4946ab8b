"""Two people who edit one thing: whoever saves second is told, and shown both values."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from msgspec import UNSET

from tessera.kit.errors import Refused


def still(current: Any, version: Any, fields: Iterable[str] = ()) -> None:
    """Raise `Refused(changed_meanwhile)` where `version` was given and is no longer that of
    `current`. The refusal carries `now`: the version, and what `fields` hold now."""
    if version in (UNSET, None) or version == current.version:
        return
    now = {name: msgspec.to_builtins(getattr(current, name)) for name in fields}
    raise Refused("changed_meanwhile", now={"version": current.version} | now)


def met(now: Mapping[str, Any], typed: Mapping[str, str]) -> dict[str, str]:
    """What somebody else has saved meanwhile in the fields of a form, where it is not what was
    typed; values as the form writes them."""
    return {name: str(now[name]) for name in typed if name in now and str(now[name]) != typed[name]}
