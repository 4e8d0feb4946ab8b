"""Seat plans and drafts: lists, and the designer."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from tessera.web.views.organizer import Desk
from tessera.web.views.shell import Link, Option, Refusal


class DraftRow(msgspec.Struct, frozen=True):
    """A draft in the list."""

    url: str
    name: str
    capacity: int
    changed_at: datetime


class PlanRow(msgspec.Struct, frozen=True):
    """The newest version of a plan. `exports`: the formats to take it along in."""

    name: str
    version: int
    capacity: int
    categories: int
    exports: tuple[Link, ...]
    seat_plan_id: int


class PlansPage(msgspec.Struct, frozen=True, kw_only=True):
    """`organizer/plans.html`, for `/organizer/organizations/{id}/seat-plans`."""

    desk: Desk
    url: str
    drafts: tuple[DraftRow, ...]
    plans: tuple[PlanRow, ...]
    starts: tuple[Option, ...]
    halls: tuple[Option, ...]
    timezone: str
    name: str = ""
    text: str = ""
    problems: tuple[str, ...] = ()
    refusal: Refusal | None = None
    may_change: bool = True
    said: str = ""


class DesignerPage(msgspec.Struct, frozen=True, kw_only=True):
    """`organizer/designer.html`: the floor with its tools; without JavaScript, forms by number."""

    desk: Desk
    url: str
    back: str
    draft_id: int
    version: int
    name: str
    capacity: int
    counts: tuple[tuple[str, int], ...]
    categories: tuple[Option, ...]
    halls: tuple[Option, ...]
    problems: tuple[str, ...]
    values: Mapping[str, str]
    picture: str = ""
    hall: Link | None = None
    refusal: Refusal | None = None
    said: str = ""
