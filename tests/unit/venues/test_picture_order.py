"""The order of a venue's pictures."""

import pytest

from tessera.venues.pictures.rules import moved


@pytest.mark.parametrize(
    ("item", "position", "order"),
    [("c", 1, "cab"), ("a", 3, "bca"), ("b", 2, "abc"), ("a", 12, "bca"), ("b", 1, "bac")],
)
def test_picture_moved_leaves_the_others_in_order(item: str, position: int, order: str) -> None:
    """Past the end is the end."""
    assert moved("abc", item, position) == list(order)
