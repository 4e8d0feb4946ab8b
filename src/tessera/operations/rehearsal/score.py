"""What a rehearsal counts."""

from collections import Counter
from typing import Any

import msgspec

STEPS = ("look", "hold", "order", "pay")


class Score:
    """Latencies per step, endings of buyers, refusals by code, errors; orders told to be paid."""

    def __init__(self) -> None:
        self.seconds: dict[str, list[float]] = {step: [] for step in STEPS}
        self.endings: Counter[str] = Counter()
        self.refusals: Counter[str] = Counter()
        self.errors: Counter[str] = Counter()
        self.places = 0
        self.acknowledged: list[str] = []

    def took(self, step: str, seconds: float) -> None:
        """Note how long a step took."""
        self.seconds[step].append(seconds)

    @property
    def paid(self) -> int:
        """Completed purchases."""
        return self.endings["paid"]

    def report(self, elapsed_seconds: float) -> "Report":
        """The figures so far."""
        return Report(
            elapsed_seconds=round(elapsed_seconds, 2),
            purchases=self.paid,
            purchases_per_second=round(self.paid / elapsed_seconds, 1) if elapsed_seconds else 0.0,
            places_sold=self.places,
            endings=dict(self.endings),
            refusals=dict(self.refusals),
            errors=dict(self.errors),
            milliseconds={step: spread(some) for step, some in self.seconds.items() if some},
        )


class Spread(msgspec.Struct, frozen=True):
    """Milliseconds: half, 95 and 99 of a hundred were at most this."""

    count: int
    p50: float
    p95: float
    p99: float
    highest: float


class Report(msgspec.Struct, frozen=True):
    """What a rehearsal found."""

    elapsed_seconds: float
    purchases: int
    purchases_per_second: float
    places_sold: int
    endings: dict[str, int]
    refusals: dict[str, int]
    errors: dict[str, int]
    milliseconds: dict[str, Spread]
    facts: dict[str, Any] = {}


def spread(seconds: list[float]) -> Spread:
    """The spread of a step's latencies (nearest rank)."""
    ordered = sorted(seconds)

    def rank(share: float) -> float:
        return round(1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))], 2)

    return Spread(len(ordered), rank(0.5), rank(0.95), rank(0.99), round(1000 * ordered[-1], 2))
