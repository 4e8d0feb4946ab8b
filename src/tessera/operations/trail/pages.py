"""Pages: the audit log, of the platform and of one organization."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

import msgspec
from litestar import get
from litestar.params import FromPath

from tessera.accounts.policy import Right
from tessera.operations.trail.read import WORDS_MAX, Filter, LogLine, lines
from tessera.organizations.desk import desk, kept_organization, platform_desk
from tessera.services import Services
from tessera.web.guards import may
from tessera.web.pages import Page, PageRequest, page
from tessera.web.present import N_
from tessera.web.views.audit_log import AuditLogPage, Change, LogRow
from tessera.web.views.organizer import Desk
from tessera.web.views.shell import Pagination

PAGE_SIZE = 50
WORDS = ("who", "action", "subject_kind", "subject_id")
DAYS = ("since", "until")
NOT_A_DAY = N_("This is not a day.")
VALUE_SIGNS_MAX = 200


@get("/admin/audit", guards=[may(Right.AUDIT_READ)], include_in_schema=False)
async def audit_log_page(request: PageRequest) -> Page:
    """Who changed what, anywhere."""
    return await _log(request, platform_desk(request, "audit"), None)


@get(
    "/organizer/organizations/{organization_id:int}/audit",
    guards=[may(Right.HISTORY_READ)],
    include_in_schema=False,
)
async def audit_log_of_organization(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """Who changed what of this organization."""
    organization = await kept_organization(request, organization_id)
    return await _log(request, await desk(request, organization, "audit"), organization_id)


async def _log(request: PageRequest, head: Desk, organization_id: int | None) -> Page:
    services: Services = request.app.state.services
    asked = {name: request.query_params.get(name, "")[:WORDS_MAX] for name in (*WORDS, *DAYS)}
    wanted, problems = _filter(asked)
    found = await lines(
        services.db.pool,
        wanted,
        organization_id=organization_id,
        before=_number(request.query_params.get("before", "")),
        limit=PAGE_SIZE + 1,
    )
    path = request.url.path
    kept = {name: value for name, value in asked.items() if value}
    older = urlencode(kept | {"before": found[PAGE_SIZE - 1].n}) if found[PAGE_SIZE:] else ""
    newest = f"{path}?{urlencode(kept)}" if "before" in request.query_params else None
    view = AuditLogPage(
        desk=head,
        action_url=path,
        **asked,
        whole=organization_id is None,
        rows=tuple(_row(line) for line in found[:PAGE_SIZE]),
        pages=Pagination(newest, f"{path}?{older}" if older else None),
        problems=problems,
    )
    status = 422 if problems else 200
    return await page(request, "organizer/audit_log.html", view, status=status)


def _filter(asked: Mapping[str, str]) -> tuple[Filter, dict[str, str]]:
    """What is asked for; a day that is none is a problem, and restricts nothing."""
    days: dict[str, date | None] = {}
    problems = {}
    for name in DAYS:
        try:
            days[name] = date.fromisoformat(asked[name]) if asked[name] else None
        except ValueError:
            days[name], problems[name] = None, NOT_A_DAY
    words = {name: asked[name].replace("\0", "") for name in WORDS}
    return Filter(**words, since=days["since"], until=days["until"]), problems


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 19 else None


def _row(line: LogLine) -> LogRow:
    return LogRow(
        n=line.n,
        at=line.at,
        who=line.account_name or "",
        email=line.account_email or "",
        acting=line.acting_as is not None,
        action=line.action,
        subject=f"{line.subject_kind} {line.subject_id}",
        changes=_changes(line.before or {}, line.after or {}),
        reason=line.reason,
        address=line.address,
        request_id=line.request_id,
    )


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    return tuple(
        Change(name, _said(before.get(name)), _said(after.get(name)))
        for name in {**before, **after}
    )


def _said(value: object) -> str:
    if value is None or isinstance(value, str):
        text = value or ""
    else:
        text = msgspec.json.encode(value).decode()
    return text if len(text) <= VALUE_SIGNS_MAX else f"{text[:VALUE_SIGNS_MAX]}…"


PAGES = [audit_log_page, audit_log_of_organization]
