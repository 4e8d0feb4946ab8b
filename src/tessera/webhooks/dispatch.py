"""Deliver what is due: claim, send, write down. Runs in the worker, in the queue `webhooks`.

At most four messages are under way to one endpoint and `UNDER_WAY_MAX` in one worker, each a task
of its own: a receiver that hangs keeps four places for ten seconds, and nobody else waits for it.
An endpoint that fails gets one place until it answers well.
"""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
import structlog

from tessera.kit.clock import Clock
from tessera.kit.database import LOST, Database, Tx
from tessera.kit.errors import Unavailable
from tessera.kit.jobs import enqueue
from tessera.kit.vault import CannotOpen, Vault
from tessera.webhooks.model import MAIL_TROUBLE, DeliveryStatus, Told, Trouble
from tessera.webhooks.read import open_secrets, sql
from tessera.webhooks.rules import must_disable, next_try
from tessera.webhooks.send import Answer, Sender
from tessera.webhooks.sign import headers

log = structlog.get_logger()

UNDER_WAY_MAX = 64
PER_ENDPOINT_MAX = 4
LEASE_SECONDS = 60
"""Far longer than a try may take; then another worker may have it."""
GRACE_SECONDS = 5.0
POLL_SECONDS = 0.5
"""How long a message may wait before an idle worker sees it."""
COALESCE_SECONDS = 0.02
PAUSE_LOOK_SECONDS = 2.0


class Dispatcher:
    """Delivers in the background; `close` gives back what is still on its way."""

    def __init__(self, db: Database, *, vault: Vault, sender: Sender, clock: Clock) -> None:
        self._db = db
        self._vault = vault
        self._sender = sender
        self._clock = clock
        self._tasks: set[asyncio.Task[None]] = set()
        self._freed = asyncio.Event()

    async def round(self) -> int:
        """Take what is due and start on it; answers how many."""
        room = UNDER_WAY_MAX - len(self._tasks)
        if room <= 0:
            return 0
        claimed = await self._db.pool.fetch(sql["claim"], room, PER_ENDPOINT_MAX, LEASE_SECONDS)
        for row in claimed:
            task = asyncio.create_task(self._deliver(row))
            self._tasks.add(task)
            task.add_done_callback(self._end)
        return len(claimed)

    async def serve(self, stop: asyncio.Event, paused: Callable[[], Awaitable[bool]]) -> None:
        """Deliver until `stop`; nothing new while `paused`. What ends makes room at once."""
        look_at = 0.0
        resting = False
        while not stop.is_set():
            self._freed.clear()
            try:
                if time.monotonic() >= look_at:
                    resting = await paused()
                    look_at = time.monotonic() + PAUSE_LOOK_SECONDS
                if not resting:
                    await self.round()
            except Exception as error:
                log.warning("round_failed", round="webhooks", error=repr(error))
            await _first_of(stop, self._freed, seconds=POLL_SECONDS)
            # What ends together makes room together.
            await asyncio.sleep(COALESCE_SECONDS)
        await self.close()

    async def settle(self) -> None:
        """Wait for all that is under way; for tests and drills."""
        while self._tasks:
            await asyncio.wait(tuple(self._tasks))

    async def close(self) -> None:
        """Let what is under way finish for some seconds, give back the rest."""
        if self._tasks:
            await asyncio.wait(tuple(self._tasks), timeout=GRACE_SECONDS)
        for task in tuple(self._tasks):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await self._sender.close()

    def _end(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        self._freed.set()

    async def _deliver(self, row: Any) -> None:
        try:
            answer = await self._send(row)
            await self._write_down(row, answer)
        except asyncio.CancelledError:
            with suppress(*LOST):
                await self._db.pool.execute(sql["give_back"], row["id"], row["tries"])
            raise
        except (*LOST, Unavailable) as error:
            # The lease runs out, and somebody tries again.
            log.warning("webhook_not_noted", delivery=str(row["id"]), error=repr(error))

    async def _send(self, row: Any) -> Answer:
        body = row["body"].encode()
        try:
            secrets = open_secrets(self._vault, row["endpoint_id"], row)
        except CannotOpen as error:
            log.warning("webhook_secret_lost", endpoint=str(row["endpoint_id"]), error=repr(error))
            return Answer(None, "the endpoint's secret cannot be opened", "", 0)
        timestamp = int(self._clock().timestamp())
        signed = headers(secrets, message_id=str(row["id"]), timestamp=timestamp, body=body)
        return await self._sender.send(row["url"], signed, body)

    async def _write_down(self, row: Any, answer: Answer) -> None:
        now = self._clock()
        status, next_at = DeliveryStatus.DELIVERED, None
        if not answer.fine:
            chance = random.random()  # noqa: S311 - spreads tries, keeps no secret
            next_at = next_try(row["round_tries"] + 1, now=now, until=row["until"], chance=chance)
            status = DeliveryStatus.WAITING if next_at else DeliveryStatus.FAILED
        ended_at = None if next_at else now
        async with self._db.transaction() as tx:
            done = (row["id"], row["tries"], status.value, next_at, ended_at)
            if await tx.fetch_one(sql["end_try"], *done) is None:
                return
            said = (answer.status, answer.failure, answer.body, answer.milliseconds)
            await tx.fetch(sql["note_try"], row["id"], row["tries"] + 1, row["at"], *said)
            if answer.fine and row["failing_since"] is not None:
                await tx.fetch(sql["went_well"], row["endpoint_id"])
            elif not answer.fine:
                await self._went_wrong(tx, row, answer, now=now, status=status)

    async def _went_wrong(
        self, tx: Tx, row: Any, answer: Answer, *, now: datetime, status: DeliveryStatus
    ) -> None:
        endpoint_id = row["endpoint_id"]
        failing = await tx.fetch_one(sql["went_wrong"], endpoint_id, row["at"])
        if failing is None:
            return
        if must_disable(failing["failing_since"], now, answer.status) and await tx.fetch_one(
            sql["disable"], endpoint_id, now
        ):
            log.warning("webhook_endpoint_disabled", endpoint=str(endpoint_id))
            await _tell(tx, endpoint_id, Trouble.DISABLED, now=now)
        elif status is DeliveryStatus.FAILED:
            await _tell(tx, endpoint_id, Trouble.FAILED, now=now)


async def _tell(tx: Tx, endpoint_id: UUID, trouble: Trouble, *, now: datetime) -> None:
    told = Told(endpoint_id, trouble, now.date().isoformat())
    await enqueue(tx, MAIL_TROUBLE, msgspec.json.encode(told).decode())


async def _first_of(*events: asyncio.Event, seconds: float) -> None:
    """Until one of `events` is set, or the time is over."""
    waits = [asyncio.create_task(event.wait()) for event in events]
    await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    for wait in waits:
        wait.cancel()
