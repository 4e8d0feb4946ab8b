"""What the generators share: row names, bounds of figures, points on arcs."""

from collections.abc import Mapping
from math import cos, radians, sin

import msgspec

from tessera.kit.errors import Invalid, Problem

from ..check import check
from ..model import Category, Point, SeatPlan

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
SEAT_PITCH = 22.0
ROW_PITCH = 26.0


def row_letters(number: int) -> str:
    """A for row 0, Z for 25, AA for 26, AB for 27 … as rows are named in houses."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, len(LETTERS))
        letters = LETTERS[rest] + letters
    return letters


def within(figures: Mapping[str, tuple[int, int, int]]) -> None:
    """Each figure as (value, least, most). Raises `Invalid` with all that are outside."""
    problems = [
        Problem(name, f"must be a whole number between {least:,} and {most:,}")
        for name, (value, least, most) in figures.items()
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most
    ]
    refuse(*problems)


def refuse(*problems: Problem) -> None:
    """Raises `Invalid` where there is a problem."""
    if problems:
        raise Invalid(problems)


def sound(plan: SeatPlan) -> SeatPlan:
    """The plan as `check` reads it: names and sums that figures alone do not bound are its duty.

    Raises `Invalid` with paths into the plan.
    """
    return check(msgspec.json.encode(plan))


def on_arc(centre: Point, radius: float, degrees: float) -> Point:
    """The point at `degrees` from straight down, to the right, rounded to a tenth of a unit."""
    angle = radians(degrees)
    x, y = centre.x + radius * sin(angle), centre.y + radius * cos(angle)
    return Point(round(x, 1), round(y, 1))


def categories(*triples: tuple[str, str, str]) -> tuple[Category, ...]:
    """Categories from (key, name, colour)."""
    return tuple(Category(key, name, color) for key, name, color in triples)
