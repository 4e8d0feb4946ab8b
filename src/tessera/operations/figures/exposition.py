"""Prometheus' text format (0.0.4) of the figures of several processes."""

from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Any

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)

from tessera.kit.figures import BOUNDS
from tessera.operations.figures.model import Family, Histogram, Snapshot

KINDS: dict[str, Any] = {
    "counter": CounterMetricFamily,
    "gauge": GaugeMetricFamily,
    "times": HistogramMetricFamily,
}
ENDS = (*(f"{bound:g}" for bound in BOUNDS), "+Inf")


class _Told:
    """Metrics as the library wants them: from something that collects."""

    def __init__(self, metrics: Sequence[Metric]) -> None:
        self._metrics = metrics

    def collect(self) -> Sequence[Metric]:
        return self._metrics


def written(snapshots: Iterable[Snapshot], common: Iterable[Family]) -> bytes:
    """The text: each process's figures with its seat as label, and those that all have in common
    without."""
    metrics: dict[str, Any] = {}
    for snapshot in snapshots:
        for family in snapshot.families:
            _add(metrics, family, {"process": snapshot.process})
    for family in common:
        _add(metrics, family, {})
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Told(list(metrics.values())))
    return generate_latest(registry)


def _add(metrics: dict[str, Any], family: Family, of: dict[str, str]) -> None:
    values = (*of.values(),)
    metric = metrics.get(family.name)
    if metric is None:
        labels = (*of, *family.labels)
        metric = KINDS[family.kind](family.name, family.help, labels=labels)
        metrics[family.name] = metric
    for labels, number in family.numbers:
        metric.add_metric((*values, *labels), number)
    for labels, times in family.times:
        metric.add_metric((*values, *labels), _buckets(times), times.sum)


def _buckets(times: Histogram) -> list[tuple[str, float]]:
    return list(zip(ENDS, accumulate(times.counts), strict=True))
