"""Search and browse."""

from collections.abc import Mapping
from datetime import date

import msgspec

from tessera.kit.money import Money
from tessera.web.views.catalog import TitleCard
from tessera.web.views.shell import Link, Pagination, Share


class FacetValue(msgspec.Struct, frozen=True):
    """One way to narrow the list, and how many titles it leaves. `price` in place of a label."""

    label: str
    url: str
    titles: int
    price: Money | None = None


class Facet(msgspec.Struct, frozen=True):
    """One thing by which titles differ."""

    label: str
    values: tuple[FacetValue, ...]


class Chosen(msgspec.Struct, frozen=True):
    """What narrows the list; `url` leaves it out."""

    label: str
    url: str
    price: Money | None = None
    day: date | None = None


class SearchPage(msgspec.Struct, frozen=True, kw_only=True):
    """`catalog/search.html`, for `/search`. `hidden` are the filters that a new word keeps; counts
    are "at least" where `floor` says so."""

    q: str
    lists: tuple[Link, ...]
    facets: tuple[Facet, ...]
    chosen: tuple[Chosen, ...]
    hidden: Mapping[str, str]
    day: str
    cards: tuple[TitleCard, ...]
    total: int
    floor: bool = False
    alike: bool = False
    share: Share | None = None
    pages: Pagination = Pagination()
