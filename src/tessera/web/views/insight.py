"""Dashboards: tiles, charts with the tables behind them, and what sells best and worst."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

import msgspec

from tessera.kit.money import Money
from tessera.web.views.charts import BarChart, LineChart, Square
from tessera.web.views.insight_today import FillRow, Tile
from tessera.web.views.organizer import Desk
from tessera.web.views.shell import Link


class DayRow(msgspec.Struct, frozen=True):
    """A day in the table behind the chart."""

    day: date
    orders: int
    tickets: int
    sales: Money
    refunds: Money
    sales_before: Money


class FunnelRow(msgspec.Struct, frozen=True):
    """A step of the way to a ticket; `percent` of the widest step, `share` of the one before."""

    label: str
    count: int
    percent: float
    share: float | None


class HeatRow(msgspec.Struct, frozen=True):
    """A weekday with what was sold in each of its hours."""

    label: str
    counts: Sequence[int]


class PartRow(msgspec.Struct, frozen=True):
    """A venue, a title or an organization, and what it sold."""

    name: str
    url: str
    tickets: int
    sales: Money
    refunds: Money
    occupancy: float | None


class PartTable(msgspec.Struct, frozen=True):
    """What sold best, of one kind."""

    key: str
    label: str
    rows: tuple[PartRow, ...]


class CurveRow(msgspec.Struct, frozen=True):
    """Shares sold so many days before the show."""

    days_before: int
    own: float | None
    average: float | None
    least: float | None
    most: float | None


class CurveView(msgspec.Struct, frozen=True):
    """A show's sales against shows like it. `words` say what it was compared with."""

    chart: LineChart
    words: str
    rows: tuple[CurveRow, ...]


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """What period and currency are looked at, and the ways to others."""

    action: str
    spans: tuple[Link, ...]
    currencies: tuple[Link, ...]
    since: str
    until: str
    currency: str
    first: date
    last: date
    first_before: date
    last_before: date
    timezone: str
    problems: Mapping[str, str] = {}


class InsightPage(msgspec.Struct, frozen=True, kw_only=True):
    """`organizer/insight.html`: one dashboard, of whatever scope."""

    desk: Desk
    title: str
    kicker: tuple[Link, ...] = ()
    choice: Choice
    standing: tuple[Tile, ...] = ()
    tiles: tuple[Tile, ...]
    days: BarChart
    day_rows: tuple[DayRow, ...]
    heat: tuple[Square, ...]
    heat_rows: tuple[HeatRow, ...]
    best_days: tuple[str, ...]
    best_hours: tuple[str, ...]
    funnel: tuple[FunnelRow, ...]
    parts: tuple[PartTable, ...] = ()
    fullest: tuple[FillRow, ...] = ()
    emptiest: tuple[FillRow, ...] = ()
    curve: CurveView | None = None
    until: datetime
    lag_seconds: int
    late: bool = False
    json_url: str = ""
