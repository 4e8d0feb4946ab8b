"""The desk of one process where numbers are taken and people are let in, many at a time."""

from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any

from tessera.kit import sql as named
from tessera.kit.batcher import Batcher, BatchLimits
from tessera.kit.database import LOST
from tessera.kit.errors import Unavailable
from tessera.waiting_room.model import (
    Admit,
    AdmitOutcome,
    Admitted,
    NotYet,
    TakeNumber,
    TurnOver,
)

sql = named.beside(__file__)

_lane = attrgetter("room_id", "lane")


class RoomsDesk:
    """Batches arrivals and admissions."""

    def __init__(self, pool: Any, limits: BatchLimits) -> None:
        self._pool = pool
        # Numbers of one lane are taken from one row: a million arrivals are some thousand of these.
        self.numbers: Batcher[TakeNumber, int | None] = Batcher(
            self._take, limits=limits._replace(batch_max=4096, queue_max=65_536, lanes=1)
        )
        self.admissions: Batcher[Admit, AdmitOutcome] = Batcher(
            self._admit,
            limits=limits,
            keys=lambda c: ((c.place.room_id, c.place.lane, c.place.n),),
        )

    async def close(self) -> None:
        """Wait for the batches under way."""
        await self.numbers.close()
        await self.admissions.close()

    async def _take(self, commands: Sequence[TakeNumber]) -> Sequence[int | None]:
        try:
            return await take_numbers(self._pool, commands)
        except LOST as error:
            raise Unavailable("the database cannot be reached", retry_after_seconds=2) from error

    async def _admit(self, commands: Sequence[Admit]) -> Sequence[AdmitOutcome]:
        try:
            return await admit(self._pool, commands)
        except LOST as error:
            raise Unavailable("the database cannot be reached", retry_after_seconds=2) from error


async def take_numbers(connection: Any, commands: Sequence[TakeNumber]) -> list[int | None]:
    """A number for each, in order; None where the room takes nobody.

    A batch that is lost after its commit leaves a gap, which nobody queues in.
    """
    counts = {key: len(list(many)) for key, many in groupby(sorted(commands, key=_lane), key=_lane)}
    rows = await connection.fetch(
        sql["take_numbers"],
        [room_id for room_id, _ in counts],
        [lane for _, lane in counts],
        list(counts.values()),
    )
    last = {(row["room_id"], row["lane"]): row["last"] for row in rows}
    following = {key: last[key] - count + 1 for key, count in counts.items() if key in last}
    numbers: list[int | None] = []
    for command in commands:
        key = _lane(command)
        number = following.get(key)
        numbers.append(number)
        if number is not None:
            following[key] = number + 1
    return numbers


async def admit(connection: Any, commands: Sequence[Admit]) -> list[AdmitOutcome]:
    """The turn of each, in order. No two commands may be of one place."""
    rows = await connection.fetch(
        sql["admit"],
        [c.place.room_id for c in commands],
        [c.place.lane for c in commands],
        [c.place.n for c in commands],
        [c.rank for c in commands],
        [c.place.visitor for c in commands],
        [c.admission_id for c in commands],
    )
    turns = {(row["room_id"], row["lane"], row["n"]): row for row in rows}
    outcomes: list[AdmitOutcome] = []
    for c in commands:
        turn = turns.get((c.place.room_id, c.place.lane, c.place.n))
        if turn is None:
            outcomes.append(NotYet())
        elif turn["ended"]:
            outcomes.append(TurnOver())
        else:
            outcomes.append(Admitted(turn["id"], turn["until"]))
    return outcomes
