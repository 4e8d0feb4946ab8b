"""The gateway's books: what it captured and gave back, in an append-only journal of JSON lines.

Every entry is written before it is answered. Without fsync: the books survive the process, which
is all that a simulation needs.
"""

import os
from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal
from uuid import UUID

import msgspec

from tessera.payments.gateway.methods import PaymentStatus


class Payment(msgspec.Struct, frozen=True, tag="payment"):
    """A payment as it stands after one entry; the last entry of an id counts."""

    payment_id: UUID
    order_id: UUID
    amount: int
    currency: str
    method: str
    webhook_url: str
    reference: str
    status: PaymentStatus
    at: datetime
    failure: str | None = None
    return_url: str = ""
    short: int = 0
    """Minor units less than were asked for."""


class Refund(msgspec.Struct, frozen=True, tag="refund"):
    """Money given back."""

    refund_id: UUID
    payment_id: UUID
    amount: int
    currency: str
    reference: str
    at: datetime


DisputeStatus = Literal["open", "won", "lost"]


class Dispute(msgspec.Struct, frozen=True, tag="dispute"):
    """A dispute as it stands after one entry; the last entry of an id counts."""

    dispute_id: str
    payment_id: UUID
    amount: int
    currency: str
    status: DisputeStatus
    reason: str
    at: datetime
    answer_by: datetime


class Totals(msgspec.Struct, frozen=True):
    """What tests compare with Tessera's own ledger, per currency in minor units."""

    payments: int
    captured_count: int
    captured: dict[str, int]
    refunded_count: int
    refunded: dict[str, int]
    disputed: dict[str, int] = {}
    """What banks hold or have kept: disputes that are open or lost."""


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Payment | Refund | Dispute).decode


class Books:
    """All entries in memory, and on disk at `path` where one is given."""

    def __init__(self, path: Path | None) -> None:
        self.payments: dict[UUID, Payment] = {}
        self.refunds: dict[UUID, Refund] = {}
        self.refunded: dict[UUID, int] = {}
        self.disputes: dict[str, Dispute] = {}
        self._captures: list[Payment] = []
        self._captured_at: list[datetime] = []
        self._journal: int | None = None
        if path is not None:
            self._replay(path)
            path.parent.mkdir(parents=True, exist_ok=True)
            self._journal = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def write(self, entry: Payment | Refund | Dispute) -> None:
        """Add an entry; on disk when this returns."""
        if self._journal is not None:
            os.write(self._journal, _encode(entry) + b"\n")
        self._apply(entry)

    def captured(self, payment_id: UUID) -> int:
        """Minor units taken for a payment and not given back."""
        payment = self.payments.get(payment_id)
        if payment is None or payment.status != "succeeded":
            return 0
        return payment.amount - self.refunded.get(payment_id, 0)

    def captures(self, since: datetime, skip: int, limit: int) -> Sequence[Payment]:
        """Captures after `since` in the order they happened."""
        first = bisect_right(self._captured_at, since) + skip
        return self._captures[first : first + limit]

    def totals(self) -> Totals:
        """Sums over all entries."""
        captured: dict[str, int] = {}
        for payment in self._captures:
            captured[payment.currency] = captured.get(payment.currency, 0) + payment.amount
        refunded: dict[str, int] = {}
        for refund in self.refunds.values():
            refunded[refund.currency] = refunded.get(refund.currency, 0) + refund.amount
        disputed: dict[str, int] = {}
        for dispute in self.disputes.values():
            if dispute.status != "won":
                disputed[dispute.currency] = disputed.get(dispute.currency, 0) + dispute.amount
        return Totals(
            len(self.payments),
            len(self._captures),
            captured,
            len(self.refunds),
            refunded,
            disputed,
        )

    def close(self) -> None:
        """Close the journal."""
        if self._journal is not None:
            os.close(self._journal)
            self._journal = None

    def _apply(self, entry: Payment | Refund | Dispute) -> None:
        if isinstance(entry, Dispute):
            self.disputes[entry.dispute_id] = entry
            return
        if isinstance(entry, Refund):
            self.refunds[entry.refund_id] = entry
            before = self.refunded.get(entry.payment_id, 0)
            self.refunded[entry.payment_id] = before + entry.amount
            return
        self.payments[entry.payment_id] = entry
        if entry.status == "succeeded":
            self._captures.append(entry)
            self._captured_at.append(entry.at)

    def _replay(self, path: Path) -> None:
        if not path.exists():
            return
        with path.open("rb") as journal:
            for line in journal:
                if line.endswith(b"\n"):  # a line cut short was never answered
                    self._apply(_decode(line))
