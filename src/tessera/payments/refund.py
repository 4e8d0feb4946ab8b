"""Send a refund through its provider. Called by jobs, any number of times for one refund."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from tessera.kit import sql as named
from tessera.kit.database import Tx
from tessera.kit.errors import NotFound, Unavailable
from tessera.kit.ids import new_id
from tessera.kit.jobs import enqueue
from tessera.payments.providers.registry import Providers

sql = named.beside(__file__)


async def open_refund(
    tx: Tx,
    *,
    refund_id: UUID,
    order_id: UUID,
    payment_id: UUID,
    currency: str,
    reason: str,
    owed: Mapping[str, int],
) -> None:
    """Record a refund of a captured payment and queue its sending, in the caller's transaction.

    `owed` are the minor units that each ledger account gives up; their sum goes to the customer.
    """
    amount = sum(owed.values())
    await tx.fetch(sql["open_refund"], refund_id, order_id, payment_id, amount, currency, reason)
    accounts, amounts = [*owed, "customer"], [*owed.values(), -amount]
    await tx.fetch(sql["post"], new_id(), order_id, currency, accounts, amounts)
    await enqueue(tx, "send_refund", str(refund_id))


async def send_refund(pool: Any, providers: Providers, refund_id: UUID) -> str:
    """The refund's status afterwards. Raises `Unavailable` while the provider cannot tell."""
    row = await pool.fetchrow(sql["refund"], refund_id)
    if row is None:
        raise NotFound("refund")
    if row["status"] not in ("created", "processing"):
        return str(row["status"])
    provider = await providers.of(row["organization_id"], row["provider"])
    answer = await provider.refund(
        refund_id,
        row["payment_id"],
        row["amount"],
        currency=row["currency"],
        reference=row["paid_reference"],
    )
    if answer.status not in ("succeeded", "failed"):
        raise Unavailable("the payment provider did not answer", retry_after_seconds=5)
    await pool.execute(sql["end_refund"], refund_id, answer.status, answer.reference)
    return answer.status
