"""Jobs: rows written in the transaction of what caused them, run by PGQueuer's workers.

A job is done at least once and its effect must happen once (P10), so every job is written to be
repeated. What fails is tried `TRIES_MAX` times with growing pauses and then kept as `failed`.
"""

from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from pgqueuer.db import AsyncpgDriver
from pgqueuer.queries import Queries

from tessera.kit.database import Tx

log = structlog.get_logger()

TRIES_MAX = 3
FIRST_PAUSE_SECONDS = 5

Job = Callable[[str], Awaitable[None]]


async def enqueue(tx: Tx, entrypoint: str, payload: str, *, priority: int = 0) -> None:
    """Queue one job; it exists if and only if the transaction commits."""
    queries = Queries(AsyncpgDriver(tx.raw))
    await queries.enqueue(entrypoint, payload.encode(), priority)


def pause_seconds(tries: int) -> int:
    """How long to wait after the `tries`-th failure: 5, 10, 20 … seconds."""
    return int(FIRST_PAUSE_SECONDS * 2 ** (tries - 1))


def payload_of(job: Any) -> str:
    """The text that was queued."""
    return (job.payload or b"").decode()
