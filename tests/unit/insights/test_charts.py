"""Geometry of charts: what is highest reaches the top, what is nothing is not drawn."""

from tessera.insights.charts import HEIGHT, WIDTH, bars, curves, heat, peaks


def test_bars_share_the_width_and_the_highest_of_both_periods_is_the_top() -> None:
    """The line of the period before is drawn on the same scale."""
    chart = bars([10, 5, 0], [20, 0, 0])

    assert [bar.height for bar in chart.bars] == [78.0, 39.0, 0.0]
    assert chart.bars[-1].x + chart.bars[-1].width <= WIDTH
    assert chart.before.startswith("0.0,4.0 200.0,4.0")
    assert chart.highest == 10


def test_bars_of_nothing_lie_on_the_ground() -> None:
    """No division by nought, nothing above the line."""
    chart = bars([0, 0], [0, 0])

    assert {(bar.y, bar.height) for bar in chart.bars} == {(HEIGHT, 0.0)}


def test_heat_tells_by_area_and_leaves_out_what_is_nothing() -> None:
    """A quarter of the highest has half its side."""
    squares = heat([[0, 400], [100, 1]])

    assert [square.strength for square in squares] == [4, 2, 1]
    assert [square.side for square in squares] == [9.0, 4.5, 1.4]


def test_peaks_are_the_best_hours_and_earlier_ones_come_first() -> None:
    """Row, column and count."""
    assert peaks([[0, 3], [3, 9]], top=2) == [(1, 1, 9), (0, 1, 3)]


def test_curve_ends_where_it_is_not_known_and_the_band_is_closed() -> None:
    """The line has as many points as values; the area goes there and back."""
    chart = curves([0.5, None], [0.2, 0.4], least=[0.1, 0.2], most=[0.4, 1.0])

    assert chart.own == "0.0,82.0"
    assert len(chart.band.split()) == 4
    assert chart.band.split()[1] == "600.0,4.0"
