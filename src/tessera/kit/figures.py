"""Figures that a process keeps of its own work: counts, and how long things took.

Plain lists and dictionaries, because they are kept on the busiest lines there are: one event loop
writes them, so nothing is locked. Labels come from closed lists or from our own route table, never
from what somebody sent; `TimesBy` and `tally` have a bound all the same.
"""

from bisect import bisect_left
from collections import Counter
from typing import Generic, TypeVar

Label = TypeVar("Label", str, tuple[str, ...])

BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper ends of the buckets, in seconds. 0.15 is what a step of a purchase may take."""
LABELS_MAX = 1000
OTHER = "other"


class Times:
    """How long something took, as a histogram: a count for each bucket and one beyond."""

    __slots__ = ("counts", "sum")

    def __init__(self) -> None:
        self.counts = [0] * (len(BOUNDS) + 1)
        self.sum = 0.0

    def note(self, seconds: float) -> None:
        """Once more, and it took this long."""
        self.counts[bisect_left(BOUNDS, seconds)] += 1
        self.sum += seconds

    @property
    def count(self) -> int:
        """How often."""
        return sum(self.counts)


class TimesBy(dict[Label, Times], Generic[Label]):
    """Times by a label, or by several; made when first asked for, and at most a thousand."""

    def __missing__(self, label: Label) -> Times:
        if len(self) >= LABELS_MAX:
            other: Label = OTHER if isinstance(label, str) else (OTHER,) * len(label)
            return self.setdefault(other, Times())
        made = self[label] = Times()
        return made


def tally(counts: "Counter[tuple[str, ...]]", label: tuple[str, ...]) -> None:
    """One more of `label`; beyond a thousand different ones, one more of the others."""
    if label not in counts and len(counts) >= LABELS_MAX:
        label = (OTHER,) * len(label)
    counts[label] += 1


def quantile(counts: list[int], share: float) -> float | None:
    """The seconds that `share` of the cases stayed within, straight between the ends of a bucket,
    as Prometheus' `histogram_quantile` has it; None where there were none."""
    total = sum(counts)
    if not total:
        return None
    wanted, below = share * total, 0
    for number, count in enumerate(counts[:-1]):
        if below + count >= wanted and count:
            start = BOUNDS[number - 1] if number else 0.0
            return start + (BOUNDS[number] - start) * (wanted - below) / count
        below += count
    return BOUNDS[-1]


class Tallies:
    """What one process has counted since its start, beside what desks and pools count themselves.

    `operations/figures/` shows it all to Prometheus and sums it for the people who watch a sale.
    """

    def __init__(self) -> None:
        self.requests: TimesBy[tuple[str, ...]] = TimesBy()
        """Until an answer began, by method, route template and status."""
        self.refusals: Counter[tuple[str, ...]] = Counter()
        """Answers that were problems, by their code and route template."""
        self.jobs: TimesBy[tuple[str, ...]] = TimesBy()
        """By kind and how the try ended."""
        self.rounds: TimesBy[tuple[str, ...]] = TimesBy()
        """Work by the clock, by its name and how it ended."""
        self.mails: TimesBy[str] = TimesBy()
        self.webhooks: TimesBy[str] = TimesBy()
        """Messages to organizations' own machines, by the class of status or the failure."""
        self.providers: TimesBy[tuple[str, ...]] = TimesBy()
        """Calls to payment providers, by provider and answer."""
        self.sign_ins: Counter[tuple[str, ...]] = Counter()
        """By kind of session and what came of it."""
        self.lag = Times()
        """How late the event loop came back: what every request waits on top."""
