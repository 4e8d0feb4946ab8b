"""Figures as tiles, shows as they fill up, and today: what dashboards and first pages share."""

from datetime import date, datetime
from typing import Any, Literal

import msgspec

from tessera.web.views.shell import Link


class Tile(msgspec.Struct, frozen=True, kw_only=True):
    """A figure. `value` is None where there is nothing to tell; `change` is against the period
    before: a share of it (0.25 is a quarter more), or of shares their difference. More is good,
    unless `more_is_bad`."""

    label: str
    kind: Literal["money", "number", "share"]
    value: Any
    then: Any = None
    change: float | None = None
    more_is_bad: bool = False
    note: str = ""


class FillRow(msgspec.Struct, frozen=True):
    """A show and how full it is."""

    url: str
    title: str
    where: str
    starts_at: datetime
    timezone: str
    status: str
    capacity: int
    seated: int
    percent: float


class Today(msgspec.Struct, frozen=True, kw_only=True):
    """What is on today and how it sells, for the head of an organizer's first page."""

    day: date
    timezone: str
    tiles: tuple[Tile, ...]
    shows: tuple[FillRow, ...]
    dashboards: tuple[Link, ...]
