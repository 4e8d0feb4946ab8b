"""What a process tells of a sale every few seconds, and what comes of all of them together."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from tessera.kit.figures import BOUNDS, quantile

SLOT_SECONDS = 5
BIN_SECONDS = 15
SPAN_SECONDS = 900
SHOWS_MAX = 200
"""Shows of which one row tells, the busiest; whoever sells more at once sees them in all."""

STEPS: Mapping[str, str] = {
    "hold": "/api/v1/shows/{show_id:int}/holds",
    "order": "/api/v1/orders",
    "pay": "/api/v1/orders/{order_id:uuid}/payments",
}
"""The three requests of a purchase, by their route."""
DEEDS = {"held": "holds", "pending": "orders", "sold": "paid", "freed": "freed"}
"""What a live map is told, by what that means for a sale."""


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """Of one process in one slot: deeds by show, times of the steps by bucket, refusals by code."""

    shows: dict[str, dict[str, int]] = {}
    steps: dict[str, list[int]] = {}
    refusals: dict[str, int] = {}
    streams: int = 0

    @property
    def empty(self) -> bool:
        """Whether nothing happened and nobody follows."""
        return not (self.shows or self.steps or self.refusals or self.streams)


class Moment(msgspec.Struct, kw_only=True):
    """All processes together in one bin. Times are seconds, None where nobody asked."""

    at: datetime
    holds: int = 0
    orders: int = 0
    paid: int = 0
    freed: int = 0
    refused: int = 0
    streams: int = 0
    p50: dict[str, float | None] = {}
    p99: dict[str, float | None] = {}


class People(msgspec.Struct, frozen=True, kw_only=True):
    """Who stood before the doors at the end of a bin; sums are from the rooms' beginning."""

    at: datetime
    arrived: int
    waiting: int
    inside: int
    admitted: int


class LiveSale(msgspec.Struct, frozen=True, kw_only=True):
    """The last quarter of an hour. `processes` are those that told something in its last slots."""

    at: datetime
    show_id: int | None
    processes: int
    moments: list[Moment]
    people: list[People]
    refusals: dict[str, int]
    queue_ages: dict[str, float]
    p50: dict[str, float | None]
    p99: dict[str, float | None]


class Sum:
    """Slots of several processes on their way to one moment."""

    def __init__(self) -> None:
        self.deeds = dict.fromkeys(DEEDS.values(), 0)
        self.steps = {step: [0] * (len(BOUNDS) + 1) for step in STEPS}
        self.refusals: dict[str, int] = {}
        self.streams: dict[str, int] = {}

    def add(self, process: str, told: Told, show: str | None) -> None:
        """Add what one process told; of one show, its deeds alone are of that show."""
        for of, deeds in told.shows.items():
            if show is None or of == show:
                for deed, count in deeds.items():
                    self.deeds[deed] = self.deeds.get(deed, 0) + count
        for step, counts in told.steps.items():
            if step in self.steps and len(counts) == len(self.steps[step]):
                self.steps[step] = [a + b for a, b in zip(self.steps[step], counts, strict=True)]
        for code, count in told.refusals.items():
            self.refusals[code] = self.refusals.get(code, 0) + count
        self.streams[process] = told.streams

    def quantiles(self, share: float) -> dict[str, float | None]:
        """The time that `share` of the requests stayed within, by step."""
        return {step: quantile(counts, share) for step, counts in self.steps.items()}

    def moment(self, at: datetime) -> Moment:
        """All of it as one moment."""
        return Moment(
            at=at,
            holds=self.deeds["holds"],
            orders=self.deeds["orders"],
            paid=self.deeds["paid"],
            freed=self.deeds["freed"],
            refused=sum(self.refusals.values()),
            streams=sum(self.streams.values()),
            p50=self.quantiles(0.5),
            p99=self.quantiles(0.99),
        )
