"""What is disputed, and which refunds are still owed: for organizers, and for the platform."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from tessera.kit import sql as named
from tessera.kit.clock import rfc3339
from tessera.kit.errors import NotFound
from tessera.kit.money import Money
from tessera.payments.disputes import DisputeStatus

sql = named.beside(__file__)


class Dispute(msgspec.Struct, frozen=True, kw_only=True):
    """A dispute with the order it is about. `answer_by` is the bank's deadline, if told."""

    id: UUID
    provider_dispute_id: str
    status: DisputeStatus
    amount: int
    currency: str
    reason: str
    opened_at: datetime
    closed_at: datetime | None
    answer_by: datetime | None
    provider: str
    payment_id: UUID
    order_id: UUID
    reference: str
    buyer_name: str
    show_id: int
    title: str
    organization_id: int
    timezone: str


class OwedRefund(msgspec.Struct, frozen=True, kw_only=True):
    """A refund that is not sent. `failed` waits for somebody to retry; `due_at` is the next try."""

    id: UUID
    status: str
    amount: int
    currency: str
    reason: str
    tries: int
    failure: str | None
    due_at: datetime | None
    created_at: datetime
    provider: str
    payment_id: UUID
    order_id: UUID
    reference: str
    buyer_name: str
    show_id: int
    title: str
    organization_id: int
    timezone: str


async def disputes_of(
    connection: Any,
    organization_id: int | None,
    *,
    status: DisputeStatus | None,
    before: UUID | None,
    limit: int,
) -> list[Dispute]:
    """Disputes of an organization, or of all, the newest first."""
    rows = await connection.fetch(sql["disputes_of"], organization_id, status, before, limit)
    return [msgspec.convert(dict(row), Dispute) for row in rows]


async def refunds_owed(
    connection: Any,
    organization_id: int | None,
    *,
    failed: bool | None,
    before: UUID | None,
    limit: int,
) -> list[OwedRefund]:
    """Refunds that are not sent, the newest first; those given up, those under way, or both."""
    rows = await connection.fetch(sql["refunds_owed"], organization_id, failed, before, limit)
    return [msgspec.convert(dict(row), OwedRefund) for row in rows]


async def organization_of_refund(connection: Any, refund_id: UUID) -> int:
    """Whose refund it is. Raises `NotFound`."""
    rows = await connection.fetch(sql["organization_of_refund"], refund_id)
    if not rows:
        raise NotFound("refund")
    return int(rows[0]["organization_id"])


def dispute_view(dispute: Dispute) -> dict[str, Any]:
    """A dispute as the REST interface shows it."""
    return _about(dispute) | {
        "provider_dispute_id": dispute.provider_dispute_id,
        "opened_at": rfc3339(dispute.opened_at),
        "closed_at": _instant(dispute.closed_at),
        "answer_by": _instant(dispute.answer_by),
    }


def refund_view(refund: OwedRefund) -> dict[str, Any]:
    """A refund that is owed, as the REST interface shows it."""
    return _about(refund) | {
        "tries": refund.tries,
        "failure": refund.failure,
        "next_try_at": _instant(refund.due_at),
        "created_at": rfc3339(refund.created_at),
    }


def _about(item: Dispute | OwedRefund) -> dict[str, Any]:
    amount = Money(item.amount, item.currency)
    return {
        "id": item.id,
        "status": item.status,
        "amount": {"amount": amount.amount, "currency": amount.currency},
        "reason": item.reason,
        "provider": item.provider,
        "payment_id": item.payment_id,
        "order_id": item.order_id,
        "order_reference": item.reference,
        "buyer": item.buyer_name,
        "show": {"id": item.show_id, "title": item.title},
        "organization_id": item.organization_id,
    }


def _instant(at: datetime | None) -> str | None:
    return rfc3339(at) if at else None
