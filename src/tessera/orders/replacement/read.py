"""Read the replacement of an order."""

from typing import Any
from uuid import UUID

from tessera.kit import sql as named
from tessera.orders.replacement.model import NewPlace, Replacement, ReplacementStatus

sql = named.beside(__file__)


async def replacement_of(connection: Any, order_id: UUID) -> Replacement | None:
    """What was offered for this order's late money; `connection` is a Tx or an asyncpg pool."""
    rows = await connection.fetch(sql["replacement"], order_id)
    return from_row(rows[0]) if rows else None


def from_row(row: Any) -> Replacement:
    """A replacement as it is stored."""
    return Replacement(
        order_id=row["order_id"],
        refund_id=row["refund_id"],
        show_id=row["show_id"],
        places=tuple(map(NewPlace, row["ns"], row["places"], row["labels"])),
        status=ReplacementStatus(row["status"]),
        until=row["until"],
    )
