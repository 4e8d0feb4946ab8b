"""Moving a show, for its organizer and for who has bought."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from tessera.web.views.shell import Option, Refusal


class WorseOff(msgspec.Struct, frozen=True):
    """A place whose owner is worse off. `decision` is `kept`, `returned` or nothing yet."""

    reference: str
    name: str
    was: str
    becomes: str
    standing: str
    decision: str | None = None


class PriceField(msgspec.Struct, frozen=True):
    """A category that has no price yet."""

    category: str
    value: str


class MovePreview(msgspec.Struct, frozen=True):
    """How many would fare how, and which places would no longer be kept back."""

    counts: Mapping[str, int]
    worse: tuple[WorseOff, ...]
    blocked_lost: tuple[str, ...] = ()


class MoveProgress(msgspec.Struct, frozen=True, kw_only=True):
    """How far the newest move has come; `step` counts the saga's steps."""

    status: str
    step: int
    failure: str
    reason: str
    orders: int
    told: int
    kept: int
    returned: int
    counts: Mapping[str, int]
    worse: tuple[WorseOff, ...]

    @property
    def under_way(self) -> bool:
        """Whether something is still to come."""
        return self.status in ("running", "turning_back")


class MovePage(msgspec.Struct, frozen=True, kw_only=True):
    """`organizer/move_show.html`: look first, then move, then watch."""

    show_id: str
    title: str
    starts_at: datetime
    timezone: str
    venue: str
    hall: str
    halls: tuple[Option, ...]
    starts_text: str
    reason: str = ""
    newest: bool = False
    """The hall's newest plan, in which everybody keeps what their place is called."""
    prices: tuple[PriceField, ...] = ()
    refusal: Refusal | None = None
    preview: MovePreview | None = None
    progress: MoveProgress | None = None


class MovedOrder(msgspec.Struct, frozen=True):
    """What its customer reads of an order whose show has moved, until they answer."""

    reason: str
    was_hall: str
    was_starts_at: datetime
    lines: tuple[tuple[str, str, str], ...]
    """What each place was, what it is, and its standing."""
