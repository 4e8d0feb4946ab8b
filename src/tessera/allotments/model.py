"""Allotments: who places are kept for, and what may become of them."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from tessera.kit.versions import Version

PLACES_MAX = 5000
"""Places that one act takes out of the sale."""
ORDER_PLACES_MAX = 100


class Purpose(StrEnum):
    """Who the places are kept for."""

    HOUSE = "house"
    PRESS = "press"
    SPONSOR = "sponsor"
    BOX_OFFICE = "box_office"
    PARTNER = "partner"


class How(StrEnum):
    """What a place costs its holder, and who has taken the money."""

    COMPLIMENTARY = "complimentary"
    CASH = "cash"
    CARD = "card"
    PARTNER = "partner"


WAYS: dict[Purpose, frozenset[How]] = {
    Purpose.HOUSE: frozenset({How.COMPLIMENTARY, How.CASH, How.CARD}),
    Purpose.PRESS: frozenset({How.COMPLIMENTARY}),
    Purpose.SPONSOR: frozenset({How.COMPLIMENTARY}),
    Purpose.BOX_OFFICE: frozenset({How.CASH, How.CARD}),
    Purpose.PARTNER: frozenset({How.PARTNER}),
}
"""How places go out of an allotment: what is kept for the press is given, never sold."""


class AllotmentRefusal(StrEnum):
    """Why an allotment cannot do that, in the order in which the reasons are looked at."""

    KEY_NOT_NAMED = "key_not_named"
    ALLOTMENT_ENDED = "allotment_ended"
    SHOW_OVER = "show_over"
    SHOW_NOT_PUBLISHED = "show_not_published"
    WAY_NOT_OPEN = "way_not_open"
    ALLOTMENT_EMPTY = "allotment_empty"
    NOT_IN_ALLOTMENT = "not_in_allotment"


Name = Annotated[str, Meta(min_length=1, max_length=80, pattern=r"^\S(.*\S)?$")]
Note = Annotated[str, Meta(max_length=500)]
Quantity = Annotated[int, Meta(ge=1, le=PLACES_MAX)]
Minutes = Annotated[int, Meta(ge=0, le=525_600)]
Places = Annotated[
    tuple[Annotated[int, Meta(ge=0)], ...], Meta(min_length=1, max_length=PLACES_MAX)
]


class NewAllotment(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Places to keep: these, or so many of a category or standing area, the best there are.

    `release_minutes` before the show they go back into the sale by themselves; `key_id` is the API
    key of a partner who may sell from it.
    """

    purpose: Purpose
    name: Name
    places: Places | None = None
    quantity: Quantity | None = None
    category: str = ""
    area: str = ""
    note: Note = ""
    release_minutes: Minutes | None = None
    key_id: UUID | None = None


class AllotmentChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What to change of an allotment; what is left out stays."""

    name: Name | UnsetType = UNSET
    note: Note | UnsetType = UNSET
    release_minutes: Minutes | UnsetType | None = UNSET
    version: Version | UnsetType = UNSET


class Release(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Places that go back into the sale; all of them where none are named."""

    places: Places | None = None


class Holder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who the tickets are for. Without an address whoever sells gets the mail."""

    name: str
    email: str = ""


class AllotmentSale(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Places that somebody gets: these, or so many of them."""

    how: How
    holder: Holder
    places: (
        Annotated[tuple[Annotated[int, Meta(ge=0)], ...], Meta(min_length=1, max_length=100)] | None
    ) = None
    quantity: Annotated[int, Meta(ge=1, le=ORDER_PLACES_MAX)] | None = None


class Allotment(msgspec.Struct, frozen=True, kw_only=True):
    """An allotment with the places that it still keeps."""

    id: UUID
    show_id: int
    organization_id: int
    purpose: Purpose
    name: str
    note: str
    key_id: UUID | None
    release_minutes: int | None
    created_at: datetime
    ended_at: datetime | None
    version: int = 1
    places: tuple[int, ...] = ()
    sold: int = 0
    """Orders that came from it."""
