"""Jobs: rows written in the transaction of what caused them, run by PGQueuer's workers.

A job is done at least once and its effect must happen once (P10), so every job is written to be
repeated. What fails is tried again with growing pauses and then kept as `failed`.

Each feature's `tasks.py` lists what it can do as `KINDS`; `operations/kinds.py` puts the lists
together, and `operations/queues.py` runs them, each queue apart from the others.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Generic, TypeVar

from tessera.kit.causes import present
from tessera.kit.database import Tx

TRIES_MAX = 3
FIRST_PAUSE_SECONDS = 5
JOB_SECONDS_MAX = 300

Tools = TypeVar("Tools")


class Queue(StrEnum):
    """The lines that jobs wait in. None waits for another one's jobs."""

    CHECKOUT = "checkout"
    """What a buyer waits for, and everything that moves money."""
    MAIL = "mail"
    WEBHOOKS = "webhooks"
    """What is sent to other people's machines, which may be slow."""
    MESSAGES = "messages"
    """Messages to many: throttled, so that nobody who buys notices."""
    BACKGROUND = "background"
    """Long and patient work: sagas, exports, cleaning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobKind(Generic[Tools]):
    """One kind of job, declared beside what it does.

    `act` gets the worker's tools and the text that was queued. `at_once` bounds the jobs of this
    kind under way in all workers together; 0 leaves that to the queue's own bound. `tries` counts
    the first one. Who takes longer than `seconds_max` is stopped and has failed that try.
    """

    name: str
    queue: Queue
    what: str
    act: Callable[[Tools, str], Awaitable[None]]
    at_once: int = 2
    tries: int = TRIES_MAX
    seconds_max: float = JOB_SECONDS_MAX


async def enqueue(
    tx: Tx, kind: str, payload: str, *, priority: int = 0, after_seconds: float = 0
) -> None:
    """Queue one job; it exists if and only if the transaction commits.

    It carries what caused it. Nobody starts it within `after_seconds`. Jobs of higher `priority`
    go first in their kind.
    """
    # Half the processes that are started queue nothing, and this library is a sixth of a start.
    from pgqueuer.db import AsyncpgDriver
    from pgqueuer.queries import Queries

    queries = Queries(AsyncpgDriver(tx.raw))
    after = timedelta(seconds=after_seconds)
    await queries.enqueue(kind, payload.encode(), priority, after, headers=present())
