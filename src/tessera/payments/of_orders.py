"""Which payment bought which order."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from tessera.kit import sql as named

sql = named.beside(__file__)


async def orders_of(connection: Any, payment_ids: Iterable[str]) -> dict[UUID, str]:
    """The payments' ids by order. Ids that are no payment's are passed over."""
    ids = [UUID(payment_id) for payment_id in payment_ids]
    rows = await connection.fetch(sql["orders_of"], ids)
    return {row["order_id"]: str(row["id"]) for row in rows}
