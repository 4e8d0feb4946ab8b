"""Settle payment results: the one verb where every way that money comes ends (`settle_v2`)."""

from collections.abc import Sequence
from typing import Any

import msgspec

from tessera.claims.model import Change, ClaimState
from tessera.kit import sql as named
from tessera.kit.causes import CAUSES
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
        _causes(commands),
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


def _causes(commands: Sequence[Settle]) -> str:
    """The headers of what is queued: who caused each, by payment and by the refund there may be."""
    named_ = {
        str(key): c.cause.written()
        for c in commands
        if c.cause is not None and c.result == "succeeded"
        for key in (c.payment_id, c.refund_id)
    }
    return msgspec.json.encode({CAUSES: named_}).decode() if named_ else ""
