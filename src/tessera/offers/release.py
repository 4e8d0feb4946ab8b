"""Give uses back: with the places of an order that is given up, and with orders that lapse."""

from typing import Any
from uuid import UUID

from tessera.kit import sql as named
from tessera.kit.database import Tx

sql = named.beside(__file__)

AT_ONCE = 500


async def release_uses(tx: Tx, order_id: UUID) -> None:
    """Give back the uses of an order whose row this transaction has locked."""
    await tx.fetch(sql["release_use"], order_id)


async def release_lapsed(db: Any) -> int:
    """The worker's round: uses of orders that were never paid; answers how many (bounded)."""
    async with db.transaction() as tx:
        rows = await tx.fetch(sql["lapsed_offers"], AT_ONCE)
        if not rows:
            return 0
        [row] = await tx.fetch(sql["release_uses"], [r["offer_id"] for r in rows], AT_ONCE)
    return int(row["released"])
