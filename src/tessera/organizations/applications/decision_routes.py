"""REST: deciding who may sell."""

import msgspec
from litestar import Response, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody

from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.kit.pagination import PAGE_DEFAULT, page
from tessera.organizations.applications.decide import decide, suspend
from tessera.organizations.applications.model import ApplicationStatus
from tessera.organizations.applications.read import applications_in
from tessera.services import Services
from tessera.web.answers import JsonRequest, json_answer
from tessera.web.guards import may
from tessera.web.once import once
from tessera.web.paging import Cursor, Limit
from tessera.web.who import who_of


class Decision(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whether somebody may sell; a rejection says why, and its maker reads it."""

    approved: bool
    reason: str = ""


class Suspension(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whether an organization rests, and why."""

    suspended: bool
    reason: str = ""


@get("/admin/applications", guards=[may(Right.ORGANIZATIONS_READ)])
async def get_applications(
    request: JsonRequest,
    status: FromQuery[ApplicationStatus] = ApplicationStatus.PENDING,
    limit: Limit = PAGE_DEFAULT,
    cursor: Cursor = 0,
) -> Response[bytes]:
    """Applications of a status, the oldest first."""
    services: Services = request.app.state.services
    found = await applications_in(services.db.pool, status, after=cursor, limit=limit + 1)
    return json_answer(page(found, limit, view=lambda a: a, cursor=lambda a: a.organization_id))


@post(
    "/admin/applications/{organization_id:int}/decision",
    guards=[may(Right.ORGANIZATIONS_DECIDE)],
    status_code=200,
)
async def post_decision(
    request: JsonRequest, organization_id: FromPath[int], data: JSONBody[Decision]
) -> Response[bytes]:
    """Approve, which makes its maker the owner, or reject with a reason."""

    async def act(tx: Tx) -> object:
        approved, who = data.approved, who_of(request)
        return await decide(tx, organization_id, approved=approved, reason=data.reason, who=who)

    return await once(request, act)


@put(
    "/admin/organizations/{organization_id:int}/suspension",
    guards=[may(Right.ORGANIZATIONS_DECIDE)],
    status_code=200,
)
async def put_suspension(
    request: JsonRequest, organization_id: FromPath[int], data: JSONBody[Suspension]
) -> Response[bytes]:
    """Stop all sales of an organization, or let them go on."""

    async def act(tx: Tx) -> object:
        who = who_of(request)
        return await suspend(
            tx, organization_id, suspended=data.suspended, reason=data.reason, who=who
        )

    return await once(request, act)


ROUTES = [get_applications, post_decision, put_suspension]
