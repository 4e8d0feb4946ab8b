"""REST: disputes, refunds that are owed, and trying one again."""

from typing import Literal
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.kit.pagination import PAGE_DEFAULT, page
from tessera.organizations.desk import kept_organization
from tessera.payments.disputes import DisputeStatus
from tessera.payments.owed import (
    dispute_view,
    disputes_of,
    organization_of_refund,
    refund_view,
    refunds_owed,
)
from tessera.payments.refund import retry_refund
from tessera.services import Services
from tessera.web.answers import JsonRequest, json_answer
from tessera.web.guards import allowed, may
from tessera.web.once import once
from tessera.web.paging import Limit

After = FromQuery[UUID | None]
Wanted = FromQuery[DisputeStatus | None]
Owed = FromQuery[Literal["failed", "under_way"] | None]


@get("/organizations/{organization_id:int}/disputes", guards=[may(Right.BOOKS_READ)])
async def get_disputes(
    request: JsonRequest,
    organization_id: FromPath[int],
    status: Wanted = None,
    limit: Limit = PAGE_DEFAULT,
    cursor: After = None,
) -> Response[bytes]:
    """What customers dispute with their banks, the newest first; `answer_by` is the deadline."""
    await kept_organization(request, organization_id)
    return await _disputes(request, organization_id, status=status, limit=limit, cursor=cursor)


@get("/admin/disputes", guards=[may(Right.PLATFORM_READ)])
async def get_all_disputes(
    request: JsonRequest,
    status: Wanted = None,
    limit: Limit = PAGE_DEFAULT,
    cursor: After = None,
) -> Response[bytes]:
    """The same, of every organization."""
    return await _disputes(request, None, status=status, limit=limit, cursor=cursor)


@get("/organizations/{organization_id:int}/refunds", guards=[may(Right.BOOKS_READ)])
async def get_refunds(
    request: JsonRequest,
    organization_id: FromPath[int],
    status: Owed = None,
    limit: Limit = PAGE_DEFAULT,
    cursor: After = None,
) -> Response[bytes]:
    """Refunds that are owed: under way, or given up after a provider refused them."""
    await kept_organization(request, organization_id)
    return await _refunds(request, organization_id, status=status, limit=limit, cursor=cursor)


@get("/admin/refunds", guards=[may(Right.PLATFORM_READ)])
async def get_all_refunds(
    request: JsonRequest, status: Owed = None, limit: Limit = PAGE_DEFAULT, cursor: After = None
) -> Response[bytes]:
    """The same, of every organization."""
    return await _refunds(request, None, status=status, limit=limit, cursor=cursor)


@post("/refunds/{refund_id:uuid}/retry", guards=[may(Right.REFUNDS_RETRY)], status_code=202)
async def post_retry(request: JsonRequest, refund_id: FromPath[UUID]) -> Response[bytes]:
    """Try a refund again that was given up; 409 `refund_not_failed` for any other."""
    await require_keeper(request, refund_id)

    async def act(tx: Tx) -> object:
        await retry_refund(tx, refund_id)
        return {"id": refund_id, "status": "created"}

    return await once(request, act, status=202, money=True)


async def require_keeper(request: JsonRequest, refund_id: UUID) -> None:
    """Raises as `allowed` does unless somebody may try this refund again."""
    services: Services = request.app.state.services
    organization_id = await organization_of_refund(services.db.pool, refund_id)
    await allowed(request, Right.REFUNDS_RETRY, organization_id, what="refund")


async def _disputes(
    request: JsonRequest,
    organization_id: int | None,
    *,
    status: DisputeStatus | None,
    limit: int,
    cursor: UUID | None,
) -> Response[bytes]:
    services: Services = request.app.state.services
    found = await disputes_of(
        services.db.pool, organization_id, status=status, before=cursor, limit=limit + 1
    )
    return json_answer(page(found, limit, view=dispute_view, cursor=lambda dispute: dispute.id))


async def _refunds(
    request: JsonRequest,
    organization_id: int | None,
    *,
    status: Literal["failed", "under_way"] | None,
    limit: int,
    cursor: UUID | None,
) -> Response[bytes]:
    services: Services = request.app.state.services
    failed = None if status is None else status == "failed"
    found = await refunds_owed(
        services.db.pool, organization_id, failed=failed, before=cursor, limit=limit + 1
    )
    return json_answer(page(found, limit, view=refund_view, cursor=lambda refund: refund.id))


ROUTES = [get_disputes, get_all_disputes, get_refunds, get_all_refunds, post_retry]
