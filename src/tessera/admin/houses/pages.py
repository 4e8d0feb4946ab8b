"""Pages: organizations, approved, rejected, suspended."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from litestar import get, post
from litestar.params import FromPath

from tessera.accounts.policy import Right
from tessera.admin.houses.read import list_houses, people_of
from tessera.admin.people.present import story_of
from tessera.admin.people.read import history_of
from tessera.kit.database import Tx
from tessera.kit.errors import NotFound
from tessera.organizations.applications.decide import decide, suspend
from tessera.organizations.applications.model import Application, ApplicationStatus
from tessera.organizations.applications.read import read_application
from tessera.organizations.desk import platform_desk
from tessera.organizations.found import read_organization
from tessera.organizations.model import Organization
from tessera.services import Services
from tessera.web.errors import Trouble, trouble_of
from tessera.web.guards import may, require
from tessera.web.once import go_or_tell
from tessera.web.pages import Page, PageRequest, form_of, one, page, refusal, say
from tessera.web.present import N_
from tessera.web.views.admin import HousePage, HouseRow, HousesPage
from tessera.web.views.houses import PaperRow
from tessera.web.views.shell import Link, Pagination
from tessera.web.who import who_of

HERE = "/admin/organizations"
ONE = HERE + "/{organization_id:int}"
PAGE_SIZE = 50
STATES = {
    "": N_("All"),
    "pending": N_("Being looked at"),
    "approved": N_("Approved"),
    "rejected": N_("Rejected"),
    "suspended": N_("Suspended"),
}
FACTS = {
    "applicant": N_("Who applied"),
    "email": N_("E-mail"),
    "address": N_("Address"),
    "postal_code": N_("Postal code"),
    "city": N_("City"),
    "country": N_("Country"),
    "latitude": N_("Latitude"),
    "longitude": N_("Longitude"),
    "currency": N_("Currency"),
    "timezone": N_("Time zone"),
    "tax_number": N_("Tax number"),
    "phone": N_("Telephone"),
    "note": N_("What we should know"),
    "reason": N_("What we say to it"),
}


@get(HERE, guards=[may(Right.ORGANIZATIONS_READ)], include_in_schema=False)
async def houses(request: PageRequest) -> Page:
    """Organizations by state; who waits for a decision is one click away."""
    services: Services = request.app.state.services
    query = request.query_params
    words = query.get("q", "")[:100]
    status = query.get("status", "") if query.get("status", "") in STATES else ""
    told = query.get("before", "")
    before = int(told) if told.isdecimal() and len(told) < 18 else None
    found = await list_houses(
        services.db.pool, words, status=status, before=before, limit=PAGE_SIZE + 1
    )
    asked: dict[str, Any] = {"q": words, "status": status}
    older = ""
    if len(found) > PAGE_SIZE:
        older = f"{HERE}?{urlencode(asked | {'before': found[PAGE_SIZE - 1].id})}"
    view = HousesPage(
        desk=platform_desk(request, "organizations"),
        words=words,
        status=status,
        states=_chips(request, asked),
        rows=tuple(
            HouseRow(h.name, h.status, h.created_at, f"{HERE}/{h.id}") for h in found[:PAGE_SIZE]
        ),
        pages=Pagination(f"{HERE}?{urlencode(asked)}" if before else None, older or None),
    )
    return await page(request, "admin/organizations.html", view)


def _chips(request: PageRequest, asked: Mapping[str, Any]) -> tuple[Link, ...]:
    return tuple(
        Link(
            say(request, word),
            f"{HERE}?{urlencode(dict(asked) | {'status': key})}",
            asked["status"] == key,
        )
        for key, word in STATES.items()
    )


@get(ONE, guards=[may(Right.ORGANIZATIONS_READ)], include_in_schema=False)
async def house(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """One organization with its application, its people and its history."""
    return await _house(request, organization_id)


@post(ONE + "/decision", guards=[may(Right.ORGANIZATIONS_DECIDE)], include_in_schema=False)
async def post_decision_form(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """Approve or reject."""
    fields = await form_of(request)
    approved = one(fields, "answer") == "yes"

    async def act(tx: Tx) -> str:
        reason, who = one(fields, "reason"), who_of(request)
        await decide(tx, organization_id, approved=approved, reason=reason, who=who)
        return f"{HERE}/{organization_id}"

    return await _acted(request, organization_id, fields, act=act)


@post(ONE + "/suspension", guards=[may(Right.ORGANIZATIONS_DECIDE)], include_in_schema=False)
async def post_suspension_form(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """Stop its sales, or let them go on."""
    fields = await form_of(request)

    async def act(tx: Tx) -> str:
        on, reason = one(fields, "to") == "suspended", one(fields, "reason")
        await suspend(tx, organization_id, suspended=on, reason=reason, who=who_of(request))
        return f"{HERE}/{organization_id}"

    return await _acted(request, organization_id, fields, act=act)


async def _acted(
    request: PageRequest, organization_id: int, fields: Mapping[str, list[str]], *, act: Any
) -> Page:
    return await go_or_tell(
        request,
        fields,
        act,
        lambda error: _house(request, organization_id, trouble=trouble_of(error)),
    )


async def _house(
    request: PageRequest, organization_id: int, *, trouble: Trouble | None = None
) -> Page:
    services: Services = request.app.state.services
    async with services.db.transaction() as tx:
        organization = await read_organization(tx, organization_id)
        people = await people_of(tx.raw, organization_id)
        story = await history_of(tx.raw, "organization", organization_id)
    try:
        applied = await read_application(services.db.pool, organization_id)
    except NotFound:
        applied = None
    decides = (await require(request)).may(Right.ORGANIZATIONS_DECIDE)
    pending = applied is not None and applied.status is ApplicationStatus.PENDING
    view = HousePage(
        desk=platform_desk(request, "organizations"),
        url=f"{HERE}/{organization_id}",
        name=organization.name,
        status=organization.status.value,
        facts=_facts(request, organization, applied),
        papers=_papers(applied),
        people=tuple(Link(f"{name} ({role})", f"/admin/accounts/{i}") for i, name, role in people),
        story=story_of(story),
        books_url=f"/organizer/organizations/{organization_id}/statement" if people else "",
        decidable=decides and pending,
        suspendable=decides and organization.status == "approved",
        restorable=decides and organization.status == "suspended",
        refusal=refusal(request, trouble) if trouble else None,
    )
    status = trouble.status if trouble else 200
    return await page(request, "admin/organization.html", view, status=status)


def _facts(
    request: PageRequest, organization: Organization, applied: Application | None
) -> tuple[tuple[str, str], ...]:
    source: Any = applied or organization
    values = {name: getattr(source, name, None) for name in FACTS}
    return tuple((say(request, FACTS[name]), str(value)) for name, value in values.items() if value)


def _papers(applied: Application | None) -> tuple[PaperRow, ...]:
    if applied is None:
        return ()
    base = f"/organize/{applied.organization_id}/documents"
    return tuple(PaperRow(p.name, p.size, f"{base}/{p.id}") for p in applied.documents)


PAGES = [houses, house, post_decision_form, post_suspension_form]
