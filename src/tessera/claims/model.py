"""Claims: the row that says a place of a show is taken. No row = free."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from tessera.kit.idempotency import Intent


class ClaimState(StrEnum):
    """States of a claim; `held` and `pending` lapse at their deadline."""

    HELD = "held"
    PENDING = "pending"
    SOLD = "sold"
    BLOCKED = "blocked"


TRANSITIONS: dict[ClaimState | None, frozenset[ClaimState | None]] = {
    None: frozenset({ClaimState.HELD, ClaimState.SOLD, ClaimState.BLOCKED}),
    ClaimState.HELD: frozenset({ClaimState.PENDING, ClaimState.HELD, None}),
    ClaimState.PENDING: frozenset({ClaimState.SOLD, ClaimState.HELD, None}),
    ClaimState.SOLD: frozenset({None}),
    ClaimState.BLOCKED: frozenset({None}),
}
"""None is a free place. `held → held` and `pending → held`: a buyer takes over what has lapsed.
`None → sold`: money that came late takes its places back. `sold → None`: a cancelled line."""


class HoldRefusal(StrEnum):
    """Why places cannot be held, in the order in which the reasons are looked at."""

    NOT_ON_SALE = "not_on_sale"
    WINDOW_SHUT = "window_shut"
    CODE_REQUIRED = "code_required"
    ADMISSION_REQUIRED = "admission_required"
    TOO_MANY_HOLDS = "too_many_holds"
    COOLING_DOWN = "cooling_down"
    LIMIT_REACHED = "limit_reached"
    NOT_ENOUGH_PLACES = "not_enough_places"
    PLACE_TAKEN = "place_taken"


class KeptAnswer(msgspec.Struct, frozen=True):
    """The answer to keep under an idempotency key, in the transaction of the effect."""

    intent: Intent
    body: bytes


class PlaceHold(msgspec.Struct, frozen=True):
    """Hold `places` of a show for `seconds`, all or none."""

    hold_id: UUID
    show_id: int
    places: tuple[int, ...]
    seconds: int
    customer: int | None = None
    customer_places_max: int | None = None
    answer: KeptAnswer | None = None


class HoldPlaced(msgspec.Struct, frozen=True):
    """All the places are held until `until`, by the database's clock."""

    hold_id: UUID
    until: datetime


class HoldRefused(msgspec.Struct, frozen=True):
    """Nothing was held. `places` are those that somebody else has."""

    code: HoldRefusal
    places: tuple[int, ...] = ()


class KeyKnown(msgspec.Struct, frozen=True):
    """The idempotency key came before; its answer is to be recalled."""

    intent: Intent


HoldOutcome = HoldPlaced | HoldRefused | KeyKnown


class ReleaseHold(msgspec.Struct, frozen=True):
    """Give the places of a live hold back."""

    hold_id: UUID
    show_id: int
    places: tuple[int, ...]


class Change(msgspec.Struct, frozen=True, array_like=True):
    """What became of some places of a show; `state` is None where they are free again."""

    show_id: int
    places: tuple[int, ...]
    state: ClaimState | None
    until: datetime | None = None
