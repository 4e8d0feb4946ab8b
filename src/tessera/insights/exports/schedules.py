"""Exports on a timetable: entered, paused, removed; made when they are due."""

from datetime import datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog

from tessera.accounts.notices import Notice, tell
from tessera.insights.exports.make import count_rows, sql
from tessera.insights.exports.model import (
    Every,
    Export,
    Format,
    NewSchedule,
    Schedule,
    ScheduleChange,
    Table,
)
from tessera.insights.exports.rules import check_schedule, chosen_columns, due_days, next_run
from tessera.kit.database import Database, Tx
from tessera.kit.errors import NotFound, Refused
from tessera.kit.ids import new_id
from tessera.organizations.model import Organization
from tessera.organizations.periods import Period

log = structlog.get_logger()

SCHEDULES_MAX = 20
"""Of an organization."""
RUNS_A_ROUND = 20
NO_MAKER = "maker_gone"
"""Who made it has left, or may not export any more."""
BROKEN = "could_not_be_made"


async def enter_schedule(
    tx: Tx, organization: Organization, new: NewSchedule, *, account_id: UUID, now: datetime
) -> Schedule:
    """A new one, by the organization's clock. Raises `Invalid`, `Refused(too_many_schedules)`."""
    check_schedule(new)
    if await tx.raw.fetchval(sql["count_schedules"], organization.id) >= SCHEDULES_MAX:
        raise Refused("too_many_schedules")
    schedule_id = new_id()
    await tx.fetch(
        sql["add_schedule"],
        schedule_id,
        organization.id,
        new.name.strip(),
        new.table.value,
        new.format.value,
        list(chosen_columns(new.table, new.columns)),
        new.every.value,
        new.weekday,
        new.day,
        time.fromisoformat(new.at),
        next_run(
            new.every,
            weekday=new.weekday,
            day=new.day,
            at=time.fromisoformat(new.at),
            after=now,
            timezone=organization.timezone,
        ),
        account_id,
    )
    return await read_schedule(tx.raw, schedule_id)


async def schedules_of(connection: Any, organization_id: int) -> list[Schedule]:
    """All of an organization, the newest first."""
    rows = await connection.fetch(sql["schedules"], organization_id, None, SCHEDULES_MAX)
    return [_schedule(row) for row in rows]


async def read_schedule(connection: Any, schedule_id: UUID) -> Schedule:
    """One of them. Raises `NotFound`."""
    house = await connection.fetchval(sql["house_of_schedule"], schedule_id)
    rows = await connection.fetch(sql["schedules"], house, schedule_id, 1)
    if not rows:
        raise NotFound("schedule")
    return _schedule(rows[0])


async def change_schedule(
    tx: Tx, found: Schedule, change: ScheduleChange, *, timezone: str, now: datetime
) -> Schedule:
    """Let it rest, or go on: what was due meanwhile is not made up for. Raises
    `Refused(changed_meanwhile)`."""
    due = _next(found, timezone, now)
    row = await tx.fetch_one(sql["pause_schedule"], found.id, change.version, change.paused, due)
    if row is None:
        raise Refused("changed_meanwhile")
    return await read_schedule(tx.raw, found.id)


async def remove_schedule(tx: Tx, schedule_id: UUID) -> None:
    """It is made no more. Raises `NotFound`."""
    if await tx.fetch_one(sql["remove_schedule"], schedule_id) is None:
        raise NotFound("schedule")


async def run_due(db: Database) -> int:
    """Make what is due, a transaction each; answers how many."""
    for run in range(RUNS_A_ROUND):
        async with db.transaction() as tx:
            if not await run_one(tx):
                return run
    return RUNS_A_ROUND


async def run_one(tx: Tx) -> bool:
    """Make the one that is due first: count its rows and mail its maker where to take them.

    The mail has a link and not the table: what is in it is for who is signed in and may still.
    """
    due = await tx.fetch_one(sql["take_due"])
    if due is None:
        return False
    found, timezone = await read_schedule(tx.raw, due["id"]), due["timezone"]
    now: datetime = await tx.raw.fetchval("SELECT tessera_now()")
    maker = await tx.fetch_one(sql["maker"], found.id)
    rows, failure = None, NO_MAKER
    if maker is not None:
        export = export_of(found, timezone)
        rows, failure = await _counted(tx, export)
        await tell(tx, _notice(found, maker, export, rows=rows))
    await tx.fetch(sql["ran"], found.id, _next(found, timezone, now), rows, failure)
    return True


async def _counted(tx: Tx, export: Export) -> tuple[int | None, str]:
    try:
        async with tx.raw.transaction():
            return await count_rows(tx, export), ""
    except Exception as error:
        log.warning("scheduled_export_failed", table=export.table.value, error=repr(error))
        return None, BROKEN


def export_of(found: Schedule, timezone: str) -> Export:
    """The export that a run at its time makes."""
    day = found.next_at.astimezone(ZoneInfo(timezone)).date()
    days = due_days(found.every, day)
    return Export(
        organization_id=found.organization_id,
        table=found.table,
        format=found.format,
        columns=found.columns,
        period=Period(days.since, days.until, timezone),
    )


def _notice(found: Schedule, maker: Any, export: Export, *, rows: int | None) -> Notice:
    facts = {
        "name": found.name,
        "rows": str(rows),
        "since": export.period.since.isoformat(),
        "until": export.period.until.isoformat(),
        "path": address_of(export),
    }
    kind = "export_failed" if rows is None else "export_ready"
    cause = f"{found.id}:{found.next_at.isoformat()}"
    return Notice(kind, maker["email"], maker["locale"], cause, facts)


def address_of(export: Export) -> str:
    """The page's address at which it is downloaded."""
    query = "&".join([
        f"table={export.table}",
        f"format={export.format}",
        f"since={export.period.since}",
        f"until={export.period.until}",
        *(f"columns={name}" for name in export.columns),
    ])  # fmt: skip
    return f"/organizer/organizations/{export.organization_id}/exports/file?{query}"


def _next(found: Schedule, timezone: str, now: datetime) -> datetime:
    return next_run(
        found.every,
        weekday=found.weekday,
        day=found.day,
        at=time.fromisoformat(found.at),
        after=now,
        timezone=timezone,
    )


def _schedule(row: Any) -> Schedule:
    told = dict(row) | {
        "table": Table(row["table"]),
        "format": Format(row["format"]),
        "columns": tuple(row["columns"]),
        "every": Every(row["every"]),
    }
    return Schedule(**told)
