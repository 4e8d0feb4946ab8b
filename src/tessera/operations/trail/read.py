"""Read the audit log, the newest first."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta

from tessera.kit import sql as named

sql = named.beside(__file__)

WORDS_MAX = 254
Words = Annotated[str, Meta(max_length=WORDS_MAX, pattern="^[^\\x00]*$")]


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """Which lines. `who` is an account's id or address, `action` the beginning of one (`account.`),
    days are whole ones of UTC; what is left empty restricts nothing."""

    who: Words = ""
    action: Words = ""
    subject_kind: Words = ""
    subject_id: Words = ""
    since: date | None = None
    until: date | None = None


class LogLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line. `before` and `after` hold what differs."""

    n: int
    at: datetime
    account_id: UUID | None
    account_name: str | None
    account_email: str | None
    acting_as: UUID | None
    address: str
    request_id: str
    action: str
    subject_kind: str
    subject_id: str
    organization_id: int | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    reason: str


async def lines(
    connection: Any,
    wanted: Filter,
    *,
    organization_id: int | None,
    before: int | None,
    limit: int,
) -> list[LogLine]:
    """At most `limit` lines below number `before`, of one organization or of all."""
    rows = await connection.fetch(
        sql["lines"],
        before,
        organization_id,
        wanted.who.strip(),
        wanted.action.strip(),
        wanted.subject_kind.strip(),
        wanted.subject_id.strip(),
        wanted.since,
        wanted.until,
        limit,
    )
    return [_line(dict(row)) for row in rows]


def _line(row: dict[str, Any]) -> LogLine:
    for side in ("before", "after"):
        row[side] = msgspec.json.decode(row[side]) if row[side] else None
    return LogLine(**row)
