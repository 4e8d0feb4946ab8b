"""Figures on their way from the process that counted them to the one that is asked."""

from typing import Literal

import msgspec

from tessera.kit.figures import Times

Labels = tuple[str, ...]


class Histogram(msgspec.Struct, frozen=True, array_like=True):
    """Counts by bucket (`tessera.kit.figures.BOUNDS`, and one beyond) and the sum of seconds."""

    counts: list[int]
    sum: float


class Family(msgspec.Struct, frozen=True):
    """One metric of one process: its samples by the values of its labels."""

    name: str
    help: str
    kind: Literal["counter", "gauge", "times"]
    labels: Labels = ()
    numbers: list[tuple[Labels, float]] = []
    times: list[tuple[Labels, Histogram]] = []


class Snapshot(msgspec.Struct, frozen=True):
    """All that one process tells of itself."""

    process: str
    families: list[Family]


def histogram(times: Times) -> Histogram:
    """The times as they are now."""
    return Histogram(list(times.counts), times.sum)
