"""Pay with money that is there already, a batch in one round trip (`pay_at_once_v1`).

Most orders are plain: nobody has tried to pay them, their deadline is ahead. For any other nothing
is done here, and the two steps of `pay` tell what is the matter.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import asyncpg
import msgspec

from tessera.claims.model import Change, ClaimState
from tessera.kit import sql as named
from tessera.kit.causes import CAUSES
from tessera.payments.model import PayAtOnce

sql = named.beside(__file__)

CLAIMLESS = "TS001"
"""What `pay_at_once_v1` raises for an order that has lost a claim at the instant it lapsed."""


async def pay_at_once(connection: Any, commands: Sequence[PayAtOnce]) -> list[datetime | None]:
    """The instant at which each order was paid, or None where that takes the ordinary way.

    No two commands may share an order or a key.
    """
    try:
        row = await connection.fetchrow(
            sql["pay_at_once"],
            [c.start.payment_id for c in commands],
            [c.order.id for c in commands],
            [c.start.provider for c in commands],
            [c.start.method for c in commands],
            [c.reference for c in commands],
            [c.start.intent.key if c.start.intent else None for c in commands],
            [c.start.intent.fingerprint if c.start.intent else None for c in commands],
            [c.body if c.start.intent else None for c in commands],
            _causes(commands),
        )
    except asyncpg.PostgresError as error:
        if error.sqlstate == CLAIMLESS and len(commands) == 1:
            return [None]
        raise
    again = set(row["again"] or ())
    return [None if c.order.id in again else row["at"] for c in commands]


def changes(commands: Sequence[PayAtOnce], paid: Sequence[datetime | None]) -> list[Change]:
    """What a batch did to the live maps."""
    return [
        Change(c.order.show_id, tuple(line.place for line in c.order.lines), ClaimState.SOLD)
        for c, at in zip(commands, paid, strict=True)
        if at is not None
    ]


def _causes(commands: Sequence[PayAtOnce]) -> str | None:
    """The headers of the job that is queued: who caused each part of it, by order."""
    each = {str(c.order.id): c.cause.written() for c in commands if c.cause is not None}
    return msgspec.json.encode({CAUSES: each}).decode() if each else None
