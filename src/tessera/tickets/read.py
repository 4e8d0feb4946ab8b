"""Read tickets, and how many of a show have come in."""

from typing import Any
from uuid import UUID

from tessera.kit import sql as named
from tessera.kit.errors import NotFound
from tessera.tickets.codes import TicketClaim
from tessera.tickets.model import Ticket, TicketStatus

sql = named.beside(__file__)


async def read_ticket(connection: Any, ticket_id: UUID) -> Ticket:
    """One ticket. Raises `NotFound`."""
    rows = await connection.fetch(sql["ticket"], ticket_id)
    if not rows:
        raise NotFound("ticket")
    row = dict(rows[0])
    return Ticket(**(row | {"status": TicketStatus(row["status"])}))


async def tally(connection: Any, show_id: int) -> tuple[int, int]:
    """How many tickets of a show have come in, and how many there are."""
    [row] = await connection.fetch(sql["tally"], show_id)
    return row["used"], row["valid"]


def claim_of(ticket: Ticket) -> TicketClaim:
    """What the ticket's code says."""
    return TicketClaim(ticket.id, ticket.show_id, ticket.place, ticket.serial)


def typed_code(reference: str, n: int) -> str:
    """The code that a person can read out and type: `T7KQ2-9FMH3-1`."""
    return f"{reference}-{n}"
