"""A show as its organizer edits it."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from tessera.web.views.allotments import ShowHead
from tessera.web.views.shell import Both, Link, Option, Refusal
from tessera.web.views.shows import CategoryPrice


class BookedRow(msgspec.Struct, frozen=True):
    """An order that a change concerns."""

    url: str
    reference: str
    buyer: str
    places: int


class Consequence(msgspec.Struct, frozen=True, kw_only=True):
    """What saving means for people who have booked; `sent` are the fields to send again."""

    orders: int
    places: int
    changes: tuple[tuple[str, str, str], ...]
    examples: tuple[BookedRow, ...] = ()
    sent: tuple[tuple[str, str], ...] = ()


class CodeSeries(msgspec.Struct, frozen=True):
    """Presale codes that were issued."""

    url: str
    label: str
    quantity: int
    created_at: datetime
    works: bool


class EditShowPage(msgspec.Struct, frozen=True, kw_only=True):
    """`organizer/edit_show.html`: the form, or what saving would mean."""

    show: ShowHead
    url: str
    currency: str
    values: Mapping[str, str]
    windows: tuple[Mapping[str, str], ...] = ()
    titles: tuple[Option, ...] = ()
    formats: tuple[str, ...] = ()
    categories: tuple[CategoryPrice, ...] = ()
    problems: Mapping[str, str] = {}
    consequence: Consequence | None = None
    codes: tuple[CodeSeries, ...] = ()
    codes_url: str = ""
    issued: tuple[str, ...] = ()
    room: Link | None = None
    room_stands: bool = False
    room_url: str = ""
    move_url: str = ""
    public_url: str = ""
    told: tuple[tuple[datetime, str], ...] = ()
    open: bool = True
    refusal: Refusal | None = None
    said: str = ""
    named: Mapping[str, str] = {}
    """What the fields of `problems` are called."""
    both: tuple[Both, ...] | None = None
    """Where somebody else has saved meanwhile."""
