"""What is planned in one go, and price lists."""

from datetime import date, datetime, time
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from tessera.kit.clock import AwareInstant
from tessera.kit.versions import Version
from tessera.shows.model import ShowStatus
from tessera.shows.stage import Amount, Prices

LINES_MAX = 200
AT_ONCE_MAX = 500
"""Shows that one act plans or publishes: a multiplex has fewer in a week."""
Minutes = Annotated[int, Meta(ge=0, le=120)]
Days = Annotated[int, Meta(ge=1, le=31)]
ListName = Annotated[str, Meta(min_length=1, max_length=80, pattern=r"^\S(.*\S)?$")]


class PriceLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A price and when it holds; what is left out holds always. The first line that fits decides.

    Weekdays are 1 (Monday) to 7; a show fits that starts at `since` or later, before `until`, by
    the venue's clock. `amount` is in minor units of the organization's currency.
    """

    amount: Amount
    category: Annotated[str, Meta(max_length=40)] = ""
    weekdays: Annotated[tuple[Annotated[int, Meta(ge=1, le=7)], ...], Meta(max_length=7)] = ()
    since: time | None = None
    until: time | None = None
    formats: Annotated[tuple[Annotated[str, Meta(max_length=30)], ...], Meta(max_length=20)] = ()


Lines = Annotated[tuple[PriceLine, ...], Meta(min_length=1, max_length=LINES_MAX)]


class NewPriceList(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A price list to be entered."""

    name: ListName
    lines: Lines


class PriceListChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What to change of a list; shows that are planned keep their prices."""

    name: ListName | UnsetType = UNSET
    lines: Lines | UnsetType = UNSET
    version: Version | UnsetType = UNSET


class PriceList(msgspec.Struct, frozen=True, kw_only=True):
    """A price list."""

    id: int
    organization_id: int
    name: str
    lines: tuple[PriceLine, ...]
    version: int


class SlotWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A film dropped into the programme: advertisements, then the film, then cleaning. Prices come
    from a list, or are named."""

    title_id: int
    hall_id: int
    starts_at: AwareInstant
    ads_minutes: Minutes = 0
    language: Annotated[str, Meta(max_length=60)] = ""
    format: Annotated[str, Meta(max_length=30)] = ""
    price_list_id: int | None = None
    prices: Prices = {}
    publish: bool = False


class FillWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A hall's day filled with one film: from `first` on, as often as it starts by `last`; `every`
    so many minutes, or as soon as the hall is clean, at full five minutes."""

    title_id: int
    hall_id: int
    day: date
    first: time
    last: time
    every: Annotated[int, Meta(ge=5, le=1440)] | None = None
    ads_minutes: Minutes = 0
    language: Annotated[str, Meta(max_length=60)] = ""
    format: Annotated[str, Meta(max_length=30)] = ""
    price_list_id: int | None = None
    prices: Prices = {}
    publish: bool = False


class CopyWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The shows of some days again, at the same times by the venue's clock, as drafts."""

    since: date
    to: date
    days: Days = 1


class SpanWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Some days of a venue's programme."""

    since: date
    days: Days = 7


class NotMade(msgspec.Struct, frozen=True):
    """A show that could not be planned or published, and why."""

    title: str
    hall: str
    starts_at: datetime
    code: str
    detail: str


class Made(msgspec.Struct, frozen=True):
    """What came of an act on many shows."""

    show_ids: tuple[int, ...]
    refused: tuple[NotMade, ...]
    batch_id: int | None = None
    """To undo it by, while nothing is sold."""


class Slot(msgspec.Struct, frozen=True, kw_only=True):
    """A show in the programme."""

    id: int
    title_id: int
    title: str
    runtime_minutes: int
    hall_id: int
    hall: str
    starts_at: datetime
    ends_at: datetime
    hall_busy_until: datetime
    status: ShowStatus
    language: str
    format: str
    sold: int
