"""The live sale."""

from datetime import datetime

import msgspec

from tessera.web.views.organizer import Desk
from tessera.web.views.shell import Link


class Tile(msgspec.Struct, frozen=True):
    """A figure of now, already as text."""

    label: str
    value: str
    bad: bool = False


class Line(msgspec.Struct, frozen=True):
    """A drawn course: `points` of a polyline in a box of 300 by 60."""

    label: str
    points: str


class Chart(msgspec.Struct, frozen=True):
    """Lines on one scale; `most` is its top, `cells` the table behind it, the newest first."""

    key: str
    label: str
    most: str
    lines: tuple[Line, ...]
    cells: tuple[tuple[datetime, tuple[str, ...]], ...]


class LivePage(msgspec.Struct, frozen=True, kw_only=True):
    """`admin/live.html`, for `/admin/live`. `show` is empty where all shows are looked at."""

    desk: Desk
    at: datetime
    show: str
    show_problem: str
    shows: tuple[Link, ...]
    processes: int
    tiles: tuple[Tile, ...]
    steps: tuple[tuple[str, str, str], ...]
    charts: tuple[Chart, ...]
    refusals: tuple[tuple[str, int], ...]
    queues: tuple[tuple[str, str, bool], ...]
    seconds: int
