"""A job through each queue: proof that somebody works there."""

import asyncio
from uuid import uuid4

from tessera.kit.database import connect
from tessera.kit.errors import TesseraError
from tessera.kit.jobs import Queue, enqueue
from tessera.operations.doctor.model import Finding, Warned
from tessera.operations.doctor.tasks import kind_of
from tessera.operations.jobs.read import is_paused

WAIT_SECONDS_MAX = 6.0
"""An idle worker looks twice a second."""
LOOK_SECONDS = 0.1


async def through_all(url: str, *, runs: bool, wait_seconds: float) -> list[Finding]:
    """Every queue at the same time."""

    async def look(queue: Queue) -> Finding:
        what = f"queue {queue.value}"
        try:
            return Finding(what, await through(url, queue, wait_seconds=wait_seconds))
        except Warned as error:
            return Finding(what, "", str(error), minor=True)
        except TesseraError as error:
            return Finding(what, "", str(error), minor=not runs)

    return await asyncio.gather(*(look(queue) for queue in Queue))


async def through(url: str, queue: Queue, *, wait_seconds: float = WAIT_SECONDS_MAX) -> str:
    """Queue a job that does nothing and see it done."""
    db = await connect(url, connections_max=2, name="tessera-doctor")
    mark = uuid4().hex
    began = asyncio.get_running_loop().time()
    try:
        if await is_paused(db.pool, queue):
            raise Warned("somebody paused it: resume it at /admin/jobs")
        async with db.transaction() as tx:
            await enqueue(tx, kind_of(queue), mark, priority=1)
        while (waited := asyncio.get_running_loop().time() - began) < wait_seconds:
            if not await db.pool.fetchval(
                "SELECT true FROM pgqueuer WHERE payload = $1", mark.encode()
            ):
                return f"a job was done within {waited:.1f} s"
            await asyncio.sleep(LOOK_SECONDS)
        await db.pool.execute("DELETE FROM pgqueuer WHERE payload = $1", mark.encode())
    finally:
        await db.close()
    raise TesseraError(
        "nobody does its jobs: start `tessera worker` (docs/runbooks/queue-stuck.md)"
    )
