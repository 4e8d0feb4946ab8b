"""Pages of lists: bounded, by cursor, never by counting past what was seen."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

PAGE_DEFAULT = 20
PAGE_MAX = 100

CURSOR_MAX = 2**62
"""Well inside a bigint, so that adding a page to it cannot overflow."""

Row = TypeVar("Row")


def page(
    rows: Sequence[Row], limit: int, *, view: Callable[[Row], Any], cursor: Callable[[Row], Any]
) -> dict[str, Any]:
    """A page of `rows`, which hold one more than `limit` where there is a next page."""
    shown = rows[:limit]
    return {
        "items": [view(row) for row in shown],
        "next_cursor": cursor(shown[-1]) if len(rows) > limit else None,
    }


def offset_page(
    rows: Sequence[Row], limit: int, offset: int, *, view: Callable[[Row], Any]
) -> dict[str, Any]:
    """The same for lists without a natural key to go on from: the cursor counts what was seen."""
    return {
        "items": [view(row) for row in rows[:limit]],
        "next_cursor": offset + limit if len(rows) > limit else None,
    }
