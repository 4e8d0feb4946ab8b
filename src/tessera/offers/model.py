"""Offers: what lowers a price, for whom, when, how often. Amounts are minor units, tax and all."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from tessera.catalog.model import TitleKind
from tessera.kit.money import BASIS_POINTS

AMOUNT_MAX = 10**12
CODES_AT_ONCE_MAX = 100_000
CODE_SIGNS = r"^[A-Za-z0-9 -]{3,60}$"
CLOCK = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"

Amount = Annotated[int, Meta(ge=0, le=AMOUNT_MAX)]
Points = Annotated[int, Meta(ge=1, le=BASIS_POINTS)]
Count = Annotated[int, Meta(ge=1, le=1_000_000_000)]
Few = Annotated[int, Meta(ge=1, le=100)]
Ids = Annotated[tuple[Annotated[int, Meta(ge=1, le=2**62)], ...], Meta(max_length=100)]
Weekday = Annotated[int, Meta(ge=1, le=7)]
ClockTime = Annotated[str, Meta(pattern=CLOCK)]
Word = Annotated[str, Meta(min_length=1, max_length=60)]
Words = Annotated[tuple[Word, ...], Meta(max_length=50)]


class OfferKind(StrEnum):
    """What an offer does to a price."""

    PERCENTAGE = "percentage"
    FLAT = "flat"
    FIXED_PRICE = "fixed_price"
    N_FOR_M = "n_for_m"


class Way(StrEnum):
    """How an offer is asked for."""

    AUTOMATIC = "automatic"
    CODE = "code"
    CODES = "codes"


class Topic(StrEnum):
    """Under what people look for it."""

    FILMS = "films"
    CONCERTS = "concerts"
    THEATRE = "theatre"
    SPORT = "sport"
    COMEDY = "comedy"
    FESTIVALS = "festivals"
    FOOD = "food"
    STREAMING = "streaming"
    EVERYTHING = "everything"


class Channel(StrEnum):
    """By what way somebody buys: our own pages, a program of the buyer's, one of the house's."""

    WEB = "web"
    API = "api"
    PARTNER = "partner"


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What an offer is worth, and the conditions it holds under; an empty one is none.

    `cap` bounds what all lines of an order are lowered by. Of `buys` places `pays` are paid, the
    dearest. Weekdays are ISO 8601 (Monday is 1) and times are the venue's, of the show's start;
    `from_time` after `until_time` goes over midnight. `combines_restaurant_ids`: the order names
    one of these restaurants too, near the venue, where its ticket is shown;
    `combines_restaurant_id` is one of them, as rules said it when there was only one.
    """

    kind: OfferKind
    basis_points: Points | None = None
    amount: Amount | None = None
    buys: Few | None = None
    pays: Few | None = None
    cap: Annotated[int, Meta(ge=1, le=AMOUNT_MAX)] | None = None
    minimum: Amount = 0
    title_ids: Ids = ()
    title_kinds: Annotated[tuple[TitleKind, ...], Meta(max_length=20)] = ()
    venue_ids: Ids = ()
    weekdays: Annotated[tuple[Weekday, ...], Meta(max_length=7)] = ()
    from_time: ClockTime | None = None
    until_time: ClockTime | None = None
    categories: Words = ()
    channels: Annotated[tuple[Channel, ...], Meta(max_length=3)] = ()
    providers: Words = ()
    first_purchase: bool = False
    combines_restaurant_id: Annotated[int, Meta(ge=1, le=2**62)] | None = None
    combines_restaurant_ids: Ids = ()

    @property
    def tables(self) -> frozenset[int]:
        """The restaurants that take part; none where it is an offer for the show alone."""
        one = (self.combines_restaurant_id,) if self.combines_restaurant_id else ()
        return frozenset((*one, *self.combines_restaurant_ids))


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """An offer as it is kept. `uses` are those of open and paid orders; `codes` were made of it."""

    id: int
    organization_id: int | None
    name: str
    description: str
    topic: Topic
    currency: str
    rule: Rule
    way: Way
    code: str
    stacks: bool
    listed: bool
    enabled: bool
    starts_at: datetime | None
    ends_at: datetime | None
    uses_max: int | None
    uses_per_customer_max: int | None
    version: int
    uses: int
    codes: int

    @property
    def of_platform(self) -> bool:
        """Whether it is the platform's own, which lowers booking fees only."""
        return self.organization_id is None


class NewOffer(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An offer to enter. `code` belongs to the way `code` alone."""

    name: Annotated[str, Meta(min_length=1, max_length=120)]
    rule: Rule
    way: Way = Way.CODE
    code: Annotated[str, Meta(max_length=60)] = ""
    description: Annotated[str, Meta(max_length=1000)] = ""
    topic: Topic = Topic.EVERYTHING
    stacks: bool = False
    listed: bool = False
    enabled: bool = True
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    uses_max: Count | None = None
    uses_per_customer_max: Count | None = None


class OfferChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What changes; fields left out stay. `version` is the one that was looked at."""

    version: Annotated[int, Meta(ge=1, le=2**31 - 1)]
    name: Annotated[str, Meta(min_length=1, max_length=120)] | UnsetType = UNSET
    rule: Rule | UnsetType = UNSET
    way: Way | UnsetType = UNSET
    code: Annotated[str, Meta(max_length=60)] | UnsetType = UNSET
    description: Annotated[str, Meta(max_length=1000)] | UnsetType = UNSET
    topic: Topic | UnsetType = UNSET
    stacks: bool | UnsetType = UNSET
    listed: bool | UnsetType = UNSET
    enabled: bool | UnsetType = UNSET
    starts_at: datetime | UnsetType | None = UNSET
    ends_at: datetime | UnsetType | None = UNSET
    uses_max: Count | UnsetType | None = UNSET
    uses_per_customer_max: Count | UnsetType | None = UNSET


class OfferRefusal(StrEnum):
    """Why an offer is not to be had or not to be changed, in order of precedence."""

    OFFER_UNKNOWN = "offer_unknown"
    OFFER_NOT_APPLICABLE = "offer_not_applicable"
    OFFER_USED_UP = "offer_used_up"
    OFFER_CHANGED = "offer_changed"
    CODE_TAKEN = "code_taken"


class Reason(StrEnum):
    """Why an offer does not hold for an order, in the order in which they are looked at."""

    SWITCHED_OFF = "switched_off"
    NOT_YET = "not_yet"
    OVER = "over"
    OTHER_CURRENCY = "other_currency"
    OTHER_TITLE = "other_title"
    OTHER_VENUE = "other_venue"
    OTHER_DAY = "other_day"
    OTHER_TIME = "other_time"
    OTHER_CHANNEL = "other_channel"
    OTHER_PROVIDER = "other_provider"
    SIGN_IN_FIRST = "sign_in_first"
    NOT_FIRST_PURCHASE = "not_first_purchase"
    RESTAURANT_MISSING = "restaurant_missing"
    OTHER_CATEGORY = "other_category"
    TOO_FEW_PLACES = "too_few_places"
    BELOW_MINIMUM = "below_minimum"
    USED_UP = "used_up"
    USED_BY_YOU = "used_by_you"
    BETTER_WITHOUT = "better_without"
    """Another offer brings more, and they do not go together."""
