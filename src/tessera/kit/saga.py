"""Sagas: long work in steps, each with its undo beside it; progress is a row, jobs drive it.

A step is done at least once: its `act` opens its own transactions and must bear being repeated,
also after a death half-way. A step that refuses (`Refused`, `Invalid`, `NotFound`) turns the saga
back, and it and the steps before it are undone in reverse; any other error is tried again by the
job. A step without an undo is a point of no return: one that was done says so when it is done
again, and behind it nothing turns back, so what refuses there is kept as a failure for a person,
and goes on when its job is retried.

After Garcia-Molina and Salem, "Sagas" (SIGMOD 1987), and the steno engine of Oxide's Omicron.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, NamedTuple, TypeVar
from uuid import UUID

import msgspec

from tessera.kit import sql as named
from tessera.kit.database import Database, Tx
from tessera.kit.errors import Invalid, NotFound, Refused
from tessera.kit.ids import new_id
from tessera.kit.jobs import enqueue

sql = named.beside(__file__, "saga.sql")

JOB = "saga"
Tools = TypeVar("Tools")


class SagaStatus(StrEnum):
    """The lifecycle of a saga; `TRANSITIONS` says what may follow what."""

    RUNNING = "running"
    TURNING_BACK = "turning_back"
    DONE = "done"
    UNDONE = "undone"


TRANSITIONS: dict[SagaStatus, frozenset[SagaStatus]] = {
    SagaStatus.RUNNING: frozenset({SagaStatus.TURNING_BACK, SagaStatus.DONE, SagaStatus.UNDONE}),
    SagaStatus.TURNING_BACK: frozenset({SagaStatus.UNDONE}),
    SagaStatus.DONE: frozenset(),
    SagaStatus.UNDONE: frozenset(),
}


class Saga(msgspec.Struct, frozen=True, kw_only=True):
    """How far one saga has come. `step` is the next to do, or while turning back to undo."""

    id: UUID
    kind: str
    subject: str
    step: int
    status: SagaStatus
    failure: str | None
    started_at: datetime
    stepped_at: datetime
    ended_at: datetime | None


class Place(NamedTuple):
    """Where a saga stands: its status, and the step that is done or undone next."""

    status: SagaStatus
    step: int


class Again(NamedTuple):
    """The step is not through: act once more, not before `after_seconds`."""

    after_seconds: float = 0


Act = Callable[[Tools, Saga], Awaitable[Again | None]]
Undo = Callable[[Tools, Saga], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Step(Generic[Tools]):
    """One step and its undo, side by side. `undo` None: from here on there is only forward."""

    name: str
    act: Act[Tools]
    undo: Undo[Tools] | None = None


@dataclass(frozen=True, slots=True)
class SagaKind(Generic[Tools]):
    """A saga as data."""

    name: str
    steps: tuple[Step[Tools], ...]

    def may_turn_back(self, step: int) -> bool:
        """Whether everything before `step` can be undone."""
        return all(done.undo is not None for done in self.steps[:step])


async def nothing_to_undo(tools: Any, saga: Saga) -> None:
    """The undo of a step that only waits or looks."""


async def start(tx: Tx, kind: str, subject: str) -> UUID:
    """Begin a saga in the caller's transaction; one at a time for a kind and its subject.

    Raises `Refused(saga_running)`.
    """
    saga_id = new_id()
    if await tx.fetch_one(sql["start"], saga_id, kind, subject) is None:
        raise Refused("saga_running")
    await enqueue(tx, JOB, str(saga_id))
    return saga_id


async def read_saga(connection: Any, saga_id: UUID) -> Saga:
    """One saga. Raises `NotFound`."""
    rows = await connection.fetch(sql["saga"], saga_id)
    if not rows:
        raise NotFound("saga")
    row = dict(rows[0])
    return Saga(**(row | {"status": SagaStatus(row["status"])}))


async def advance(
    db: Database, tools: Tools, *, kinds: Mapping[str, SagaKind[Tools]], saga_id: UUID
) -> Saga:
    """One step forward, or one back; the job for the next is queued with the record of this one.

    Two workers may do the same step at once; one of them records it.
    """
    saga = await read_saga(db.pool, saga_id)
    kind = kinds[saga.kind]
    if saga.status is SagaStatus.RUNNING:
        await _forward(db, tools, kind=kind, saga=saga)
    elif saga.status is SagaStatus.TURNING_BACK:
        undo = kind.steps[saga.step].undo
        assert undo is not None, "nothing turns back behind a point of no return"
        await undo(tools, saga)
        await _record(db, saga, back(saga.step))
    return await read_saga(db.pool, saga_id)


async def _forward(db: Database, tools: Tools, *, kind: SagaKind[Tools], saga: Saga) -> None:
    try:
        again = await kind.steps[saga.step].act(tools, saga)
    except (Refused, Invalid, NotFound) as refusal:
        if not kind.may_turn_back(saga.step):
            await db.pool.execute(sql["note_failure"], saga.id, saga.step, str(refusal))
            raise
        await _record(db, saga, refused(kind, saga.step), failure=str(refusal))
        return
    if again is None:
        await _record(db, saga, onward(kind, saga.step))
    else:
        async with db.transaction() as tx:
            await tx.fetch(sql["touch"], saga.id)
            await enqueue(tx, JOB, str(saga.id), after_seconds=again.after_seconds)


def onward(kind: SagaKind[Any], step: int) -> Place:
    """Where a saga stands once `step` is through."""
    last = step + 1 == len(kind.steps)
    return Place(SagaStatus.DONE if last else SagaStatus.RUNNING, step + 1)


def refused(kind: SagaKind[Any], step: int) -> Place:
    """Where it stands once `step` has refused. That itself is undone too where it can be: somebody
    may have done it before, and died before saying so."""
    if kind.steps[step].undo is not None:
        return Place(SagaStatus.TURNING_BACK, step)
    return back(step)


def back(step: int) -> Place:
    """Where it stands once `step` is undone: the one before it is undone next."""
    return Place(SagaStatus.TURNING_BACK, step - 1) if step else Place(SagaStatus.UNDONE, 0)


async def _record(db: Database, saga: Saga, place: Place, *, failure: str | None = None) -> None:
    """Where the saga stands now; who was slower than another worker changes nothing."""
    async with db.transaction() as tx:
        row = await tx.fetch_one(
            sql["record"], saga.id, saga.status, saga.step, place.status, place.step, failure
        )
        if row is not None and place.status in (SagaStatus.RUNNING, SagaStatus.TURNING_BACK):
            await enqueue(tx, JOB, str(saga.id))
