"""PostgreSQL: one pool for hot statements, one engine for ordinary reads and writes.

`db.transaction()` is opened at an edge and handed down as `tx`; callees cannot commit. The desks
use `db.pool`: there one statement is one transaction and one round trip.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import asyncpg
from sqlalchemy import CursorResult, Executable, MetaData, RowMapping
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from tessera.kit.errors import Unavailable
from tessera.kit.lines import LOST, Lines

__all__ = ["LOST", "Database", "PooledConnection", "Tx", "connect", "is_lost", "make_engine"]

COMMAND_SECONDS_MAX = 60

metadata = MetaData(
    naming_convention={
        "ix": "%(table_name)s_%(column_0_N_name)s",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "ck": "%(table_name)s_%(constraint_name)s",
        "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
        "pk": "%(table_name)s_pkey",
    }
)


class PooledConnection(asyncpg.Connection):  # type: ignore[misc]
    """A connection that costs no second round trip when it goes back to the pool.

    asyncpg would clear session state each time; our statements leave none behind.
    """

    __slots__ = ()

    def get_reset_query(self) -> str:
        """Nothing to clear."""
        return ""


class Tx:
    """One open transaction. Verbs take it first and never commit it."""

    __slots__ = ("_connection", "raw")

    def __init__(self, connection: AsyncConnection, raw: "asyncpg.Connection[Any]") -> None:
        self._connection = connection
        self.raw = raw

    async def execute(self, statement: Executable) -> CursorResult[Any]:
        """Run a Core statement."""
        return await self._connection.execute(statement)

    async def all(self, statement: Executable) -> Sequence[RowMapping]:
        """Every row of a bounded Core statement."""
        return (await self._connection.execute(statement)).mappings().all()

    async def one(self, statement: Executable) -> RowMapping | None:
        """The row of a Core statement that has at most one."""
        return (await self._connection.execute(statement)).mappings().one_or_none()

    async def scalar(self, statement: Executable) -> Any:
        """The single value of a Core statement, or None."""
        return (await self._connection.execute(statement)).scalar_one_or_none()

    async def fetch(self, query: str, *arguments: Any) -> "list[asyncpg.Record]":
        """Every row of a named SQL statement, on the same transaction."""
        rows: list[asyncpg.Record] = await self.raw.fetch(query, *arguments)
        return rows

    async def fetch_one(self, query: str, *arguments: Any) -> "asyncpg.Record | None":
        """The first row of a named SQL statement, on the same transaction."""
        return await self.raw.fetchrow(query, *arguments)


def is_lost(error: BaseException | None) -> bool:
    """Whether PostgreSQL went away under a request. What it had asked for may have happened: who
    sends it again with the same key gets what came of it."""
    error = drivers_own(error)
    return isinstance(error, LOST) and not isinstance(error, FileNotFoundError | PermissionError)


def drivers_own(error: BaseException | None) -> BaseException | None:
    """The error of the database's driver, which SQLAlchemy wraps twice."""
    if isinstance(error, DBAPIError):
        return error.orig.__cause__ if error.orig is not None else None
    return error


class Database:
    """The two ways to PostgreSQL; made by `connect`, closed by its owner."""

    def __init__(self, engine: AsyncEngine, pool: "asyncpg.Pool[Any]", lines: Lines) -> None:
        self.engine = engine
        self.pool = pool
        self.lines = lines

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Tx]:
        """A transaction that commits when the block ends well and rolls back when it does not.

        Raises `Unavailable` when PostgreSQL cannot be reached.
        """
        try:
            connection = await self.engine.connect()
        except PoolTimeout as error:
            raise Unavailable("too many wait for a connection", retry_after_seconds=5) from error
        except (DBAPIError, *LOST) as error:
            if not is_lost(error):
                raise
            raise Unavailable("the database cannot be reached", retry_after_seconds=2) from error
        try:
            async with connection.begin():
                # SQLAlchemy sends BEGIN with its own first statement: without one, statements on
                # the raw connection would each commit by themselves and hold no lock.
                await connection.exec_driver_sql("SELECT 1")
                raw = await connection.get_raw_connection()
                driver: Any = raw.driver_connection
                yield Tx(connection, driver)
        finally:
            await connection.close()

    async def close(self) -> None:
        """Give every connection back to the server."""
        await self.engine.dispose()
        await self.pool.close()


async def connect(
    url: str,
    *,
    connections_max: int,
    clock_offset_seconds: int = 0,
    name: str = "tessera",
    lazy: bool = False,
) -> Database:
    """Open both pools on `url` (`postgresql://…`); `connections_max` bounds each of them.

    `lazy` opens no connection yet, and so does not care whether anybody is there.
    """
    settings = {"application_name": name, "timezone": "UTC", "jit": "off"}
    if clock_offset_seconds:
        settings["tessera.clock_offset"] = f"{clock_offset_seconds} seconds"
    asked = {"server_settings": settings, "command_timeout": COMMAND_SECONDS_MAX}
    lines = Lines(url)
    pool = await asyncpg.create_pool(
        connect=partial(lines.open, timed=True),
        connection_class=PooledConnection,
        # The pool would try to keep a floor, and tell of each try while the server is away.
        min_size=0,
        max_size=connections_max,
        max_inactive_connection_lifetime=0,
        **asked,
    )
    engine = make_engine(
        url,
        asked,
        lines=lines,
        pool_size=connections_max,
        max_overflow=0,
        pool_timeout=10,
        pool_pre_ping=True,
    )
    if not lazy:
        try:
            await pool.fetchval("SELECT 1")
        except BaseException:
            pool.terminate()
            raise
    return Database(engine, pool, lines)


def make_engine(
    url: str, asked: Mapping[str, Any] | None = None, *, lines: Lines | None = None, **pooling: Any
) -> AsyncEngine:
    """An engine on a libpq URL. asyncpg reads all of it: several hosts, sockets (`?host=`) and how
    much a server has to prove (`?sslmode=verify-full&sslrootcert=…`), of which SQLAlchemy knows
    nothing."""
    opened = partial(lines.open, timed=True) if lines else Lines(url).open
    how = {"async_creator_fn": opened, **(asked or {})}
    return create_async_engine("postgresql+asyncpg://", connect_args=how, **pooling)


def run_script(bind: Any, script: str) -> None:
    """Run several SQL statements at once on a migration's connection.

    Drivers that prepare statements take one at a time; asyncpg's own `execute` takes a script.
    """
    bind.connection.dbapi_connection.run_async(lambda raw: raw.execute(script))
