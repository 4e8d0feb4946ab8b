"""Counts and times as a process keeps them."""

import random

from tessera.kit.figures import BOUNDS, LABELS_MAX, OTHER, Times, TimesBy, quantile


def test_seconds_fall_into_the_bucket_that_ends_with_them() -> None:
    """A bound belongs to its own bucket, as Prometheus' `le` has it; beyond all is the last."""
    times = Times()

    for seconds in (0.0, BOUNDS[0], BOUNDS[0] + 1e-9, BOUNDS[-1], BOUNDS[-1] + 1):
        times.note(seconds)

    assert times.counts[:2] == [2, 1]
    assert times.counts[-2:] == [1, 1]
    assert times.count == 5


def test_quantile_lies_in_the_bucket_of_the_true_one() -> None:
    """What is read off a histogram is never further off than its bucket is wide."""
    chance = random.Random(7)
    seconds = sorted(chance.expovariate(30) for _ in range(5000))
    times = Times()
    for each in seconds:
        times.note(each)

    for share in (0.5, 0.9, 0.99):
        true = seconds[int(share * len(seconds))]
        found = quantile(times.counts, share)
        assert found is not None
        ends = (0.0, *BOUNDS)
        low = max(end for end in ends if end < true)
        assert low <= found <= min(end for end in ends if end >= true) + 1e-9


def test_quantile_of_nothing_is_none() -> None:
    """No case has no median."""
    assert quantile(Times().counts, 0.5) is None


def test_labels_beyond_the_bound_are_one() -> None:
    """Whatever is told apart by mistake, memory stays bounded and nothing goes uncounted."""
    times: TimesBy[tuple[str, ...]] = TimesBy()

    for number in range(LABELS_MAX + 50):
        times["route", str(number)].note(0.1)

    assert len(times) == LABELS_MAX + 1
    assert times[OTHER, OTHER].count == 50
