"""A club: round tables before a small stage, standing room at the bar behind them."""

from math import cos, pi, sin

from ..model import (
    FORMAT,
    Circle,
    Decoration,
    Rectangle,
    Seat,
    SeatPlan,
    StandingArea,
    Table,
    Writing,
)
from .parts import categories, sound, within

TABLE_RADIUS, CHAIR_DISTANCE, TABLE_PITCH = 24.0, 40.0, 130.0
CATEGORIES = categories(
    ("front", "Front tables", "#b8405e"),
    ("table", "Tables", "#d9a441"),
    ("standing", "Standing at the bar", "#5b7db1"),
)


def club(
    *,
    name: str = "Club",
    table_rows: int = 4,
    tables_per_row: int = 6,
    seats_per_table: int = 4,
    standing: int = 120,
) -> SeatPlan:
    """Tables in staggered rows, the first row in a category of its own. Raises `Invalid`."""
    within(
        {
            "table_rows": (table_rows, 1, 20),
            "tables_per_row": (tables_per_row, 1, 20),
            "seats_per_table": (seats_per_table, 2, 8),
            "standing": (standing, 1, 2_000),
        }
    )
    width = (tables_per_row + 0.5) * TABLE_PITCH
    tables = []
    for number in range(table_rows * tables_per_row):
        row, column = divmod(number, tables_per_row)
        x = (column + 0.5 + row % 2 / 2) * TABLE_PITCH
        y = 150.0 + row * TABLE_PITCH * 0.9
        category = "front" if row == 0 else "table"
        tables.append(_table(number + 1, x=x, y=y, seats=seats_per_table, category=category))
    bar = 150.0 + table_rows * TABLE_PITCH * 0.9
    plan = SeatPlan(
        format=FORMAT,
        name=name,
        categories=CATEGORIES if table_rows > 1 else (CATEGORIES[0], CATEGORIES[2]),
        tables=tuple(tables),
        areas=(StandingArea("Bar", "standing", standing, Rectangle(0.0, bar, width, 150.0)),),
        decorations=_stage_and_bar(width, bar + 162.0),
    )
    return sound(plan)


def _table(number: int, *, x: float, y: float, seats: int, category: str) -> Table:
    """Chairs evenly around the table, none of them straight before the stage."""
    chairs = []
    for chair in range(seats):
        angle = 2 * pi * (chair + 0.5) / seats - pi / 2
        at = (round(x + CHAIR_DISTANCE * cos(angle), 1), round(y + CHAIR_DISTANCE * sin(angle), 1))
        chairs.append(Seat(str(chair + 1), at[0], at[1], category))
    return Table(f"Table {number}", tuple(chairs), Circle(x, y, TABLE_RADIUS))


def _stage_and_bar(width: float, bar: float) -> tuple[Decoration, ...]:
    stage = Rectangle(width * 0.25, 0.0, width * 0.5, 80.0)
    counter = Rectangle(width * 0.1, bar, width * 0.8, 24.0)
    return (
        Decoration("stage", stage, Writing("STAGE", x=width / 2, y=40.0, size=20.0)),
        Decoration("bar", counter, Writing("BAR", x=width / 2, y=bar + 12.0, size=14.0)),
    )
