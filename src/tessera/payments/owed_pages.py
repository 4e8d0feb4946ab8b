"""Pages: disputes and refunds that are owed, for organizers and for the platform."""

from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath

from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.kit.money import Money
from tessera.organizations.desk import desk, kept_organization, platform_desk
from tessera.payments.disputes import DisputeStatus
from tessera.payments.owed import Dispute, OwedRefund, disputes_of, refunds_owed
from tessera.payments.owed_routes import require_keeper
from tessera.payments.refund import retry_refund
from tessera.services import Services
from tessera.web.guards import may
from tessera.web.once import go_once
from tessera.web.pages import Page, PageRequest, before_of, form_of, one, own_path, page, say
from tessera.web.present import N_
from tessera.web.views.organizer import Desk
from tessera.web.views.owed import DisputeRow, DisputesPage, RefundRow, RefundsPage
from tessera.web.views.shell import Link, Pagination

PAGE_SIZE = 50
DISPUTE_STATES = {
    "": N_("All"),
    "open": N_("Open"),
    "won": N_("Won"),
    "lost": N_("Lost"),
}
REFUND_STATES = {"": N_("All"), "failed": N_("Refused"), "under_way": N_("Under way")}
ORGANIZATION = "/organizer/organizations/{organization_id:int}"


@get(f"{ORGANIZATION}/disputes", guards=[may(Right.BOOKS_READ)], include_in_schema=False)
async def disputes_page(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """What this organization's customers dispute."""
    organization = await kept_organization(request, organization_id)
    return await _disputes(request, organization_id, await desk(request, organization, "disputes"))


@get("/admin/disputes", guards=[may(Right.PLATFORM_READ)], include_in_schema=False)
async def all_disputes_page(request: PageRequest) -> Page:
    """What anybody disputes."""
    return await _disputes(request, None, platform_desk(request, "disputes"))


@get(f"{ORGANIZATION}/refunds", guards=[may(Right.BOOKS_READ)], include_in_schema=False)
async def refunds_page(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """What this organization's customers still wait for."""
    organization = await kept_organization(request, organization_id)
    return await _refunds(request, organization_id, await desk(request, organization, "refunds"))


@get("/admin/refunds", guards=[may(Right.PLATFORM_READ)], include_in_schema=False)
async def all_refunds_page(request: PageRequest) -> Page:
    """What anybody still waits for."""
    return await _refunds(request, None, platform_desk(request, "refunds"))


@post(
    "/organizer/refunds/{refund_id:uuid}/retry",
    guards=[may(Right.REFUNDS_RETRY)],
    include_in_schema=False,
)
async def retry_refund_form(request: PageRequest, refund_id: FromPath[UUID]) -> Page:
    """Try a refund again, and show the list it was in."""
    fields = await form_of(request)
    await require_keeper(request, refund_id)
    back = own_path(one(fields, "back"))

    async def act(tx: Tx) -> str:
        await retry_refund(tx, refund_id)
        return back

    return await go_once(request, fields, act, money=True)


async def _disputes(request: PageRequest, organization_id: int | None, head: Desk) -> Page:
    services: Services = request.app.state.services
    state, before = _asked(request, DISPUTE_STATES)
    found = await disputes_of(
        services.db.pool,
        organization_id,
        status=DisputeStatus(state) if state else None,
        before=before,
        limit=PAGE_SIZE + 1,
    )
    path = request.url.path
    now = services.clock()
    view = DisputesPage(
        desk=head,
        states=_chips(request, path, DISPUTE_STATES, chosen=state),
        rows=tuple(
            _dispute_row(dispute, late=_late(dispute, now)) for dispute in found[:PAGE_SIZE]
        ),
        pages=_turned(path, state, before=before, found=found),
    )
    return await page(request, "organizer/disputes.html", view)


def _late(dispute: Dispute, now: datetime) -> bool:
    return dispute.answer_by is not None and dispute.answer_by <= now


async def _refunds(request: PageRequest, organization_id: int | None, head: Desk) -> Page:
    services: Services = request.app.state.services
    state, before = _asked(request, REFUND_STATES)
    found = await refunds_owed(
        services.db.pool,
        organization_id,
        failed=None if not state else state == "failed",
        before=before,
        limit=PAGE_SIZE + 1,
    )
    path = request.url.path
    view = RefundsPage(
        desk=head,
        states=_chips(request, path, REFUND_STATES, chosen=state),
        rows=tuple(_refund_row(refund) for refund in found[:PAGE_SIZE]),
        back=f"{path}?{urlencode({'state': state})}" if state else path,
        pages=_turned(path, state, before=before, found=found),
    )
    return await page(request, "organizer/refunds.html", view)


def _asked(request: PageRequest, states: dict[str, str]) -> tuple[str, UUID | None]:
    state = request.query_params.get("state", "")
    return (state if state in states else ""), before_of(request)


def _chips(
    request: PageRequest, path: str, states: dict[str, str], *, chosen: str
) -> tuple[Link, ...]:
    return tuple(
        Link(say(request, word), f"{path}?{urlencode({'state': key})}", key == chosen)
        for key, word in states.items()
    )


def _turned(
    path: str, state: str, *, before: UUID | None, found: list[Dispute] | list[OwedRefund]
) -> Pagination:
    last = found[PAGE_SIZE - 1].id if len(found) > PAGE_SIZE else None
    older = f"{path}?{urlencode({'state': state, 'before': str(last)})}" if last else None
    return Pagination(f"{path}?{urlencode({'state': state})}" if before else None, older)


def _dispute_row(dispute: Dispute, *, late: bool) -> DisputeRow:
    return DisputeRow(
        id=dispute.provider_dispute_id,
        status=dispute.status.value,
        amount=Money(dispute.amount, dispute.currency),
        reason=dispute.reason,
        provider=dispute.provider,
        opened_at=dispute.opened_at,
        answer_by=dispute.answer_by if dispute.status is DisputeStatus.OPEN else None,
        late=late,
        reference=dispute.reference,
        order_url=f"/organizer/orders/{dispute.order_id}",
        buyer=dispute.buyer_name,
        title=dispute.title,
        timezone=dispute.timezone,
    )


def _refund_row(refund: OwedRefund) -> RefundRow:
    return RefundRow(
        id=str(refund.id),
        failed=refund.status == "failed",
        amount=Money(refund.amount, refund.currency),
        failure=refund.failure or "",
        tries=refund.tries,
        next_try_at=refund.due_at,
        created_at=refund.created_at,
        provider=refund.provider,
        reference=refund.reference,
        order_url=f"/organizer/orders/{refund.order_id}",
        buyer=refund.buyer_name,
        title=refund.title,
        timezone=refund.timezone,
    )


PAGES = [disputes_page, all_disputes_page, refunds_page, all_refunds_page, retry_refund_form]
