"""Restaurants and films at home."""

from collections.abc import Mapping

import msgspec

from tessera.kit.money import Money
from tessera.web.views.organizer import Desk
from tessera.web.views.shell import Link, Pagination, Refusal


class GuideCard(msgspec.Struct, frozen=True, kw_only=True):
    """An entry in a list. `why` is one line: an offer, or why it is recommended."""

    name: str
    url: str
    rating: str = ""
    facts: tuple[str, ...] = ()
    why: str = ""


class PlanRow(msgspec.Struct, frozen=True):
    """A subscription."""

    platform: str
    name: str
    price: Money
    months: int
    features: str


class GuidePage(msgspec.Struct, frozen=True, kw_only=True):
    """`guide/list.html`: `filters` are rows of links, each with its label."""

    heading: str
    path: str
    q: str
    asked: Mapping[str, str]
    lists: tuple[Link, ...]
    filters: tuple[tuple[str, tuple[Link, ...]], ...]
    cards: tuple[GuideCard, ...]
    plans: tuple[PlanRow, ...] = ()
    pages: Pagination = Pagination()


class GuideEntryPage(msgspec.Struct, frozen=True, kw_only=True):
    """`guide/entry.html`: one restaurant or streamed title."""

    name: str
    back: Link
    rating: str
    facts: tuple[str, ...]
    overview: str
    address: str = ""
    phone: str = ""
    url: str = ""
    offers: tuple[tuple[str, str], ...] = ()
    plans: tuple[PlanRow, ...] = ()


class GuideField(msgspec.Struct, frozen=True, kw_only=True):
    """A field of the platform's form."""

    name: str
    label: str
    value: str = ""
    type: str = "text"
    hint: str = ""
    problem: str = ""
    theirs: str = ""
    required: bool = False


class GuideAdminPage(msgspec.Struct, frozen=True, kw_only=True):
    """`guide/admin.html`: the entries of one kind, and the form of one or of a new one."""

    desk: Desk
    heading: str
    path: str
    action: str
    fields: tuple[GuideField, ...]
    version: str
    rows: tuple[Link, ...]
    remove_url: str = ""
    public_url: str = ""
    q: str = ""
    refusal: Refusal | None = None
    pages: Pagination = Pagination()
