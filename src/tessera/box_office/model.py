"""The box office: tickets that get another place, invitations, notes, and what became of places."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from tessera.claims.model import Change
from tessera.orders.model import Order


class ReseatRefusal(StrEnum):
    """Why a ticket cannot get another place, in the order in which the reasons are looked at."""

    CHANGED_MEANWHILE = "changed_meanwhile"
    TICKET_NOT_MOVABLE = "ticket_not_movable"
    PLACE_DEARER = "place_dearer"
    QUOTE_CHANGED = "quote_changed"
    PLACE_TAKEN = "place_taken"


class CompRefusal(StrEnum):
    """Why nobody can be invited, in the order in which the reasons are looked at."""

    SHOW_OVER = "show_over"
    PLACE_TAKEN = "place_taken"


class Parts(msgspec.Struct, frozen=True):
    """Minor units of a line: to the organizer, to us, to the state."""

    face: int
    fee: int
    tax: int

    @property
    def total(self) -> int:
        """All of it."""
        return self.face + self.fee + self.tax


class MovePrice(msgspec.Struct, frozen=True):
    """What another place does to a line: the list prices of both, what goes back, what it then
    costs. `dearer` places cost what was paid where somebody waives the difference."""

    was: int
    becomes: int
    back: Parts
    left: Parts

    @property
    def dearer(self) -> bool:
        """Whether the list asks more for the new place."""
        return self.becomes > self.was


class ReseatWanted(msgspec.Struct, frozen=True, kw_only=True):
    """Give line `n` of an order another place. `expected_back` is what somebody was told would go
    back, in minor units."""

    n: int
    place: int
    account_id: UUID
    reason: str = ""
    waive: bool = False
    expected_back: int | None = None


class Reseated(msgspec.Struct, frozen=True):
    """The order afterwards, and what the live maps are told."""

    order: Order
    changes: tuple[Change, ...]


class SeatMove(msgspec.Struct, frozen=True):
    """A ticket that got another place, in minor units of the order's currency."""

    n: int
    was: str
    becomes: str
    back: int
    waived: bool
    who: str
    reason: str
    at: datetime


class Note(msgspec.Struct, frozen=True):
    """What somebody wrote down about an order."""

    text: str
    who: str
    at: datetime


class Invitation(msgspec.Struct, frozen=True):
    """Who gave an order away, and why."""

    who: str
    reason: str
    at: datetime


class Kept(msgspec.Struct, frozen=True):
    """What the box office knows of one order."""

    moves: tuple[SeatMove, ...]
    notes: tuple[Note, ...]
    invitation: Invitation | None


class Attendee(msgspec.Struct, frozen=True):
    """One ticket that opens the door, as a list at the door has it."""

    order_id: UUID
    reference: str
    n: int
    label: str
    place: int
    category: str
    name: str
    email: str
    status: str
    used_at: datetime | None
    used_gate: str | None
    invited: bool


class Sold(msgspec.Struct, frozen=True):
    """A place while it was sold; `until` is None where it still is."""

    place: int
    since: datetime
    until: datetime | None


class Happened(msgspec.Struct, frozen=True):
    """Something that happened to a place. `what` is one of `WORDS` in `present.py`."""

    at: datetime
    what: str
    order_id: UUID | None = None
    reference: str = ""
    who: str = ""
    detail: str = ""
    amount: int | None = None
