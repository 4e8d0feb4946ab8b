"""What is kept back of a show, as who works there sees it."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from tessera.kit.money import Money
from tessera.web.views.shell import Both, Link, Option, Refusal
from tessera.web.views.shows import CategoryPrice, SectionLink, SectionPlaces


class ShowHead(msgspec.Struct, frozen=True):
    """The show that a page is about."""

    id: str
    title: str
    starts_at: datetime
    timezone: str
    venue: str
    hall: str
    status: str
    tabs: tuple[Link, ...] = ()

    @property
    def url(self) -> str:
        """Its organizer's page."""
        return f"/organizer/shows/{self.id}"


class KeptPlace(msgspec.Struct, frozen=True):
    """A place that an allotment keeps."""

    place: int
    label: str
    category: str
    price: Money


class AllotmentRow(msgspec.Struct, frozen=True, kw_only=True):
    """An allotment in the list."""

    url: str
    name: str
    purpose: str
    note: str = ""
    places: int = 0
    labels: str = ""
    orders: int = 0
    releases_at: datetime | None = None
    ended_at: datetime | None = None


class AllotmentsPage(msgspec.Struct, frozen=True, kw_only=True):
    """`organizer/allotments.html`: what is kept back, and a form to keep more."""

    show: ShowHead
    seat_plan_id: str
    url: str
    categories: tuple[CategoryPrice, ...]
    allotments: tuple[AllotmentRow, ...] = ()
    purposes: tuple[Option, ...] = ()
    areas: tuple[Option, ...] = ()
    keys: tuple[Option, ...] = ()
    values: Mapping[str, str] = {}
    problems: Mapping[str, str] = {}
    sections: tuple[SectionLink, ...] = ()
    section: SectionPlaces | None = None
    places_max: int = 0
    may_change: bool = True
    refusal: Refusal | None = None
    said: str = ""


class AllotmentOrder(msgspec.Struct, frozen=True):
    """An order that came from an allotment."""

    url: str
    reference: str
    holder: str
    labels: str
    how: str
    paid: Money
    at: datetime


class AllotmentPage(msgspec.Struct, frozen=True, kw_only=True):
    """`organizer/allotment.html`: its places, to be sold, given away or let go."""

    show: ShowHead
    back: Link
    url: str
    row: AllotmentRow
    places: tuple[KeptPlace, ...] = ()
    ways: tuple[Option, ...] = ()
    orders: tuple[AllotmentOrder, ...] = ()
    values: Mapping[str, str] = {}
    problems: Mapping[str, str] = {}
    may_change: bool = True
    refusal: Refusal | None = None
    said: str = ""
    version: int = 1
    both: tuple[Both, ...] | None = None
    """Where somebody else has saved meanwhile."""
