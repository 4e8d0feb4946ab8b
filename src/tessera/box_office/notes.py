"""Write something down about an order. The audit log has it by a trigger (migrations/0033)."""

from uuid import UUID

from tessera.kit import sql as named
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, Problem
from tessera.kit.ids import new_id

sql = named.beside(__file__)

NOTE_SIGNS_MAX = 2000


async def note_order(tx: Tx, order_id: UUID, *, show_id: int, account_id: UUID, text: str) -> None:
    """Keep a note. Raises `Invalid`."""
    text = text.strip()
    if not 1 <= len(text) <= NOTE_SIGNS_MAX:
        raise Invalid([Problem("text", f"must have 1 to {NOTE_SIGNS_MAX} characters")])
    await tx.fetch(sql["note_order"], new_id(), order_id, show_id, account_id, text)
