"""The order of pictures."""

from collections.abc import Sequence
from typing import TypeVar

Item = TypeVar("Item")


def moved(order: Sequence[Item], item: Item, position: int) -> list[Item]:
    """The same with `item` at `position`, counted from 1; past the end is the end."""
    others = [other for other in order if other != item]
    others.insert(min(position, len(order)) - 1, item)
    return others
