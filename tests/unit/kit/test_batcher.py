"""The desk behind every busy verb: order, keys, poison, bounds."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.kit.batcher import Batcher, BatchLimits
from tessera.kit.errors import Unavailable

Command = tuple[str, int]
"""A key, and which of its commands this is."""
SECONDS_MAX = 10


class Desk:
    """A batcher that writes down what it was given; each round trip takes one turn of the loop."""

    def __init__(self, *, poison: Callable[[Any], bool] = lambda _: False, **limits: Any) -> None:
        self.trips: list[list[Any]] = []
        self.flying: list[Any] = []
        self.shared = False
        self.poison = poison
        self.gate = asyncio.Event()
        self.gate.set()
        self.looks = 0
        self.moot: Callable[[Any], Any] = lambda _: None
        self.batcher: Batcher[Any, Any] = Batcher(
            self.run,
            limits=BatchLimits(**limits),
            keys=self.keys,
            moot=lambda command: self.moot(command),
        )

    def keys(self, command: Any) -> list[Any]:
        """What a command must have for itself."""
        self.looks += 1
        return [command[0]]

    async def run(self, batch: Sequence[Any]) -> list[Any]:
        """Answer each command with itself; fail where one is poisoned."""
        self.trips.append(list(batch))
        keys = [command[0] for command in [*batch, *self.flying]]
        self.shared |= len(keys) != len(set(keys))
        self.flying += batch
        await asyncio.sleep(0)
        await self.gate.wait()
        for command in batch:
            self.flying.remove(command)
        if any(self.poison(command) for command in batch):
            raise ValueError("poisoned")
        return list(batch)


async def outcomes(desk: Desk, commands: Sequence[Any]) -> list[Any]:
    """What each command came to, all of them submitted at once."""
    async with asyncio.timeout(SECONDS_MAX):
        return await asyncio.gather(
            *(desk.batcher.submit(command) for command in commands), return_exceptions=True
        )


keys = st.lists(st.sampled_from("abcd"), max_size=30)


@given(asked=keys, batch_max=st.integers(1, 8), lanes=st.integers(1, 3))
def test_commands_of_one_key_keep_their_order_and_never_share_a_batch(
    asked: list[str], batch_max: int, lanes: int
) -> None:
    """Each gets its own outcome; at no moment are two of one key under way."""
    commands = [(key, number) for number, key in enumerate(asked)]

    async def play() -> Desk:
        desk = Desk(batch_max=batch_max, lanes=lanes)
        assert await outcomes(desk, commands) == commands
        return desk

    desk = asyncio.run(play())
    done = [command for trip in desk.trips for command in trip]
    assert not desk.shared
    assert all(len(trip) <= batch_max for trip in desk.trips)
    assert sorted(done) == sorted(commands)
    for key in "abcd":
        assert [c for c in done if c[0] == key] == [c for c in commands if c[0] == key]


@given(bad=st.sets(st.integers(0, 19), max_size=4), batch_max=st.integers(1, 32))
def test_poisoned_command_fails_alone(bad: set[int], batch_max: int) -> None:
    """Its neighbours in the batch get their outcomes; only it gets the error."""
    commands = [(str(number), number) for number in range(20)]

    async def play() -> list[Any]:
        desk = Desk(batch_max=batch_max, poison=lambda command: command[1] in bad)
        return await outcomes(desk, commands)

    for command, outcome in zip(commands, asyncio.run(play()), strict=True):
        if command[1] in bad:
            assert isinstance(outcome, ValueError)
        else:
            assert outcome == command


async def test_full_queue_refuses_at_once() -> None:
    """Who comes to a full queue is told to come back, and nobody in the queue suffers."""
    desk = Desk(batch_max=1, queue_max=2)
    desk.gate.clear()
    waiting = [asyncio.create_task(desk.batcher.submit((str(n), n))) for n in range(1)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    waiting += [asyncio.create_task(desk.batcher.submit((str(n), n))) for n in (1, 2)]
    await asyncio.sleep(0)

    with pytest.raises(Unavailable) as refused:
        await desk.batcher.submit(("late", 3))

    assert refused.value.retry_after_seconds >= 1
    desk.gate.set()
    assert await asyncio.wait_for(asyncio.gather(*waiting), SECONDS_MAX) == [
        ("0", 0),
        ("1", 1),
        ("2", 2),
    ]


async def test_lone_command_waits_for_nobody() -> None:
    """It leaves by itself, in a batch of one, within a few turns of the loop."""
    desk = Desk()

    task = asyncio.create_task(desk.batcher.submit(("a", 1)))
    for _ in range(5):
        await asyncio.sleep(0)

    assert task.done()
    assert desk.trips == [[("a", 1)]]


async def test_command_on_the_heels_of_an_answer_leaves_at_once() -> None:
    """Who asks again in the very moment of the answer is not forgotten in the queue."""
    desk = Desk(wait_seconds=0.5)

    answers = [await desk.batcher.submit(("a", number)) for number in range(20)]

    assert answers == [("a", number) for number in range(20)]


async def test_who_waits_behind_a_key_is_looked_at_once_a_batch() -> None:
    """However many come in the meantime: a crowd at one place must not cost its square."""
    desk = Desk(lanes=2)
    desk.gate.clear()
    waiting = []
    for number in range(20):
        some = [("a", 100 * number + n) for n in range(100)]
        waiting.append(asyncio.create_task(outcomes(desk, some)))
        for _ in range(5):
            await asyncio.sleep(0)

    assert desk.looks <= 2_000
    assert desk.batcher.waiting == 1_999
    desk.moot = lambda command: "gone"
    desk.gate.set()
    answers = [answer for each in waiting for answer in await each]
    assert answers.count("gone") == 1_999


async def test_who_need_not_wait_any_more_is_told_without_a_round_trip() -> None:
    """The first has the key; of those behind it only the one that is not moot travels."""
    desk = Desk()
    desk.moot = lambda command: "gone" if command[1] != 7 else None

    answers = await outcomes(desk, [("a", n) for n in range(10)])

    assert answers == [("a", 0), *["gone"] * 6, ("a", 7), "gone", "gone"]
    assert desk.trips == [[("a", 0)], [("a", 7)]]


async def test_load_makes_batches_grow() -> None:
    """What queues up during one round trip leaves together in the next."""
    desk = Desk(batch_max=64)
    desk.gate.clear()
    first = asyncio.create_task(desk.batcher.submit(("first", 0)))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    others = [asyncio.create_task(desk.batcher.submit((str(n), n))) for n in range(50)]
    await asyncio.sleep(0)

    desk.gate.set()
    await asyncio.wait_for(asyncio.gather(first, *others), SECONDS_MAX)

    assert [len(trip) for trip in desk.trips] == [1, 50]


async def test_command_that_waits_too_long_is_given_up() -> None:
    """Its sender is told; the desk goes on and skips it."""
    desk = Desk(batch_max=1, wait_seconds=0.05)
    desk.gate.clear()

    stuck = await outcomes(desk, [("a", 1), ("b", 2)])
    desk.gate.set()
    again = await outcomes(desk, [("c", 3)])

    assert all(isinstance(outcome, Unavailable) for outcome in stuck)
    assert again == [("c", 3)]
    assert [("b", 2)] not in desk.trips
