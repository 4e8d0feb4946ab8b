"""Check a ticket in: it opens the door once."""

import re
from typing import Any
from uuid import UUID

from tessera.accounts.model import Person
from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.kit.ids import new_id, read_reference
from tessera.shows.read import read_shows
from tessera.tickets.codes import TicketCodes, verify
from tessera.tickets.model import CheckIn, CheckInResult, TicketStatus
from tessera.tickets.read import read_ticket, sql

_TYPED = re.compile(r"^(.*)[-/ ](\d{1,3})$")


async def check_in(
    tx: Tx, codes: TicketCodes, door: Person, *, code: str, gate: str, show_id: int | None
) -> CheckIn:
    """Admit once, and note every answer.

    `code` is the signed code, or what a person can type: the order's reference and the line, as
    `T7KQ2-9FMH3-1`. `show_id` is the show at this door, where the door says so. A ticket of another
    organization is unknown here.
    """
    found = await _find(tx, codes, code)
    ticket = await read_ticket(tx, found[0]) if found else None
    if ticket is not None:
        [show] = await read_shows(tx, [ticket.show_id])
        if not door.may(Right.CHECK_IN, show.organization_id):
            ticket = None
    if ticket is None or found is None:
        return await _note(tx, door, gate, CheckIn(CheckInResult.UNKNOWN))
    if show_id is not None and ticket.show_id != show_id:
        return await _note(tx, door, gate, CheckIn(CheckInResult.WRONG_SHOW, ticket))
    serial = found[1]
    if ticket.status is TicketStatus.VOID or serial not in (None, ticket.serial):
        return await _note(tx, door, gate, CheckIn(CheckInResult.VOID, ticket))
    used = await tx.fetch_one(sql["use_ticket"], ticket.id, gate, ticket.serial)
    ticket = await read_ticket(tx, ticket.id)
    if used is not None:
        result = CheckInResult.ADMITTED
    elif ticket.status is TicketStatus.VOID:
        result = CheckInResult.VOID
    else:
        result = CheckInResult.ALREADY_USED
    return await _note(tx, door, gate, CheckIn(result, ticket))


async def _find(tx: Tx, codes: TicketCodes, code: str) -> tuple[UUID, int | None] | None:
    """The ticket a code means, and the serial that it was signed with."""
    if claim := verify(code, codes.public_key):
        return claim.ticket_id, claim.serial
    typed = _TYPED.match(code.strip())
    reference = read_reference(typed[1]) if typed else None
    if typed is None or reference is None:
        return None
    row = await tx.fetch_one(sql["ticket_of_reference"], reference, int(typed[2]))
    return (row["id"], None) if row else None


async def _note(tx: Tx, door: Person, gate: str, outcome: CheckIn) -> CheckIn:
    ticket: Any = outcome.ticket
    await tx.fetch(
        sql["note_check_in"],
        new_id(),
        ticket.id if ticket else None,
        ticket.show_id if ticket else None,
        door.account_id,
        gate,
        outcome.result,
    )
    return outcome
