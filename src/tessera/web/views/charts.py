"""Charts: where shapes lie, in a box that is stretched to the width there is."""

import msgspec


class Bar(msgspec.Struct, frozen=True):
    """One bar of 600 × 160."""

    x: float
    y: float
    width: float
    height: float


class BarChart(msgspec.Struct, frozen=True):
    """Bars, and `before` as the points of a line. `highest` is the highest bar's value."""

    bars: tuple[Bar, ...]
    before: str
    highest: int


class Square(msgspec.Struct, frozen=True):
    """A square of a heat map of 240 × 70: its area tells how much, its `strength` (1 … 4) too."""

    x: float
    y: float
    side: float
    strength: int


class LineChart(msgspec.Struct, frozen=True):
    """Points of lines in 600 × 160; `band` is an area."""

    own: str
    average: str
    band: str
