"""REST: the audit log."""

from datetime import date
from typing import Annotated

from litestar import Response, get
from litestar.params import FromPath, FromQuery, QueryParameter

from tessera.accounts.policy import Right
from tessera.kit.pagination import PAGE_DEFAULT, page
from tessera.operations.trail.read import WORDS_MAX, Filter, lines
from tessera.services import Services
from tessera.web.answers import JsonRequest, json_answer
from tessera.web.guards import may
from tessera.web.paging import Limit

Words = Annotated[str, QueryParameter(max_length=WORDS_MAX)]
Line = Annotated[int | None, QueryParameter(ge=1, le=2**63 - 1)]


@get("/admin/audit-log", guards=[may(Right.AUDIT_READ)])
async def get_audit_log(
    request: JsonRequest,
    who: Words = "",
    action: Words = "",
    subject_kind: Words = "",
    subject_id: Words = "",
    since: FromQuery[date | None] = None,
    until: FromQuery[date | None] = None,
    limit: Limit = PAGE_DEFAULT,
    cursor: Line = None,
) -> Response[bytes]:
    """Who changed what, the newest first."""
    wanted = Filter(
        who=who,
        action=action,
        subject_kind=subject_kind,
        subject_id=subject_id,
        since=since,
        until=until,
    )
    return await _answer(request, wanted, None, limit=limit, cursor=cursor)


@get("/organizations/{organization_id:int}/audit-log", guards=[may(Right.HISTORY_READ)])
async def get_audit_log_of_organization(
    request: JsonRequest,
    organization_id: FromPath[int],
    who: Words = "",
    action: Words = "",
    since: FromQuery[date | None] = None,
    until: FromQuery[date | None] = None,
    limit: Limit = PAGE_DEFAULT,
    cursor: Line = None,
) -> Response[bytes]:
    """Who changed what of an organization, the newest first."""
    wanted = Filter(who=who, action=action, since=since, until=until)
    return await _answer(request, wanted, organization_id, limit=limit, cursor=cursor)


async def _answer(
    request: JsonRequest,
    wanted: Filter,
    organization_id: int | None,
    *,
    limit: int,
    cursor: int | None,
) -> Response[bytes]:
    services: Services = request.app.state.services
    found = await lines(
        services.db.pool, wanted, organization_id=organization_id, before=cursor, limit=limit + 1
    )
    return json_answer(page(found, limit, view=lambda line: line, cursor=lambda line: line.n))


ROUTES = [get_audit_log, get_audit_log_of_organization]
