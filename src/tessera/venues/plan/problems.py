"""Collecting what is wrong with a document: where it stands, in what words, up to a bound."""

import re
from typing import Any

import msgspec

from tessera.kit.errors import Invalid, Problem

DOCUMENT_MAX_BYTES = 32 * 1024 * 1024
PROBLEMS_MAX = 1_000
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
"""Signs that no label holds: controls, line breaks and halves of surrogate pairs."""


class Enough(Exception):
    """Raised inside a check once the list of problems is at its bound."""


class Problems:
    """A bounded list of problems; a path is listed once, with what was seen there first."""

    def __init__(self) -> None:
        self._by_path: dict[str, Problem] = {}

    def note(self, path: str, message: str) -> None:
        """Add a problem. Raises `Enough` at the bound."""
        self._by_path.setdefault(path, Problem(path, message))
        if len(self._by_path) >= PROBLEMS_MAX:
            self._by_path["…"] = Problem("…", f"{PROBLEMS_MAX} problems are enough for once")
            raise Enough

    def __bool__(self) -> bool:
        return bool(self._by_path)

    def raise_if_any(self) -> None:
        """Raises `Invalid` where something was noted."""
        if self._by_path:
            raise Invalid(tuple(self._by_path.values()))


def parse(document: object) -> Any:
    """JSON text as plain values; anything but bytes and text is taken as already parsed.

    Raises `Invalid` for text that is not JSON, is nested too deeply or is above 32 MiB.
    """
    if not isinstance(document, bytes | bytearray | str):
        return document
    if len(document) > DOCUMENT_MAX_BYTES:
        raise Invalid([Problem("", f"is larger than {DOCUMENT_MAX_BYTES:,} bytes")])
    try:
        return msgspec.json.decode(document)
    except (ValueError, RecursionError) as error:
        raise Invalid([Problem("", f"is not JSON: {error}")]) from None
