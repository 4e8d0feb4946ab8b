"""Settle payment results: the one verb where every way that money comes ends (`settle_v1`)."""

from collections.abc import Sequence
from typing import Any

from tessera.claims.model import Change, ClaimState
from tessera.kit import sql as named
from tessera.payments.model import Settle, Settled, Settlement

sql = named.beside(__file__)


async def settle(connection: Any, commands: Sequence[Settle]) -> tuple[list[Settled], list[Change]]:
    """The outcome of each result, in order, and what it did to the live maps.

    No two commands may name the same payment.
    """
    rows = await connection.fetch(
        sql["settle"],
        [c.payment_id for c in commands],
        [c.result for c in commands],
        [c.reference for c in commands],
        [c.failure for c in commands],
        [c.amount for c in commands],
        [c.currency for c in commands],
        [c.refund_id for c in commands],
        [c.answer.key if c.answer else None for c in commands],
        [c.answer.status if c.answer else None for c in commands],
        [c.answer.body if c.answer else None for c in commands],
    )
    found = {row["payment_id"]: row for row in rows}
    settled = [
        Settled(Settlement(row["code"]), row["at"], row["order_id"])
        for row in (found[c.payment_id] for c in commands)
    ]
    sold = [
        Change(row["taken_show"], tuple(row["taken"]), ClaimState.SOLD)
        for row in rows
        if row["taken"]
    ]
    return settled, sold
