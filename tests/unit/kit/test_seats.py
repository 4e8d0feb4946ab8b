"""The seats of a machine's processes."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tessera.kit.seats import Seat


@pytest.fixture
def sit(tmp_path: Path) -> Iterator[Callable[[], Seat]]:
    """Seats of servers of one machine."""
    seats: list[Seat] = []

    def take() -> Seat:
        seats.append(Seat(tmp_path))
        seats[-1].take("app")
        return seats[-1]

    yield take
    for seat in seats:
        seat.leave()


def test_processes_of_a_machine_sit_apart_and_read_each_other(sit: Callable[[], Seat]) -> None:
    """Each has a number of its own and sees the notes of all others, not its own."""
    one, two = sit(), sit()

    one.write(b"one")
    two.write(b"two")

    assert (one.name, two.name) == ("app-0", "app-1")
    assert list(one.read_others()) == [b"two"]
    assert list(two.read_others()) == [b"one"]


def test_note_of_who_is_gone_is_not_read_and_the_seat_is_free(sit: Callable[[], Seat]) -> None:
    """Figures of the dead are not told; who replaces a process has its label."""
    one, two = sit(), sit()
    one.write(b"one")

    one.leave()

    assert list(two.read_others()) == []
    assert sit().name == "app-0"


def test_who_has_no_seat_is_alone(tmp_path: Path) -> None:
    """Without a folder to write in a process tells of itself."""
    seat = Seat(tmp_path / "none")

    seat.write(b"lost")

    assert seat.name == "alone"
    assert list(seat.read_others()) == []
