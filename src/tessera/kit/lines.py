"""The lines to PostgreSQL: opened at whichever host takes writes, cut when the other end is mute.

An address may name several hosts (`postgresql://app@db1,db2/tessera?target_session_attrs=read-write`).
A killed server says so by itself; one whose machine lost power, or that hangs, says nothing at all,
and whoever waits for it would wait for minutes. So each host gets a bounded time to let us in, and
a pulse looks whether the server still answers; where it does not, every line is cut and what
waited on it fails at once, to be tried again at the next host.
"""

import asyncio
import contextlib
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit
from weakref import WeakSet

import asyncpg
import structlog

from tessera.kit import tracing
from tessera.kit.figures import Times

log = structlog.get_logger()

HOST_SECONDS = 3.0
"""How long one host may take to let us in."""
BEAT_SECONDS = 1.0
ANSWER_SECONDS = 5.0
"""A server that is merely busy answers SELECT 1 in milliseconds."""
RETRY_SECONDS = 0.5

LOST = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    # What the library says to who asks on a line in the moment in which its server dies.
    asyncpg.InternalClientError,
    asyncpg.exceptions.CannotConnectNowError,
    asyncpg.exceptions.AdminShutdownError,
    asyncpg.exceptions.CrashShutdownError,
    # No host takes writes: the primary is gone and nobody has taken its place yet.
    asyncpg.exceptions.TargetServerAttributeNotMatched,
    # A line to somebody who was a primary a moment ago.
    asyncpg.exceptions.ReadOnlySQLTransactionError,
    ConnectionError,
    TimeoutError,
    OSError,
)
"""Errors that say the database could not be reached, so nothing is known of the outcome."""


def one_by_one(url: str) -> list[str]:
    """The address of each host in an address that may name several."""
    parts = urlsplit(url)
    who, at, places = parts.netloc.rpartition("@")
    if places:
        return [
            urlunsplit(parts._replace(netloc=f"{who}{at}{place}")) for place in places.split(",")
        ]
    wishes = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    hosts = wishes.get("host", "").split(",")
    if len(hosts) == 1:
        return [url]
    return [urlunsplit(parts._replace(query=urlencode(wishes | {"host": host}))) for host in hosts]


class Lines:
    """Every connection of a process to one database."""

    def __init__(self, url: str) -> None:
        self._urls = one_by_one(url)
        self._open: WeakSet[asyncpg.Connection[Any]] = WeakSet()
        self.statements = Times()
        self.failures = 0
        self.cuts = 0
        self._heard_at = 0.0

    async def open(self, *_: Any, timed: bool = False, **options: Any) -> "asyncpg.Connection[Any]":
        """A connection to the first host that fits; the last one that did is asked first.

        Takes the options of `asyncpg.connect`, save for the address; what runs on a `timed` one
        is counted. Raises one of `LOST`: `TimeoutError` where a host was mute.
        """
        options = {**options, "dsn": None}
        refusal: BaseException | None = None
        for url in tuple(self._urls):
            try:
                line = await asyncpg.connect(**options | {"dsn": url, "timeout": HOST_SECONDS})
            except LOST as error:
                # That one is mute says more than that another takes no writes: lines to it hang.
                refusal = refusal if isinstance(refusal, TimeoutError) else error
                continue
            self._urls.sort(key=url.__ne__)
            self._open.add(line)
            if timed:
                line.add_query_logger(self._ran)
            return line
        assert refusal is not None, "an address names a host"
        raise refusal

    def cut(self) -> None:
        """End every line at once; whoever waits on one is told."""
        self.cuts += 1
        for line in tuple(self._open):
            with contextlib.suppress(Exception):
                line.terminate()

    def _ran(self, statement: Any) -> None:
        self.statements.note(statement.elapsed)
        if statement.exception is not None:
            self.failures += 1
        if tracing.is_on():
            tracing.note_statement(statement)

    async def watch(self) -> None:
        """Cut the lines whenever nobody who takes writes was heard for a while, for ever."""
        loop = asyncio.get_running_loop()
        self._heard_at = loop.time()
        while True:
            try:
                await self._beat()
            except (*LOST, asyncpg.PostgresError) as error:
                log.warning("database_lost", error=repr(error))
            if loop.time() - self._heard_at >= ANSWER_SECONDS:
                self.cut()
            await asyncio.sleep(RETRY_SECONDS)

    async def _beat(self) -> None:
        loop = asyncio.get_running_loop()
        line = await self.open(server_settings={"application_name": "pulse"})
        try:
            while True:
                self._heard_at = loop.time()
                await asyncio.sleep(BEAT_SECONDS)
                # Not asyncpg's own timeout: that one first asks the mute server to cancel.
                async with asyncio.timeout(ANSWER_SECONDS):
                    await line.execute("SELECT 1")
        finally:
            with contextlib.suppress(Exception):
                line.terminate()
