"""Payments: one attempt each to move money through a provider."""

from datetime import datetime
from enum import StrEnum
from typing import Literal
from uuid import UUID

import msgspec

from tessera.kit.causes import CAUSE, Cause
from tessera.kit.idempotency import Intent
from tessera.orders.model import Order


class PaymentStatus(StrEnum):
    """The lifecycle of a payment; `TRANSITIONS` says what may follow what."""

    CREATED = "created"
    PROCESSING = "processing"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


TRANSITIONS: dict[PaymentStatus, frozenset[PaymentStatus]] = {
    PaymentStatus.CREATED: frozenset(PaymentStatus) - {PaymentStatus.CREATED},
    PaymentStatus.PROCESSING: frozenset(
        {PaymentStatus.SUCCEEDED, PaymentStatus.FAILED, PaymentStatus.CANCELLED}
    ),
    PaymentStatus.SUCCEEDED: frozenset(),
    # A capture counts even where we had given the attempt up: money is a fact.
    PaymentStatus.FAILED: frozenset({PaymentStatus.SUCCEEDED}),
    PaymentStatus.CANCELLED: frozenset({PaymentStatus.SUCCEEDED}),
}


class PaymentRefusal(StrEnum):
    """Why an attempt cannot start, in the order in which the reasons are looked at."""

    PROVIDER_UNKNOWN = "provider_unknown"
    PROVIDER_UNAVAILABLE = "provider_unavailable"
    ORDER_EXPIRED = "order_expired"
    ORDER_NOT_PAYABLE = "order_not_payable"
    PAYMENT_IN_PROGRESS = "payment_in_progress"
    PAYMENT_DECLINED = "payment_declined"


class StartPayment(msgspec.Struct, frozen=True):
    """Record an attempt before any money moves."""

    payment_id: UUID
    order_id: UUID
    provider: str
    method: str
    intent: Intent | None = None


class PaymentStarted(msgspec.Struct, frozen=True):
    """The attempt is on record. `earlier` counts the order's other attempts."""

    resumed: bool
    earlier: int


class PaymentRefused(msgspec.Struct, frozen=True):
    """No attempt was recorded."""

    code: PaymentRefusal


class PayAtOnce(msgspec.Struct, frozen=True):
    """Pay an order with money that is there already: attempt and settlement in one step.

    `body` is the answer to keep under the attempt's idempotency key.
    """

    start: StartPayment
    order: Order
    reference: str | None
    body: bytes
    cause: Cause | None = msgspec.field(default_factory=CAUSE.get)


class PaymentAnswer(msgspec.Struct, frozen=True):
    """The answer to keep under the attempt's idempotency key."""

    key: bytes
    status: int
    body: bytes


class Settle(msgspec.Struct, frozen=True):
    """What a provider said of a payment, by whatever way it came."""

    payment_id: UUID
    result: Literal["succeeded", "failed", "processing"]
    refund_id: UUID
    amount: int = 0
    currency: str = ""
    reference: str | None = None
    failure: str | None = None
    answer: PaymentAnswer | None = None
    cause: Cause | None = msgspec.field(default_factory=CAUSE.get)


class Settlement(StrEnum):
    """What a result did; `settle_v1` in migrations/0003 tells when each is answered."""

    PAID = "paid"
    REPEATED = "repeated"
    REFUNDING = "refunding"
    FAILED = "failed"
    PROCESSING = "processing"
    UNKNOWN = "unknown"


class Settled(msgspec.Struct, frozen=True):
    """The outcome of one result, at the database's instant `at`."""

    code: Settlement
    at: datetime
    order_id: UUID | None = None
