"""Read accounts, their history, and how far a run has come."""

from typing import Any
from uuid import UUID

import msgspec

from tessera.admin.people.model import Account, BlockRun, WantedAccounts, Work
from tessera.kit import sql as named
from tessera.kit.errors import NotFound

sql = named.beside(__file__)


async def list_accounts(
    connection: Any, wanted: WantedAccounts, *, before: UUID | None, limit: int
) -> list[Account]:
    """Accounts, the newest first. Percent signs and underscores are searched for as they are."""
    words = wanted.words.strip()
    for sign in ("\\", "%", "_"):
        words = words.replace(sign, "\\" + sign)
    rows = await connection.fetch(sql["list"], words, wanted.status, wanted.role, before, limit)
    return [msgspec.convert(dict(row), Account, strict=False) for row in rows]


async def read_account(connection: Any, account_id: UUID) -> Account:
    """One account with where it works. Raises `NotFound`."""
    row = await connection.fetchrow(sql["one"], account_id)
    if row is None:
        raise NotFound("account")
    works = await connection.fetch(sql["works"], account_id)
    found = msgspec.convert(dict(row), Account, strict=False)
    return msgspec.structs.replace(found, works=tuple(Work(*work.values()) for work in works))


async def read_run(connection: Any, run_id: UUID) -> BlockRun:
    """How far a run has come. Raises `NotFound`."""
    row = await connection.fetchrow(sql["run"], run_id)
    if row is None:
        raise NotFound("run")
    return msgspec.convert({f: row[f] for f in BlockRun.__struct_fields__}, BlockRun, strict=False)


async def history_of(connection: Any, kind: str, subject: object) -> list[dict[str, Any]]:
    """The latest lines of the audit log about something, the newest first."""
    return [dict(row) for row in await connection.fetch(sql["history"], kind, str(subject))]
