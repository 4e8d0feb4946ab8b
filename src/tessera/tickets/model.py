"""Tickets: one per place sold, with a signed code."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec


class TicketStatus(StrEnum):
    """The lifecycle of a ticket; `TRANSITIONS` says what may follow what."""

    VALID = "valid"
    USED = "used"
    VOID = "void"


TRANSITIONS: dict[TicketStatus, frozenset[TicketStatus]] = {
    TicketStatus.VALID: frozenset({TicketStatus.USED, TicketStatus.VOID}),
    # Only where the show is cancelled after people went in.
    TicketStatus.USED: frozenset({TicketStatus.VOID}),
    TicketStatus.VOID: frozenset(),
}


class CheckInResult(StrEnum):
    """What the door answers, in the order in which the reasons are looked at."""

    UNKNOWN = "unknown"
    WRONG_SHOW = "wrong_show"
    VOID = "void"
    ALREADY_USED = "already_used"
    ADMITTED = "admitted"


class Ticket(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket with what is printed on it."""

    id: UUID
    order_id: UUID
    reference: str
    n: int
    show_id: int
    place: int
    label: str
    category: str
    buyer_name: str
    account_id: UUID | None
    status: TicketStatus
    serial: int
    used_at: datetime | None
    used_gate: str | None
    test: bool = False
    """Bought while its organization tried things out (organizations/trial)."""


class CheckIn(msgspec.Struct, frozen=True):
    """The door's answer, with what the doorman reads out."""

    result: CheckInResult
    ticket: Ticket | None = None
