"""Record payment attempts, a batch in one round trip (`start_payments_v1`)."""

from collections.abc import Sequence
from typing import Any

from tessera.claims.model import KeyKnown
from tessera.kit import sql as named
from tessera.kit.idempotency import LEASE_SECONDS
from tessera.payments.model import (
    PaymentRefusal,
    PaymentRefused,
    PaymentStarted,
    StartPayment,
)

sql = named.beside(__file__)

StartOutcome = PaymentStarted | PaymentRefused | KeyKnown


async def start(connection: Any, commands: Sequence[StartPayment]) -> list[StartOutcome]:
    """The outcome of each attempt, in order. No two commands may share an order or a key."""
    rows = await connection.fetch(
        sql["start_payments"],
        [c.payment_id for c in commands],
        [c.order_id for c in commands],
        [c.provider for c in commands],
        [c.method for c in commands],
        [c.intent.key if c.intent else None for c in commands],
        [c.intent.fingerprint if c.intent else None for c in commands],
        LEASE_SECONDS,
    )
    found = {row["payment_id"]: row for row in rows}
    return [_outcome(c, found.get(c.payment_id)) for c in commands]


def _outcome(command: StartPayment, row: Any) -> StartOutcome:
    code = row["code"] if row is not None else "not_payable"
    if code == "known" and command.intent is not None:
        return KeyKnown(command.intent)
    if code in ("started", "resumed"):
        return PaymentStarted(resumed=code == "resumed", earlier=row["earlier"])
    if code == "in_progress":
        return PaymentRefused(PaymentRefusal.PAYMENT_IN_PROGRESS)
    return PaymentRefused(PaymentRefusal.ORDER_NOT_PAYABLE)
