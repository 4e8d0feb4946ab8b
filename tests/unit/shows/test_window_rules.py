"""What a show's windows let in, when, and with what in hand (sales windows)."""

from datetime import UTC, datetime, timedelta

import pytest

from tessera.claims.model import HoldRefusal
from tessera.shows.model import SaleWindow
from tessera.shows.windows.rules import next_opening, refuse_window

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
SHUT, CODE = HoldRefusal.WINDOW_SHUT, HoldRefusal.CODE_REQUIRED


def window(begins: int, ends: int, *categories: str, code: bool = False) -> SaleWindow:
    """Open from and to so many hours from noon."""
    hours = (NOON + timedelta(hours=begins), NOON + timedelta(hours=ends))
    return SaleWindow(
        name="W", opens_at=hours[0], closes_at=hours[1], categories=categories, code=code
    )


PRESALE = (window(-1, 5, code=True), window(5, 9))


@pytest.mark.parametrize(
    ("windows", "categories", "coded", "refusal"),
    [
        ((), {"vip"}, False, None),
        (PRESALE, {"vip"}, False, CODE),
        (PRESALE, {"vip"}, True, None),
        ((window(1, 5),), {"vip"}, True, SHUT),
        ((window(-2, 0),), {"vip"}, True, SHUT),
        ((window(1, 5, "vip"),), {"regular"}, False, None),
        ((window(1, 5, "vip"),), {"regular", "vip"}, False, SHUT),
        ((window(-1, 1, "vip", code=True), window(0, 1)), {"vip"}, False, None),
        ((window(-1, 1, "vip", code=True), window(2, 3, "gold")), {"vip", "gold"}, False, SHUT),
    ],
)
def test_window_lets_in_by_time_category_and_code(
    windows: tuple[SaleWindow, ...], categories: set[str], coded: bool, refusal: HoldRefusal | None
) -> None:
    """It opens at its first instant and is shut at its last; what is shut goes before the code."""
    assert refuse_window(windows, sorted(categories), NOON, coded=coded) == refusal


def test_next_opening_is_the_nearest_to_come() -> None:
    """What a buyer who is early is told."""
    later, soon = window(4, 9), window(2, 3)

    assert next_opening([later, soon, window(-3, 1)], NOON) == soon
    assert next_opening([window(-3, 1)], NOON) is None
