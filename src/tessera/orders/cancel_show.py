"""Cancel a whole show: no more sales at once, then every order undone and every customer refunded.

The first transaction ends the show and starts a saga (orders/tasks.py). That undoes orders a few at
a time, each in a transaction of its own (claims freed, tickets void, refund owed and queued, mail
queued), so a crash, a retry or a second worker goes on where the orders say it stands. The refunds
are jobs of their own, as many at once as the provider bears.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Problem, Refused
from tessera.kit.saga import start
from tessera.kit.trail import note_named
from tessera.orders.model import CancelRefusal
from tessera.orders.read import sql

REASON_SIGNS_MAX = 500
ORDERS_A_JOB_MAX = 100
LATE_SECONDS = 30
"""A settlement that began before the show ended has committed, or never will, by then."""
SAGA = "show_cancellation"


class ShowCancellation(msgspec.Struct, frozen=True, kw_only=True):
    """How far it has come. `orders` were paid, `refunded` of them are undone; the others count
    refunds and what the provider says of them, `amount` is what goes back, in minor units."""

    show_id: int
    reason: str
    started_at: datetime
    finished_at: datetime | None
    currency: str
    orders: int
    refunded: int
    sent: int
    under_way: int
    failed: int
    amount: int

    @property
    def whole(self) -> bool:
        """Whether everybody has their money back."""
        return self.finished_at is not None and not self.under_way and not self.failed


def checked_reason(reason: str) -> str:
    """A reason that can be told. Raises `Invalid`."""
    reason = reason.strip()
    if not 1 <= len(reason) <= REASON_SIGNS_MAX or not reason.isprintable():
        size = f"must have 1 to {REASON_SIGNS_MAX} printable characters"
        raise Invalid([Problem("reason", size)])
    return reason


async def begin(tx: Tx, show_id: int, *, account_id: UUID, reason: str) -> None:
    """End the sale of a show for good, and start the undoing of its orders.

    Raises `Invalid` for a reason that cannot be told, `Refused(show_not_cancellable)` for a show
    that is over or cancelled already.
    """
    reason = checked_reason(reason)
    row = await tx.fetch_one(sql["begin_show_cancellation"], show_id, account_id, reason)
    if row is None:
        raise Refused(CancelRefusal.SHOW_NOT_CANCELLABLE)
    await start(tx, SAGA, str(show_id))
    await note_named(
        tx,
        "show.cancelled",
        subject=("show", show_id),
        organization_id=row["organization_id"],
        reason=reason,
    )


async def next_orders(pool: Any, show_id: int) -> list[UUID]:
    """Orders of a cancelled show that still stand, at most `ORDERS_A_JOB_MAX`."""
    rows = await pool.fetch(sql["orders_to_undo"], show_id, ORDERS_A_JOB_MAX)
    return [row["id"] for row in rows]


async def finish(tx: Tx, show_id: int) -> bool:
    """Whether it is over: nothing is left, and nothing can still commit behind our back."""
    return await tx.fetch_one(sql["finish_show_cancellation"], show_id, LATE_SECONDS) is not None


async def progress(connection: Any, show_id: int) -> ShowCancellation:
    """How far a cancellation has come. Raises `NotFound` where there is none."""
    rows = await connection.fetch(sql["show_cancellation"], show_id)
    if not rows:
        raise NotFound("cancellation")
    return ShowCancellation(**dict(rows[0]))
