"""Reconcile: ask the providers about everything that has no end on our books.

Whatever was lost on the way (an answer, a webhook, a process) is found here, and ends in the same
verb as all else: `settle`.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog

from tessera.kit import sql as named
from tessera.kit.ids import new_id
from tessera.payments.model import Settle
from tessera.payments.providers.port import Provider, ProviderAnswer
from tessera.payments.refund import send_refund
from tessera.payments.settle import settle

sql = named.beside(__file__)
log = structlog.get_logger()

ATTEMPTS_MAX = 1000
LOOK_BACK = timedelta(hours=2)


def result_of(payment_id: UUID, answer: ProviderAnswer) -> Settle | None:
    """The settlement that a provider's answer asks for; None while nothing is certain."""
    if answer.status in ("succeeded", "failed"):
        return Settle(
            payment_id=payment_id,
            result="succeeded" if answer.status == "succeeded" else "failed",
            refund_id=new_id(),
            amount=answer.amount,
            currency=answer.currency,
            reference=answer.reference,
            failure=answer.failure,
        )
    if answer.status == "absent":
        return Settle(payment_id, "failed", new_id(), failure="never_reached_provider")
    return None


async def reconcile(
    pool: Any, providers: Mapping[str, Provider], *, now: datetime, older_than_seconds: int
) -> int:
    """Settle what the providers can tell about; answers how many results were settled."""
    found: dict[UUID, ProviderAnswer] = {}
    for row in await pool.fetch(sql["unended"], older_than_seconds, ATTEMPTS_MAX):
        if provider := providers.get(row["provider"]):
            found[row["id"]] = await provider.find(row["id"])
    for provider in providers.values():
        captures = {c.payment_id: c for c in await provider.captures(now - LOOK_BACK)}
        for row in await pool.fetch(sql["unexplained"], list(captures)):
            capture = captures[row["id"]]
            found[row["id"]] = ProviderAnswer(
                "succeeded", capture.amount, capture.currency, capture.reference
            )
    results = [r for payment_id, answer in found.items() if (r := result_of(payment_id, answer))]
    if results:
        await settle(pool, results)
        log.info("reconciled", results=len(results))
    for row in await pool.fetch(sql["unended_refunds"], older_than_seconds, ATTEMPTS_MAX):
        await send_refund(pool, dict(providers), row["id"])
    return len(results)
