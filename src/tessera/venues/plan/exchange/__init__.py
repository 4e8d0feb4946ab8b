"""Halls as tables and drawings: CSV and SVG, in and out. pretix's format has a room of its own."""

from .csv_plan import from_csv, to_csv
from .svg_out import to_svg
from .svg_plan import from_svg

__all__ = ["from_csv", "from_svg", "to_csv", "to_svg"]
