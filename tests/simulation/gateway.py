"""The bank of a simulated life: it takes money, is slow, forgets to answer, tells twice."""

from dataclasses import dataclass, field
from random import Random
from uuid import UUID

METHODS = ("yes", "yes", "yes", "no", "slow", "slow", "unheard", "silent")
"""`unheard` takes the money and its answer is lost; `silent` never hears of the attempt."""


@dataclass
class Bank:
    """Its own books. `waiting` are payments that it has not decided yet."""

    rng: Random
    captured: dict[UUID, int] = field(default_factory=dict)
    failed: set[UUID] = field(default_factory=set)
    waiting: dict[UUID, int] = field(default_factory=dict)
    orders: dict[UUID, UUID] = field(default_factory=dict)
    sent_back: dict[UUID, tuple[UUID, int]] = field(default_factory=dict)
    news: list[UUID] = field(default_factory=list)
    """Payments of which somebody is still to be told; some twice, some never."""

    def open(self, payment_id: UUID, order_id: UUID, *, amount: int, method: str) -> str:
        """What the caller hears: `succeeded`, `failed`, `processing`, or `unknown`."""
        if payment_id in self.captured or payment_id in self.failed:
            return self.status(payment_id)
        if method == "silent":
            return "unknown"
        self.orders[payment_id] = order_id
        if method == "slow":
            self.waiting[payment_id] = amount
            return "processing"
        if method == "no":
            self.failed.add(payment_id)
        else:
            self.captured[payment_id] = amount
        self._tell(payment_id)
        return "unknown" if method == "unheard" else self.status(payment_id)

    def decide(self) -> None:
        """Make up its mind about one that waits."""
        if not self.waiting:
            return
        payment_id = self.rng.choice(sorted(self.waiting))
        amount = self.waiting.pop(payment_id)
        if self.rng.random() < 0.8:
            self.captured[payment_id] = amount
        else:
            self.failed.add(payment_id)
        self._tell(payment_id)

    def status(self, payment_id: UUID) -> str:
        """What it says when asked."""
        if payment_id in self.captured:
            return "succeeded"
        if payment_id in self.failed:
            return "failed"
        return "processing" if payment_id in self.waiting else "absent"

    def refund(self, refund_id: UUID, payment_id: UUID, amount: int) -> str:
        """Send money back once; sometimes it is away."""
        if refund_id in self.sent_back:
            return "succeeded"
        if self.rng.random() < 0.2:
            return "unknown"
        before = sum(a for p, a in self.sent_back.values() if p == payment_id)
        assert before + amount <= self.captured[payment_id], "the bank was asked for too much"
        self.sent_back[refund_id] = (payment_id, amount)
        return "unknown" if self.rng.random() < 0.1 else "succeeded"

    def close(self) -> None:
        """The end of the day: everything that waits is decided."""
        while self.waiting:
            self.decide()

    def _tell(self, payment_id: UUID) -> None:
        self.news += [payment_id] * self.rng.choice((0, 1, 1, 2, 3))
