"""Pages: where an organization's money goes, and what waits for a second person."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import FromPath

from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, Problem, Refused
from tessera.organizations.desk import desk, kept_organization
from tessera.organizations.payouts.change import open_approvals, read_payouts
from tessera.organizations.payouts.model import Approval, PayoutsWanted
from tessera.organizations.payouts.routes import changed, judging
from tessera.services import Services
from tessera.web.errors import Trouble, trouble_of
from tessera.web.guards import may, require
from tessera.web.once import go_once, go_or_tell
from tessera.web.pages import Page, PageRequest, form_of, one, page, refusal, told
from tessera.web.views.houses import ApprovalRow, PayoutsPage
from tessera.web.views.shell import Option

HOUSE = "/organizer/organizations/{organization_id:int}/payouts"
FIELDS = ("kind", "holder", "number", "bank_code")
Fields = dict[str, list[str]]


@get(HOUSE, guards=[may(Right.APPROVALS_READ)], include_in_schema=False)
async def payouts_page(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """Where money goes, and what waits."""
    return await _page(request, organization_id)


@post(HOUSE, guards=[may(Right.PAYOUTS_CHANGE)], include_in_schema=False)
async def post_payouts(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """Say where money goes."""
    fields = await form_of(request)

    async def act(tx: Tx) -> str:
        await changed(request, tx, organization_id, wanted=_wanted(fields))
        return _url(organization_id)

    return await go_or_tell(
        request,
        fields,
        act,
        lambda error: _page(request, organization_id, fields, trouble=trouble_of(error)),
        money=True,
    )


@post(
    HOUSE + "/approvals/{approval_id:uuid}",
    guards=[may(Right.APPROVALS_DECIDE)],
    include_in_schema=False,
)
async def post_verdict_form(
    request: PageRequest, organization_id: FromPath[int], approval_id: FromPath[UUID]
) -> Page:
    """Approve or reject."""
    fields = await form_of(request)
    approved = one(fields, "answer") == "yes"

    try:
        judge = await judging(request, organization_id, approval_id=approval_id, approved=approved)

        async def act(tx: Tx) -> str:
            await judge(tx)
            return _url(organization_id)

        return await go_once(request, fields, act, money=True)
    except (Invalid, Refused) as error:
        return await _page(request, organization_id, trouble=trouble_of(error))


def _wanted(fields: Fields) -> PayoutsWanted:
    values = {name: one(fields, name).strip() for name in FIELDS}
    try:
        return msgspec.convert(values, PayoutsWanted)
    except msgspec.ValidationError as error:
        message, _, path = str(error).partition(" - at `$.")
        raise Invalid([Problem(path.rstrip("`"), message)]) from error


async def _page(
    request: PageRequest,
    organization_id: int,
    fields: Fields | None = None,
    *,
    trouble: Trouble | None = None,
) -> Page:
    services: Services = request.app.state.services
    organization = await kept_organization(request, organization_id)
    person = await require(request)
    current = await read_payouts(services.db.pool, organization_id)
    asked = await open_approvals(services.db.pool, organization_id)
    sees = person.may(Right.PAYOUTS_READ, organization_id)
    wrong = told(request, trouble)
    kind = one(fields, "kind") if fields else "iban"
    view = PayoutsPage(
        desk=await desk(request, organization, "payouts"),
        url=_url(organization_id),
        holder=current.holder if current and sees else "",
        hint=current.hint if current and sees else "",
        changed_at=current.changed_at if current and sees else None,
        kinds=(
            Option("iban", "IBAN", kind == "iban"),
            Option("account", "account", kind == "account"),
        ),
        typed=one(fields, "holder") if fields else "",
        may_change=person.may(Right.PAYOUTS_CHANGE, organization_id),
        four_eyes=services.settings.four_eyes,
        approvals=tuple(_row(organization_id, a, person=person, sees=sees) for a in asked),
        problems=wrong,
        refusal=refusal(request, trouble) if trouble and not wrong else None,
    )
    status = trouble.status if trouble else 200
    return await page(request, "organizer/payouts.html", view, status=status)


def _row(organization_id: int, found: Approval, *, person: Any, sees: bool) -> ApprovalRow:
    told = found.reason or (
        f"{found.wanted.get('holder', '')} …{found.wanted.get('hint', '')}" if sees else ""
    )
    return ApprovalRow(
        kind=found.kind.value,
        told=told,
        asked_by=found.asked_by_name,
        asked_at=found.asked_at,
        own=person.is_account(found.asked_by),
        url=f"{_url(organization_id)}/approvals/{found.id}",
    )


def _url(organization_id: int) -> str:
    return f"/organizer/organizations/{organization_id}/payouts"


PAGES = [payouts_page, post_payouts, post_verdict_form]
