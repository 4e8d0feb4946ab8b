"""Offers: what everybody may use, and the desk where they are kept."""

from collections.abc import Mapping
from datetime import date, datetime

import msgspec

from tessera.kit.money import Money
from tessera.web.views.organizer import Desk
from tessera.web.views.shell import Both, Link, Option, Pagination, Refusal


class OfferCard(msgspec.Struct, frozen=True, kw_only=True):
    """An offer that everybody may use. `worth` says what it brings in a few words."""

    name: str
    worth: str
    description: str
    organization: str
    topic: str
    code: str
    ends_at: datetime | None
    conditions: tuple[str, ...] = ()


class OffersPage(msgspec.Struct, frozen=True):
    """`offers/offers.html`, for `/offers`. `trending` is shown on the first page of all topics."""

    offers: tuple[OfferCard, ...]
    topics: tuple[Link, ...]
    trending: tuple[OfferCard, ...] = ()
    pages: Pagination = Pagination()


class OfferRow(msgspec.Struct, frozen=True, kw_only=True):
    """An offer in the list of who keeps it. `state`: on, off, planned, over or used_up."""

    url: str
    name: str
    worth: str
    way: str
    code: str
    state: str
    uses: int
    uses_max: int | None
    ends_at: datetime | None


class OfferRowsPage(msgspec.Struct, frozen=True, kw_only=True):
    """`organizer/offers.html`, for `…/offers`."""

    desk: Desk
    url: str
    rows: tuple[OfferRow, ...]
    words: str
    timezone: str
    may_change: bool
    pages: Pagination = Pagination()
    said: str = ""


class OfferForm(msgspec.Struct, frozen=True, kw_only=True):
    """The form of an offer: `values` by field as they were typed, choices as options."""

    action: str
    values: Mapping[str, str]
    kinds: tuple[Option, ...]
    ways: tuple[Option, ...]
    topics: tuple[Option, ...]
    weekdays: tuple[Option, ...]
    channels: tuple[Option, ...]
    providers: tuple[Option, ...]
    titles: tuple[Option, ...]
    venues: tuple[Option, ...]
    title_kinds: tuple[Option, ...]
    restaurants: tuple[Option, ...]
    currency: str
    of_platform: bool
    problems: Mapping[str, str] = {}
    both: tuple[Both, ...] | None = None
    """Where somebody else has changed it meanwhile."""


class DayUses(msgspec.Struct, frozen=True):
    """A day's paid uses; `share` is of the busiest day, 0 … 100."""

    day: date
    uses: int
    cost: Money
    share: float


class OfferFigures(msgspec.Struct, frozen=True, kw_only=True):
    """What an offer did. Amounts are None for the platform's, which hold in all currencies."""

    paid: int
    open: int
    released: int
    customers: int
    places: int
    cost: Money | None
    brought: Money | None
    days: tuple[DayUses, ...]


class OfferPage(msgspec.Struct, frozen=True, kw_only=True):
    """`organizer/offer.html`: one offer, its figures, its codes; a new one without an `id`."""

    desk: Desk
    list_url: str
    form: OfferForm
    name: str = ""
    url: str = ""
    enabled: bool = True
    figures: OfferFigures | None = None
    has_codes: bool = False
    codes: int = 0
    codes_at_once_max: int = 0
    may_change: bool = True
    said: str = ""
    refusal: Refusal | None = None
