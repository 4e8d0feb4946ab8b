"""Send a refund through its provider. Called by jobs, any number of times for one refund."""

from typing import Any
from uuid import UUID

from tessera.kit import sql as named
from tessera.kit.errors import NotFound, Unavailable
from tessera.payments.providers.port import Provider

sql = named.beside(__file__)


async def send_refund(pool: Any, providers: dict[str, Provider], refund_id: UUID) -> str:
    """The refund's status afterwards. Raises `Unavailable` while the provider cannot tell."""
    row = await pool.fetchrow(sql["refund"], refund_id)
    if row is None:
        raise NotFound("refund")
    if row["status"] not in ("created", "processing"):
        return str(row["status"])
    provider = providers[row["provider"]]
    answer = await provider.refund(refund_id, row["payment_id"], row["amount"])
    if answer.status not in ("succeeded", "failed"):
        raise Unavailable("the payment provider did not answer", retry_after_seconds=5)
    await pool.execute(sql["end_refund"], refund_id, answer.status, answer.reference)
    return answer.status
