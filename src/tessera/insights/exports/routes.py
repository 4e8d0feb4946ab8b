"""REST: tables to take away, and timetables of them."""

from datetime import date
from typing import Annotated
from uuid import UUID

from litestar import Response, delete, get, patch, post
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from litestar.response import Stream

from tessera.accounts.policy import Right
from tessera.insights.exports.make import chunks, note_export
from tessera.insights.exports.model import (
    COLUMNS,
    MEDIA_TYPES,
    Export,
    Format,
    NewSchedule,
    Schedule,
    ScheduleChange,
    Table,
)
from tessera.insights.exports.rules import chosen_columns
from tessera.insights.exports.schedules import (
    change_schedule,
    enter_schedule,
    read_schedule,
    remove_schedule,
    schedules_of,
)
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Problem
from tessera.organizations.desk import kept_organization
from tessera.organizations.found import read_organization
from tessera.organizations.model import Organization
from tessera.organizations.periods import Period, period_of
from tessera.services import Services
from tessera.web.answers import JsonRequest, json_answer
from tessera.web.guards import Connection, allowed, may, require
from tessera.web.limited import within_expensive
from tessera.web.once import once
from tessera.web.who import who_of

OF = "/organizations/{organization_id:int}"
SCHEDULE = "/export-schedules/{schedule_id:uuid}"
DAYS_MAX = 366
Day = FromQuery[date | None]
ShowId = Annotated[int | None, QueryParameter(ge=1, le=2**63 - 1)]
Columns = Annotated[list[str] | None, QueryParameter(max_items=40)]


@get(f"{OF}/exports", guards=[may(Right.INSIGHT_EXPORT)])
async def get_exports(request: JsonRequest, organization_id: FromPath[int]) -> Response[bytes]:
    """What can be taken away: each table with its columns and what these hold, and the formats."""
    await kept_organization(request, organization_id)
    tables = {table: dict(COLUMNS[table]) for table in Table}
    return json_answer({"tables": tables, "formats": list(Format)})


@get(f"{OF}/exports/{{table:str}}", guards=[may(Right.INSIGHT_EXPORT)])
async def get_export(
    request: JsonRequest,
    organization_id: FromPath[int],
    table: FromPath[str],
    format_: Annotated[Format, QueryParameter(name="format")] = Format.CSV,
    columns: Columns = None,
    since: Day = None,
    until: Day = None,
    show_id: ShowId = None,
) -> Stream:
    """A table, streamed: `csv` and `xlsx` for people (amounts in units, times by the house's
    clock), `json` and `parquet` for programs (minor units, UTC). Days by the organization's clock,
    this month where none is named, 366 at most. Every export is in the audit log."""
    if table not in set(Table):
        raise NotFound("table")
    organization = await kept_organization(request, organization_id)
    export = Export(
        organization_id=organization.id,
        table=Table(table),
        format=format_,
        columns=chosen_columns(Table(table), tuple(columns or ())),
        period=wanted_period(request, organization, since=since, until=until),
        show_id=show_id,
    )
    return await file_answer(request, export)


def wanted_period(
    request: Connection, organization: Organization, *, since: date | None, until: date | None
) -> Period:
    """The days asked for. Raises `Invalid`."""
    now = request.app.state.services.clock()
    period = period_of(since, until, timezone=organization.timezone, now=now)
    if (period.until - period.since).days >= DAYS_MAX:
        raise Invalid([Problem("until", f"must lie within {DAYS_MAX} days of since")])
    return period


async def file_answer(request: Connection, export: Export) -> Stream:
    """The file, noted in the audit log before its first byte leaves. Raises `Unavailable`."""
    await within_expensive(request)
    services: Services = request.app.state.services
    services.exports.look()
    async with services.db.transaction() as tx:
        await note_export(tx, who_of(request), export, how="download")
    return Stream(
        chunks(services.db, services.exports, export),
        media_type=MEDIA_TYPES[export.format],
        headers={
            "Content-Disposition": f'attachment; filename="{export.file_name}"',
            "Cache-Control": "private, no-store",
        },
    )


@get(f"{OF}/export-schedules", guards=[may(Right.INSIGHT_EXPORT)])
async def get_schedules(request: JsonRequest, organization_id: FromPath[int]) -> Response[bytes]:
    """Exports on a timetable, with their last run and what went wrong with it."""
    await kept_organization(request, organization_id)
    services: Services = request.app.state.services
    found = await schedules_of(services.db.pool, organization_id)
    return json_answer({"items": found, "next_cursor": None})


@post(f"{OF}/export-schedules", guards=[may(Right.INSIGHT_EXPORT)], status_code=201)
async def post_schedule(
    request: JsonRequest, organization_id: FromPath[int], data: JSONBody[NewSchedule]
) -> Response[bytes]:
    """Make one on a timetable; who asks is mailed a link each time."""
    organization = await kept_organization(request, organization_id)

    async def act(tx: Tx) -> object:
        return await entered(request, tx, organization=organization, new=data)

    return await once(request, act, status=201)


async def entered(
    request: Connection, tx: Tx, *, organization: Organization, new: NewSchedule
) -> Schedule:
    """The schedule of who is asking."""
    person = await require(request)
    now = request.app.state.services.clock()
    return await enter_schedule(tx, organization, new, account_id=person.account_id, now=now)


@patch(SCHEDULE, guards=[may(Right.INSIGHT_EXPORT)])
async def patch_schedule(
    request: JsonRequest, schedule_id: FromPath[UUID], data: JSONBody[ScheduleChange]
) -> Response[bytes]:
    """Let it rest, or go on."""

    async def act(tx: Tx) -> object:
        found = await own_schedule(request, tx, schedule_id)
        return await changed(request, tx, found, change=data)

    return await once(request, act)


async def changed(
    request: Connection, tx: Tx, found: Schedule, *, change: ScheduleChange
) -> Schedule:
    """The schedule as it is then."""
    organization = await read_organization(tx, found.organization_id)
    now = request.app.state.services.clock()
    return await change_schedule(tx, found, change, timezone=organization.timezone, now=now)


async def own_schedule(request: Connection, tx: Tx, schedule_id: UUID) -> Schedule:
    """A schedule, for who may export there."""
    found = await read_schedule(tx.raw, schedule_id)
    await allowed(request, Right.INSIGHT_EXPORT, found.organization_id, what="schedule")
    return found


@delete(SCHEDULE, guards=[may(Right.INSIGHT_EXPORT)], status_code=204)
async def delete_schedule(request: JsonRequest, schedule_id: FromPath[UUID]) -> Response[None]:
    """Make it no more."""

    async def act(tx: Tx) -> object:
        found = await own_schedule(request, tx, schedule_id)
        await remove_schedule(tx, found.id)
        return None

    return await once(request, act, status=204)


ROUTES = [
    get_exports,
    get_export,
    get_schedules,
    post_schedule,
    patch_schedule,
    delete_schedule,
]
