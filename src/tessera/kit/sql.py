"""Named SQL: each feature keeps its hot statements in `queries.sql`, under `-- name: …` lines."""

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

_NAME = re.compile(r"^-- name: (\w+)$", re.MULTILINE)


def beside(module_file: str, name: str = "queries.sql") -> Mapping[str, str]:
    """The statements of the `queries.sql` that lies beside `module_file`, by name."""
    parts = _NAME.split((Path(module_file).parent / name).read_text(encoding="utf-8"))
    names, texts = parts[1::2], parts[2::2]
    assert len(set(names)) == len(names), "every statement has its own name"
    return MappingProxyType(dict(zip(names, (text.strip() for text in texts), strict=True)))
