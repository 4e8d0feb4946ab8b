"""What the box office reads: what was done to an order, who comes, what was sold when."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from tessera.box_office.model import Attendee, Invitation, Kept, Note, SeatMove, Sold
from tessera.kit import sql as named
from tessera.kit.ids import read_reference

sql = named.beside(__file__)

ALL_PLACES = 1_000_000


class MoveToMail(msgspec.Struct, frozen=True):
    """What the mail about a moved ticket tells."""

    order_id: UUID
    was: str
    becomes: str
    reason: str


async def kept_of(connection: Any, order_id: UUID) -> Kept:
    """What the box office has done to an order."""
    moves = await connection.fetch(sql["moves_of_order"], order_id)
    notes = await connection.fetch(sql["notes_of_order"], order_id)
    comps = await connection.fetch(sql["comp_of_order"], order_id)
    return Kept(
        tuple(
            SeatMove(
                row["n"],
                row["was_label"],
                row["label"],
                int(row["back"]),
                row["waived"],
                row["who"],
                row["reason"],
                row["at"],
            )
            for row in moves
        ),
        tuple(Note(row["text"], row["who"], row["at"]) for row in notes),
        next((Invitation(row["who"], row["reason"], row["at"]) for row in comps), None),
    )


async def move_to_mail(connection: Any, move_id: UUID) -> MoveToMail:
    """One move; it was written in the transaction that queued the mail."""
    [row] = await connection.fetch(sql["move_to_mail"], move_id)
    return MoveToMail(row["order_id"], row["was_label"], row["label"], row["reason"])


async def attendees(
    connection: Any,
    show_id: int,
    *,
    words: str = "",
    came: bool | None = None,
    after: int | None = None,
    limit: int = ALL_PLACES,
) -> list[Attendee]:
    """Tickets that open the door, by place; `words` are of a name, an address, a reference or a
    place. `after` is the place that the page before ended with."""
    plain = pattern_of(words)
    rows = await connection.fetch(
        sql["attendees"], show_id, plain, read_reference(words), came, after, limit
    )
    return [Attendee(**row) for row in rows]


def pattern_of(words: str) -> str | None:
    """What a person typed as a pattern of SQL that is found anywhere; None for nothing."""
    plain = words.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{plain}%" if plain else None


async def sold_intervals(connection: Any, show_id: int) -> Sequence[Sold]:
    """When each place was sold, in the order of time."""
    rows = await connection.fetch(sql["sold_intervals"], show_id)
    found = [
        Sold(row["place"], row["since"], (row["until"] or row["ended_at"]) if row["over"] else None)
        for row in rows
    ]
    return sorted(found, key=lambda one: one.since)
