"""Pages: take a table away, and timetables of them."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath

from tessera.accounts.policy import Right
from tessera.insights.exports.model import COLUMNS, Export, Format, ScheduleChange, Table
from tessera.insights.exports.present import (
    ABOUT,
    COLUMN_WORDS,
    TABLES,
    every_options,
    schedule_row,
    wanted_schedule,
    weekday_options,
)
from tessera.insights.exports.present import formats as format_options
from tessera.insights.exports.routes import (
    changed,
    entered,
    file_answer,
    own_schedule,
    wanted_period,
)
from tessera.insights.exports.rules import chosen_columns
from tessera.insights.exports.schedules import remove_schedule, schedules_of
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Refused
from tessera.organizations.desk import desk, kept_organization
from tessera.organizations.period_form import asked_period, period_form
from tessera.services import Services
from tessera.web.errors import Trouble, trouble_of
from tessera.web.guards import may
from tessera.web.once import go_once
from tessera.web.pages import (
    Page,
    PageRequest,
    form_of,
    language_of,
    one,
    page,
    refusal,
    say,
    told,
)
from tessera.web.views.exports import ExportsPage
from tessera.web.views.shell import Link, Option

OF = "/organizer/organizations/{organization_id:int}/exports"
DIGITS_MAX = 18
Fields = Mapping[str, list[str]]


@get(OF, guards=[may(Right.INSIGHT_EXPORT)], include_in_schema=False)
async def exports_page(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """Choose a table, its days and columns; below, what is made on a timetable."""
    return await _shown(request, organization_id)


@get(f"{OF}/file", guards=[may(Right.INSIGHT_EXPORT)], include_in_schema=False)
async def export_file(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """The file that the form asks for; where it asks wrongly, the form again."""
    query = request.query_params
    organization = await kept_organization(request, organization_id)
    try:
        export = Export(
            organization_id=organization_id,
            table=Table(query.get("table", "")),
            format=Format(query.get("format", "")),
            columns=chosen_columns(Table(query["table"]), tuple(query.getall("columns", []))),
            period=wanted_period(
                request, organization, since=_day(query, "since"), until=_day(query, "until")
            ),
            show_id=_show(query.get("show_id", "")),
        )
    except ValueError:
        return await _shown(request, organization_id)
    except Invalid as error:
        return await _shown(request, organization_id, trouble=trouble_of(error))
    return await file_answer(request, export)


@post(f"{OF}/schedules", guards=[may(Right.INSIGHT_EXPORT)], include_in_schema=False)
async def post_schedule_form(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """Make one on a timetable."""
    fields = await form_of(request)
    organization = await kept_organization(request, organization_id)
    here = f"/organizer/organizations/{organization_id}/exports?table={one(fields, 'table')[:20]}"

    async def act(tx: Tx) -> str:
        await entered(request, tx, organization=organization, new=wanted_schedule(fields))
        return here

    try:
        return await go_once(request, fields, act)
    except (Invalid, Refused) as error:
        trouble = trouble_of(error)
        return await _shown(request, organization_id, fields=fields, trouble=trouble)


@post(
    "/organizer/export-schedules/{schedule_id:uuid}",
    guards=[may(Right.INSIGHT_EXPORT)],
    include_in_schema=False,
)
async def post_schedule_change(request: PageRequest, schedule_id: FromPath[UUID]) -> Page:
    """Let it rest, let it go on, or make it no more."""
    fields = await form_of(request)
    services: Services = request.app.state.services
    async with services.db.transaction() as tx:
        found = await own_schedule(request, tx, schedule_id)

    async def act(tx: Tx) -> str:
        verb = one(fields, "verb")
        if verb == "remove":
            await remove_schedule(tx, schedule_id)
        elif verb in ("pause", "go_on"):
            version = one(fields, "version")
            known = int(version) if version.isdecimal() and len(version) < 9 else 0
            change = ScheduleChange(version=known, paused=verb == "pause")
            await changed(request, tx, found, change=change)
        else:
            raise NotFound("schedule")
        return f"/organizer/organizations/{found.organization_id}/exports#schedules"

    try:
        return await go_once(request, fields, act)
    except Refused as error:
        return await _shown(request, found.organization_id, trouble=trouble_of(error))


def _day(query: Mapping[str, str], name: str) -> date | None:
    text = query.get(name, "")
    return date.fromisoformat(text) if text else None


def _show(text: str) -> int | None:
    """Raises `ValueError`."""
    if text and not (text.isascii() and text.isdigit() and len(text) <= DIGITS_MAX):
        raise ValueError
    return int(text) if text else None


async def _shown(
    request: PageRequest,
    organization_id: int,
    *,
    fields: Fields | None = None,
    trouble: Trouble | None = None,
) -> Page:
    services: Services = request.app.state.services
    speak = partial(say, request)
    organization = await kept_organization(request, organization_id)
    said = one(dict(fields), "table") if fields else request.query_params.get("table", "")
    table = Table(said) if said in set(Table) else Table.ORDERS
    path = f"/organizer/organizations/{organization_id}/exports"
    period, problems = asked_period(request, organization)
    problems = problems | told(request, trouble)
    chosen = set(fields["columns"]) if fields and "columns" in fields else set(COLUMNS[table])
    view = ExportsPage(
        desk=await desk(request, organization, "exports"),
        tables=tuple(
            Link(speak(TABLES[one_]), f"{path}?table={one_}", one_ is table) for one_ in Table
        ),
        table=table.value,
        about=speak(ABOUT[table]),
        period=period_form(
            request, path, period, timezone=organization.timezone, problems=problems
        ),
        timezone=organization.timezone,
        formats=format_options(request.query_params.get("format", "")),
        columns=tuple(
            Option(name, speak(COLUMN_WORDS[name]), name in chosen) for name in COLUMNS[table]
        ),
        show_id=request.query_params.get("show_id", "")[:20],
        file_url=f"{path}/file",
        schedules=tuple(
            schedule_row(found, speak, language_of(request))
            for found in await schedules_of(services.db.pool, organization_id)
        ),
        schedules_url=f"{path}/schedules",
        every=every_options(speak, fields),
        weekdays=weekday_options(language_of(request), fields),
        values={name: values[0][:200] for name, values in (fields or {}).items() if values},
        problems=problems,
        refusal=refusal(request, trouble) if trouble and not trouble.problems else None,
    )
    wrong = trouble is not None or bool(problems)
    status = (trouble.status if trouble else 422) if wrong else 200
    return await page(request, "organizer/exports.html", view, status=status)


PAGES = [exports_page, export_file, post_schedule_form, post_schedule_change]
