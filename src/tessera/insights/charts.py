"""Where things of a chart lie: pure geometry, no words and no markup.

Boxes are stretched to the width there is, so nothing here is text; labels stand around the drawing,
and every chart has its table. What is told apart is told apart by shape: bars, a dashed line, the
size of a square.
"""

from collections.abc import Sequence

from tessera.web.views.charts import Bar, BarChart, LineChart, Square

WIDTH, HEIGHT = 600.0, 160.0
GAP = 0.18
"""Of a bar's place, that stays empty beside it."""
CELL = 10.0
Value = float | None


def bars(values: Sequence[float], before: Sequence[float]) -> BarChart:
    """A bar for each value, and what it was before as a line of steps over them."""
    highest = max([1.0, *values, *before])
    step = WIDTH / max(1, len(values))
    drawn = tuple(
        Bar(
            x=_round(n * step + step * GAP / 2),
            y=_round(HEIGHT - _tall(value, highest)),
            width=_round(step * (1 - GAP)),
            height=_round(_tall(value, highest)),
        )
        for n, value in enumerate(values)
    )
    corners = [
        (n * step + side * step, HEIGHT - _tall(value, highest))
        for n, value in enumerate(before[: len(values)])
        for side in (0, 1)
    ]
    return BarChart(drawn, _points(corners), int(max(values, default=0)))


def heat(counts: Sequence[Sequence[int]]) -> tuple[Square, ...]:
    """A square for each count that is not nought; its area is its share of the highest."""
    highest = max((n for row in counts for n in row), default=0)
    return tuple(
        _square(row, column, n / highest)
        for row, line in enumerate(counts)
        for column, n in enumerate(line)
        if n
    )


def _square(row: int, column: int, share: float) -> Square:
    # Never less than a seventh of the cell's side: the least of many is still something.
    side = max(CELL / 7, (CELL - 1) * share**0.5)
    return Square(
        x=_round(column * CELL + (CELL - side) / 2),
        y=_round(row * CELL + (CELL - side) / 2),
        side=_round(side),
        strength=1 + min(3, int(share * 4)),
    )


def curves(
    own: Sequence[Value], average: Sequence[Value], *, least: Sequence[Value], most: Sequence[Value]
) -> LineChart:
    """Lines of shares (1 is the top) from left to right, and the band that others lie in."""
    highest = max([1.0, *(v for line in (own, most) for v in line if v is not None)])
    upper, lower = _line(most, highest), _line(least, highest)
    return LineChart(
        own=_points(_line(own, highest)),
        average=_points(_line(average, highest)),
        band=_points([*upper, *reversed(lower)]),
    )


def peaks(counts: Sequence[Sequence[int]], top: int = 3) -> list[tuple[int, int, int]]:
    """The best hours of a week: row, column and count, the highest first."""
    cells = [(r, c, n) for r, row in enumerate(counts) for c, n in enumerate(row) if n]
    return sorted(cells, key=lambda cell: (-cell[2], cell[:2]))[:top]


def _line(values: Sequence[Value], highest: float) -> list[tuple[float, float]]:
    step = WIDTH / max(1, len(values) - 1)
    return [
        (n * step, HEIGHT - _tall(value, highest))
        for n, value in enumerate(values)
        if value is not None
    ]


def _tall(value: float, highest: float) -> float:
    return max(0.0, value) / highest * (HEIGHT - 4)


def _points(corners: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{_round(x)},{_round(y)}" for x, y in corners)


def _round(number: float) -> float:
    return round(number, 1)
