"""Sagas of any shape in memory: refused, repeated, died in, driven by two workers at once."""

import os
from dataclasses import dataclass, field
from random import Random
from typing import Any

import pytest

from tessera.kit.saga import (
    TRANSITIONS,
    Place,
    SagaKind,
    SagaStatus,
    Step,
    back,
    nothing_to_undo,
    onward,
    refused,
)

SEEDS = int(os.environ.get("SIMULATION_MEMORY_SEEDS", "8000"))
CHUNKS = 4
TURNS_MAX = 2_000
WORKING = (SagaStatus.RUNNING, SagaStatus.TURNING_BACK)


async def _act(*_: Any) -> None:
    return None


@dataclass
class Life:
    """A saga of some steps, what of it has been done, and two workers that may each be behind."""

    rng: Random
    done: set[int] = field(default_factory=set)
    refusing: bool = True

    def __post_init__(self) -> None:
        self.place = Place(SagaStatus.RUNNING, 0)
        # A point of no return comes somewhere, or never: behind it no step has an undo.
        size = self.rng.randint(1, 6)
        point = self.rng.randint(0, size)
        undos = [nothing_to_undo if n < point else None for n in range(size)]
        steps = tuple(Step(str(n), _act, undo) for n, undo in enumerate(undos))
        self.kind: SagaKind[None] = SagaKind("any", steps)
        self.seen = [self.place, self.place]

    def live(self) -> None:
        """Turns of either worker until the saga has ended."""
        for turn in range(TURNS_MAX):
            self.refusing = turn < TURNS_MAX // 2
            worker = self.rng.randrange(2)
            if self.rng.random() < 0.7:
                self.seen[worker] = self.place
            if self.place.status not in WORKING:
                return
            self.work(self.seen[worker])
        raise AssertionError(f"still {self.place}")

    def final(self, step: int) -> bool:
        """Whether a step was done that cannot be undone: it says so when it is done again."""
        return step in self.done and self.kind.steps[step].undo is None

    def work(self, seen: Place) -> None:
        """One job, by what its worker believes; it may die before the effect or after it."""
        if seen.status not in WORKING or seen != self.place:
            # Behind: `record` is guarded by what was seen, and the effect is one that is done.
            return
        if self.rng.random() < 0.1:
            return
        if seen.status is SagaStatus.TURNING_BACK:
            self.done.discard(seen.step)
            after = back(seen.step)
        elif self.refusing and not self.final(seen.step) and self.rng.random() < 0.15:
            if not self.kind.may_turn_back(seen.step):
                return
            after = refused(self.kind, seen.step)
        else:
            self.done.add(seen.step)
            after = onward(self.kind, seen.step)
        if self.rng.random() < 0.1:
            return
        if after.status is not seen.status:
            assert after.status in TRANSITIONS[seen.status]
        self.place = after


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_saga_is_done_whole_or_undone_whole(chunk: int) -> None:
    """Whatever happens on the way: all steps are done, or none; nothing is undone for ever."""
    for seed in range(chunk, SEEDS, CHUNKS):
        life = Life(Random(seed))

        life.live()

        everything = set(range(len(life.kind.steps)))
        whole = life.done == everything
        assert whole if life.place.status is SagaStatus.DONE else not life.done, f"seed {seed}"
