"""The circuit breaker, on a clock of the test's own."""

from tessera.kit.breaker import Breaker


class Hands:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def failing(clock: Hands, calls: int) -> Breaker:
    """A breaker of four calls and five seconds' rest, after `calls` failures."""
    breaker = Breaker(calls_min=4, window_seconds=10, rest_seconds=5, clock=clock)
    for _ in range(calls):
        assert breaker.admits()
        breaker.note(worked=False)
    return breaker


def test_few_failures_leave_the_circuit_closed() -> None:
    """Three silences may be three customers' bad luck."""
    breaker = failing(Hands(), 3)

    assert breaker.admits()
    assert not breaker.is_open


def test_failures_of_an_earlier_window_do_not_count() -> None:
    """What failed long ago says nothing of now."""
    clock = Hands()
    breaker = failing(clock, 3)
    clock.now += 10

    breaker.note(worked=False)

    assert not breaker.is_open


def test_open_circuit_admits_one_probe_a_rest() -> None:
    """Nobody waits for a service that is away; one caller finds out whether it is back."""
    clock = Hands()
    breaker = failing(clock, 4)
    held_back = breaker.admits()
    clock.now += 5

    probes = [breaker.admits() for _ in range(3)]

    assert (held_back, probes) == (False, [True, False, False])


def test_probe_decides_between_closed_and_another_rest() -> None:
    """A probe that fails opens for another rest, one that works closes."""
    clock = Hands()
    breaker = failing(clock, 4)
    clock.now += 5
    assert breaker.admits()
    breaker.note(worked=False)
    still_open = breaker.is_open
    clock.now += 5
    assert breaker.admits()

    breaker.note(worked=True)

    assert still_open
    assert not breaker.is_open
