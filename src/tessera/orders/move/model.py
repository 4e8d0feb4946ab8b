"""A move: what is wanted, how each place fares, and what its customer says to it."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from tessera.kit.clock import AwareInstant
from tessera.kit.saga import SagaStatus
from tessera.shows.stage import Prices


class MoveRefusal(StrEnum):
    """Why a show cannot move, or a move not be answered, in the order they are looked at."""

    SHOW_NOT_MOVABLE = "show_not_movable"
    MOVE_DECIDED = "move_decided"
    PLAN_LOSES_PLACES = "plan_loses_places"


class Standing(StrEnum):
    """How a place compares with the one before, from the best to the worst."""

    SAME = "same"
    """The same category and row."""
    BETTER = "better"
    """A dearer category, for the same money."""
    OTHER = "other"
    """The same category in another row."""
    WORSE = "worse"
    """A cheaper category, a restricted view, or apart from the others of the order."""
    NONE = "none"
    """There is no place: the money goes back."""


class MoveWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where and when the show is to be. What is left out stays; without `seat_plan_id` another
    hall brings its own plan. `prices` are for categories that the show does not sell yet."""

    reason: Annotated[str, Meta(min_length=1, max_length=500)]
    hall_id: int | None = None
    seat_plan_id: int | None = None
    starts_at: AwareInstant | None = None
    prices: Prices = {}
    same_places: bool = False
    """Everybody keeps what their place is called, or nothing moves: for a new version of a plan."""


class SoldPlace(msgspec.Struct, frozen=True):
    """A live line of a paid order."""

    order_id: UUID
    n: int
    place: int
    label: str
    category: str


class MovedPlace(msgspec.Struct, frozen=True):
    """Where a line goes. Without a `place` its money goes back."""

    sold: SoldPlace
    place: int | None
    label: str
    standing: Standing


class Preview(msgspec.Struct, frozen=True):
    """What a move would do: how many fare how, who is worse off (at most some of them), and which
    blocked places are not in the new plan, or are given to somebody: these are no longer kept."""

    counts: dict[Standing, int]
    worse: tuple[MovedPlace, ...]
    blocked_lost: tuple[str, ...]


class Move(msgspec.Struct, frozen=True, kw_only=True):
    """How far a move has come. `orders` are moved with it, `told` of them have their mail."""

    id: UUID
    show_id: int
    reason: str
    status: SagaStatus
    step: int
    failure: str | None
    started_at: datetime
    ended_at: datetime | None
    moved_at: datetime | None
    orders: int
    told: int
    kept: int
    returned: int
    standings: dict[str, int]


class OwnMove(msgspec.Struct, frozen=True):
    """A move as one of its customers sees it, undecided: what was, and what becomes of it."""

    move_id: UUID
    reason: str
    was_hall: str
    was_starts_at: datetime
    lines: tuple[tuple[int, str, str, Standing], ...]
