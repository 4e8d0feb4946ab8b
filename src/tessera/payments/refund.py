"""Send a refund through its provider. Called by jobs, any number of times for one refund."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid5

from tessera.kit import sql as named
from tessera.kit.database import Tx
from tessera.kit.errors import NotFound, Refused, Unavailable
from tessera.kit.ids import new_id
from tessera.kit.jobs import enqueue
from tessera.payments.providers.registry import Providers

sql = named.beside(__file__)

TRIES_MAX = 5
PAUSES = (60, 600, 3_600, 21_600, 43_200)
"""Seconds before the next attempt after a refusal."""


async def open_refund(
    tx: Tx,
    *,
    refund_id: UUID,
    order_id: UUID,
    payments: Mapping[UUID, int],
    currency: str,
    reason: str,
    owed: Mapping[str, int],
) -> None:
    """Record a refund and queue its sending, in the caller's transaction.

    `owed` are the minor units that each ledger account gives up; their sum stands in `refunds`
    until it is sent. `payments` say by which captured payments it goes back, and how much by each:
    the first is the refund, any other stands beside it and shares its credit note.
    """
    amount, posting = sum(owed.values()), new_id()
    assert amount == sum(payments.values()), "what is owed goes back, all of it"
    for n, (payment_id, part) in enumerate(payments.items()):
        one, beside = (new_id(), refund_id) if n else (refund_id, None)
        about = (one, order_id, payment_id, part, currency, reason, posting, beside)
        await tx.fetch(sql["open_refund"], *about)
        await enqueue(tx, "send_refund", str(one))
    await post(tx, posting, order_id, currency=currency, amounts={**owed, "refunds": -amount})
    await tx.fetch(sql["credit_note_due"], refund_id)


async def post(
    tx: Tx, transaction_id: UUID, order_id: UUID, *, currency: str, amounts: Mapping[str, int]
) -> None:
    """One ledger transaction: minor units by account, which sum to zero or are refused."""
    accounts, sums = list(amounts), list(amounts.values())
    await tx.fetch(sql["post"], transaction_id, order_id, currency, accounts, sums)


def attempt_id(refund_id: UUID, tries: int) -> UUID:
    """The id by which a provider knows the `tries`-th attempt, the first being the refund's own.

    While nobody can tell what became of an attempt it keeps its id, so it cannot be sent twice; a
    refusal ends it, and the next one is a new one to the provider.
    """
    return uuid5(refund_id, str(tries)) if tries else refund_id


async def send_refund(pool: Any, providers: Providers, refund_id: UUID) -> str:
    """The refund's status afterwards. Raises `Unavailable` while the provider cannot tell.

    What a provider refuses stays owed: it is tried `TRIES_MAX` times with growing pauses by the
    reconciler, then shown as `failed` to the organizer, who may try again.
    """
    row = await pool.fetchrow(sql["refund"], refund_id)
    if row is None:
        raise NotFound("refund")
    if row["status"] not in ("created", "processing"):
        return str(row["status"])
    if not await pool.fetchval(sql["begin_refund"], refund_id):
        return str(row["status"])
    provider = await providers.of(row["organization_id"], row["provider"])
    answer = await provider.refund(
        attempt_id(refund_id, row["tries"]),
        row["payment_id"],
        row["amount"],
        currency=row["currency"],
        reference=row["paid_reference"],
    )
    if answer.status not in ("succeeded", "failed"):
        raise Unavailable("the payment provider did not answer", retry_after_seconds=5)
    if answer.status == "succeeded":
        await pool.execute(sql["end_refund"], refund_id, answer.reference)
        return answer.status
    pause = PAUSES[min(row["tries"], len(PAUSES) - 1)]
    return str(
        await pool.fetchval(
            sql["refund_refused"], refund_id, row["tries"], answer.failure, TRIES_MAX, pause
        )
    )


async def retry_refund(tx: Tx, refund_id: UUID) -> None:
    """Try a refund again that was given up. Raises `Refused(refund_not_failed)`."""
    if await tx.fetch_one(sql["retry_refund"], refund_id) is None:
        raise Refused("refund_not_failed")
    await enqueue(tx, "send_refund", str(refund_id))
