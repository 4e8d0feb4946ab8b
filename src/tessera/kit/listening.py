"""Hear what other processes have committed: PostgreSQL's LISTEN, on one connection of its own.

A notice is sent by the transaction it is about and delivered when that commits. Who remembers
something must know when notices may be missed: `Ear.hears` is False from the moment in which the
connection is in doubt until a new one listens.
"""

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any

import asyncpg
import structlog

from tessera.kit.lines import LOST, Lines

log = structlog.get_logger()

RETRY_SECONDS = 0.5
BEAT_SECONDS = 2.0
"""How often a silent connection is asked whether it is still there."""
ANSWER_SECONDS = 1.0


class Ear:
    """Listens on `channel` for as long as `listen` runs.

    `hear` is called with each notice's text; `deafened` whenever some may have been missed.
    """

    def __init__(
        self,
        lines: Lines,
        channel: str,
        *,
        hear: Callable[[str], None],
        deafened: Callable[[], None],
    ) -> None:
        self._lines = lines
        self._channel = channel
        self._hear = hear
        self._deafened = deafened
        self.hears = False

    async def listen(self) -> None:
        """Listen for ever, connecting anew whenever the connection is lost."""
        while True:
            try:
                await self._once()
            except (*LOST, asyncpg.PostgresError) as error:
                log.warning("ear_lost", channel=self._channel, error=repr(error))
            finally:
                self._lose()
            await asyncio.sleep(RETRY_SECONDS)

    async def _once(self) -> None:
        connection = await self._lines.open(server_settings={"application_name": "ear"})
        try:
            connection.add_termination_listener(lambda _: self._lose())
            await connection.add_listener(self._channel, self._heard)
            # What changed before this moment was not heard: begin with nothing remembered.
            self._deafened()
            self.hears = True
            while True:
                await asyncio.sleep(BEAT_SECONDS)
                await connection.execute("SELECT 1", timeout=ANSWER_SECONDS)
        finally:
            self._lose()
            with contextlib.suppress(Exception):
                connection.terminate()

    def _heard(self, *notice: Any) -> None:
        """asyncpg tells connection, process, channel and text."""
        self._hear(str(notice[-1]))

    def _lose(self) -> None:
        if self.hears:
            self.hears = False
            self._deafened()
