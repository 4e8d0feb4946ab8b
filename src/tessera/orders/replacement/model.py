"""A replacement: places kept for a moment for money that came too late for its own."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec


class ReplacementStatus(StrEnum):
    """The lifecycle of a replacement; `TRANSITIONS` says what may follow what."""

    OPEN = "open"
    TAKEN = "taken"
    DECLINED = "declined"
    LAPSED = "lapsed"


TRANSITIONS: dict[ReplacementStatus, frozenset[ReplacementStatus]] = {
    ReplacementStatus.OPEN: frozenset(ReplacementStatus) - {ReplacementStatus.OPEN},
    ReplacementStatus.TAKEN: frozenset(),
    ReplacementStatus.DECLINED: frozenset(),
    ReplacementStatus.LAPSED: frozenset(),
}


class ReplacementRefusal(StrEnum):
    """Why a replacement cannot be answered any more."""

    REPLACEMENT_ENDED = "replacement_ended"


class NewPlace(msgspec.Struct, frozen=True):
    """What line `n` of the order becomes."""

    n: int
    place: int
    label: str


class Replacement(msgspec.Struct, frozen=True, kw_only=True):
    """Places kept until `until` for an order whose own are gone; else its money goes back."""

    order_id: UUID
    refund_id: UUID
    show_id: int
    places: tuple[NewPlace, ...]
    status: ReplacementStatus
    until: datetime
