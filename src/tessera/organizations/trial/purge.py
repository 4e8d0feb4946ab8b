"""Purge test orders: places free, tickets void, test money back, names forgotten.

The books are written once, so nothing is taken out of them: each order is given back whole, as any
order is, and the ledger stands as if it had never been. Real orders are not touched, whenever they
were opened.
"""

import msgspec

from tessera.claims.model import Change
from tessera.kit.database import Tx
from tessera.kit.jobs import JobKind, Queue, enqueue
from tessera.kit.trail import note_named
from tessera.orders.cancel import cancel_by
from tessera.orders.model import FULFILLED, Grant, OrderStatus, RefundReason
from tessera.orders.read import read_order
from tessera.organizations.trial.mode import sql, trial_of
from tessera.organizations.trial.model import Trial
from tessera.services import Workshop

AT_ONCE = 50
EVERYTHING = Grant(RefundReason.TEST, 10_000, fee_returned=True)


async def begin_purge(tx: Tx, organization_id: int) -> Trial:
    """Queue it, on record with what will go; answers what that is."""
    found = await trial_of(tx, organization_id)
    if found.orders:
        await note_named(
            tx,
            "test_orders.purged",
            subject=("organization", organization_id),
            organization_id=organization_id,
            after={"orders": found.orders, "places": found.places},
        )
        await enqueue(tx, "purge_test_orders", msgspec.json.encode(organization_id).decode())
    return found


async def purge_some(tx: Tx, organization_id: int) -> list[Change] | None:
    """One transaction of it; None where nothing is left."""
    rows = await tx.fetch(sql["to_purge"], organization_id, AT_ONCE)
    if not rows:
        return None
    changes = []
    for row in rows:
        order = await read_order(tx, row["id"])
        if order.status in FULFILLED - {OrderStatus.REFUNDED}:
            living = [line.n for line in order.lines if line.refund_id is None]
            _, change = await cancel_by(tx, order.id, lines=living, grant=EVERYTHING)
            changes += [change] if change else []
        await tx.fetch(sql["forget"], order.id, organization_id)
    return changes


async def purge_test_orders(shop: Workshop, payload: str) -> None:
    """All of an organization, so many at a time."""
    organization_id = msgspec.json.decode(payload, type=int)
    while True:
        async with shop.services.db.transaction() as tx:
            changes = await purge_some(tx, organization_id)
        if changes is None:
            return
        shop.services.maps.tell(changes)


KINDS = (
    JobKind(
        name="purge_test_orders",
        queue=Queue.BACKGROUND,
        what="Gives back and forgets the test orders of an organization.",
        act=purge_test_orders,
        seconds_max=3600,
    ),
)
