"""Looks at the database: who we are there, what time it is, whose places it knows."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import asyncpg

from tessera.kit.errors import TesseraError
from tessera.operations.doctor.model import Warned

ANSWER_SECONDS_MAX = 5
APART_SECONDS_MAX = 1.0
"""How far clocks may be apart: holds last minutes, codes of an app half a minute."""
WRONG_SECONDS = 30.0
WRITTEN_ONCE = ("audit_log", "invoices", "ledger_entries")
ZONES_MAX = 1000


@asynccontextmanager
async def connected(url: str) -> AsyncIterator["asyncpg.Connection[Any]"]:
    """A connection for one look."""
    connection = await asyncpg.connect(url, timeout=ANSWER_SECONDS_MAX)
    try:
        yield connection
    finally:
        await connection.close()


async def role(url: str, *, production: bool) -> str:
    """Whether the books are safe from the servers themselves (operations/privileges.py)."""
    async with connected(url) as connection:
        name = await connection.fetchval("SELECT current_user")
        missing = await connection.fetch(
            "SELECT t FROM unnest($1::text[]) AS t WHERE NOT has_table_privilege(t, 'INSERT')",
            list(WRITTEN_ONCE),
        )
        loose = await connection.fetch(
            "SELECT t FROM unnest($1::text[]) AS t WHERE has_table_privilege(t, 'UPDATE')",
            list(WRITTEN_ONCE),
        )
    if missing:
        raise TesseraError(f"{name} may not write {missing[0]['t']}: run `tessera migrate`")
    if loose:
        advice = f"{name} may rewrite {loose[0]['t']}: sign in as tessera_app (docs/deploy.md)"
        raise (TesseraError if production else Warned)(advice)
    return f"{name} adds to the books and rewrites none"


async def clock(url: str, *, now: Callable[[], float] = time.time) -> str:
    """How far this machine's clock is from the database's, to half the round trip."""
    async with connected(url) as connection:
        before = now()
        theirs = await connection.fetchval("SELECT extract(epoch FROM clock_timestamp())::float8")
        after = now()
    apart = abs(theirs - (before + after) / 2)
    if apart > WRONG_SECONDS:
        raise TesseraError(f"{apart:.0f} s from the database's: set the clock (NTP)")
    if apart > APART_SECONDS_MAX:
        raise Warned(f"{apart:.1f} s from the database's: set the clock (NTP)")
    return f"{1000 * apart:.0f} ms from the database's"


async def zones(url: str) -> str:
    """Whether this machine and the database know the time zone of every venue."""
    async with connected(url) as connection:
        rows = await connection.fetch(
            """SELECT DISTINCT timezone, timezone IN (SELECT name FROM pg_timezone_names) AS known
            FROM venues LIMIT $1""",
            ZONES_MAX,
        )
    for row in rows:
        try:
            ZoneInfo(row["timezone"])
        except (ZoneInfoNotFoundError, ValueError):
            raise TesseraError(f"{row['timezone']}: install the package tzdata") from None
        if not row["known"]:
            raise TesseraError(f"PostgreSQL does not know {row['timezone']}: update its tzdata")
    return f"all {len(rows)} of the venues"
