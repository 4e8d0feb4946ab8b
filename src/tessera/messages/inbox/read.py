"""Read one's inbox, and note what was read."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from tessera.kit import sql as named
from tessera.kit.database import Tx

sql = named.beside(__file__)


async def messages_of(
    connection: Any, account_id: UUID, *, before: UUID | None, limit: int
) -> Sequence[Any]:
    """Messages to an account, the newest first."""
    rows: Sequence[Any] = await connection.fetch(sql["messages"], account_id, before, limit)
    return rows


async def unread_of(connection: Any, account_id: UUID) -> int:
    """How many are new, 100 at most."""
    [row] = await connection.fetch(sql["unread"], account_id)
    return int(row["unread"])


async def mark_read(tx: Tx, account_id: UUID, message_id: UUID | None) -> int:
    """Note that one was read, or all; answers how many were new."""
    return len(await tx.fetch(sql["read"], account_id, message_id))
