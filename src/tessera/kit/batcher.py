"""Many small commands, one round trip: the generic desk behind every busy verb.

Commands queue up while a batch is under way and leave together in the next one, so the batch grows
with the load and a lone command waits for nobody. See docs/hot-path.md for what this is worth.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Hashable, Iterable, Sequence
from contextlib import suppress
from contextvars import Context
from typing import Generic, NamedTuple, TypeVar

from tessera.kit.errors import Unavailable
from tessera.kit.figures import Times

LANE_COMMANDS_MIN = 32
"""Commands that have to wait before a lane opens beside another; fewer save little together
(docs/hot-path.md)."""
LOOKS = 10
"""How often within `wait_seconds` a batcher looks for what has waited too long."""

_NO_KEYS: set[Hashable] = set()

Command = TypeVar("Command")
Outcome = TypeVar("Outcome")


class BatchLimits(NamedTuple):
    """Bounds of one desk: commands a batch, commands waiting, seconds a command may wait."""

    batch_max: int = 256
    queue_max: int = 8192
    wait_seconds: float = 10.0
    lanes: int = 1


class _Waiting(NamedTuple, Generic[Command, Outcome]):
    command: Command
    answer: "asyncio.Future[Outcome]"
    since: float


class Batcher(Generic[Command, Outcome]):
    """Collects commands of one verb and runs them in batches, each command with its own outcome.

    `run` gets the batch and answers one outcome per command, in order. `keys` names what a command
    must have for itself: two commands that share a key never travel in the same batch, nor in two
    batches at once, and keep their order. `moot` is asked about a command that had to wait for
    another's key: an outcome means that there is nothing left to wait for. If a batch fails it is
    halved and run again, so one poisoned command does not fail its neighbours; errors in `fatal`
    are not retried.

    Raises `Unavailable` from `submit` when the queue is full or the wait too long.
    """

    def __init__(
        self,
        run: Callable[[Sequence[Command]], Awaitable[Sequence[Outcome]]],
        *,
        limits: BatchLimits,
        keys: Callable[[Command], Iterable[Hashable]] | None = None,
        moot: Callable[[Command], Outcome | None] | None = None,
        fatal: tuple[type[Exception], ...] = (),
    ) -> None:
        self._run = run
        self._limits = limits
        self._keys = keys
        self._moot = moot
        self._fatal: tuple[type[Exception], ...] = (*fatal, Unavailable)
        self._queue: deque[_Waiting[Command, Outcome]] = deque()
        self._open: deque[tuple[float, asyncio.Future[Outcome]]] = deque()
        self._watch: asyncio.TimerHandle | None = None
        self._flying: set[Hashable] = set()
        # Who waits for a key is looked at once, and again when a batch is back: thousands may want
        # the same place.
        self._blocked: list[_Waiting[Command, Outcome]] = []
        self._blocking: set[Hashable] = set()
        self._lanes: set[asyncio.Task[None]] = set()
        self.batches = 0
        self.commands = 0
        self.failures = 0
        self.waited = Times()
        """How long the command that came first had waited when its batch left."""
        self.ran = Times()
        """How long batches were under way."""

    @property
    def waiting(self) -> int:
        """How many commands wait now."""
        return len(self._queue) + len(self._blocked)

    async def submit(self, command: Command) -> Outcome:
        """The outcome of `command`, once its batch has come back."""
        if self.waiting >= self._limits.queue_max:
            raise Unavailable("too many requests are waiting", retry_after_seconds=2)
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Outcome] = loop.create_future()
        since = loop.time()
        self._queue.append(_Waiting(command, answer, since))
        self._open.append((since, answer))
        if self._watch is None:
            self._watch = loop.call_later(self._limits.wait_seconds / LOOKS, self._look)
        if not self._lanes or self._is_worth_a_lane():
            # A batch is nobody's: in a context of its own its lines name no request of many.
            self._lanes.add(asyncio.create_task(self._drain(), context=Context()))
        return await answer

    def _is_worth_a_lane(self) -> bool:
        """Another batch beside the one under way, where it would be a large one: small ones cost
        more each than the wait for a place in the next."""
        return len(self._lanes) < self._limits.lanes and len(self._queue) >= LANE_COMMANDS_MIN

    def _look(self) -> None:
        """Give up what has waited too long. One timer for all: this is the busiest line there is,
        and a timer for each command would cost a tenth of it."""
        loop = asyncio.get_running_loop()
        late = loop.time() - self._limits.wait_seconds
        while self._open and (self._open[0][1].done() or self._open[0][0] <= late):
            _waited_too_long(self._open.popleft()[1])
        more = bool(self._open)
        pause = self._limits.wait_seconds / LOOKS
        self._watch = loop.call_later(pause, self._look) if more else None

    async def close(self) -> None:
        """Wait for what is under way; nothing new may be submitted meanwhile."""
        while self._lanes:
            await asyncio.wait(set(self._lanes))
        if self._watch is not None:
            self._watch.cancel()

    async def _drain(self) -> None:
        lane = asyncio.current_task()
        assert lane is not None
        try:
            while taken := self._take():
                batch, keys = taken
                try:
                    await self._run_batch(batch)
                finally:
                    self._flying -= keys
                    self._unblock()
        finally:
            # Here, not in a done callback: whoever submits between the last look at the queue and
            # that callback would find the lane taken, and wait for a batch that never leaves.
            self._lanes.discard(lane)

    def _take(self) -> tuple[list[_Waiting[Command, Outcome]], set[Hashable]] | None:
        """The next batch and its keys; commands whose keys are taken step aside."""
        batch: list[_Waiting[Command, Outcome]] = []
        taken: set[Hashable] = set()
        while self._queue and len(batch) < self._limits.batch_max:
            waiting = self._queue.popleft()
            if waiting.answer.done():
                continue
            keys = set(self._keys(waiting.command)) if self._keys else _NO_KEYS
            # A blocked command keeps its keys too: whoever came first is served first.
            if keys.isdisjoint(self._flying) and keys.isdisjoint(self._blocking):
                batch.append(waiting)
                self._flying |= keys
                taken |= keys
            else:
                self._blocked.append(waiting)
                self._blocking |= keys
        return (batch, taken) if batch else None

    def _unblock(self) -> None:
        """Put who waited for a key in front again, but for those who need not wait any more."""
        blocked, self._blocked, self._blocking = self._blocked, [], set()
        for waiting in reversed(blocked):
            if waiting.answer.done():
                continue
            outcome = self._moot(waiting.command) if self._moot else None
            if outcome is None:
                self._queue.appendleft(waiting)
            else:
                waiting.answer.set_result(outcome)

    async def _run_batch(self, batch: Sequence[_Waiting[Command, Outcome]]) -> None:
        self.batches += 1
        self.commands += len(batch)
        now = asyncio.get_running_loop().time
        left = now()
        self.waited.note(left - batch[0].since)
        try:
            outcomes = await self._run([waiting.command for waiting in batch])
        except self._fatal as error:
            self.failures += 1
            _fail(batch, error)
        except Exception as error:  # whatever went wrong is for whoever sent the command
            self.failures += 1
            if len(batch) == 1:
                _fail(batch, error)
                return
            middle = len(batch) // 2
            await self._run_batch(batch[:middle])
            await self._run_batch(batch[middle:])
        else:
            assert len(outcomes) == len(batch), "every command has an outcome"
            self.ran.note(now() - left)
            for waiting, outcome in zip(batch, outcomes, strict=True):
                if not waiting.answer.done():
                    waiting.answer.set_result(outcome)


def _waited_too_long(answer: "asyncio.Future[Outcome]") -> None:
    if not answer.done():
        error = Unavailable("the request waited too long", retry_after_seconds=2)
        answer.set_exception(error)


def _fail(batch: Sequence[_Waiting[Command, Outcome]], error: BaseException) -> None:
    for waiting in batch:
        with suppress(asyncio.InvalidStateError):
            waiting.answer.set_exception(error)
