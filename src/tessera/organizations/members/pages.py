"""Pages: who works for an organization, and answering an invitation."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath

from tessera.accounts.model import MemberRole
from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, Problem, Refused
from tessera.organizations.desk import desk, kept_organization
from tessera.organizations.found import list_members
from tessera.organizations.members.change import change_role, dismiss
from tessera.organizations.members.invite import (
    answer,
    invitations_of,
    invitations_to,
    invite,
    withdraw_invitation,
)
from tessera.organizations.members.model import Invitation, InvitationWanted
from tessera.organizations.tasks import ROLES
from tessera.services import Services
from tessera.web.errors import Trouble, trouble_of
from tessera.web.guards import may, require
from tessera.web.limited import within_mailbox
from tessera.web.once import go_once, gone_before
from tessera.web.pages import Page, PageRequest, form_of, one, page, refusal, say, told
from tessera.web.views.houses import InvitationRow, InvitationsPage, MemberRow, MembersPage
from tessera.web.views.shell import Option
from tessera.web.who import who_of

HOUSE = "/organizer/organizations/{organization_id:int}/members"
Fields = Mapping[str, list[str]]


@get(HOUSE, guards=[may(Right.MEMBERS_READ)], include_in_schema=False)
async def members_page(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """Who works there, and who is asked to."""
    return await _page(request, organization_id)


@post(HOUSE + "/invitations", guards=[may(Right.MEMBERS_CHANGE)], include_in_schema=False)
async def post_invitation(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """Ask somebody by mail."""
    fields = await form_of(request)
    person = await require(request)
    email = one(fields, "email")

    async def act(tx: Tx) -> str:
        wanted = InvitationWanted(email, _role(fields))
        await invite(tx, organization_id, wanted, person=person, who=who_of(request))
        return _url(organization_id)

    try:
        if again := await gone_before(request, fields):
            return again
        await within_mailbox(request, email)
    except Refused as error:
        return await _page(request, organization_id, trouble=trouble_of(error), email=email)
    return await _acted(request, organization_id, fields, act=act)


@post(
    HOUSE + "/invitations/{invitation_id:uuid}/withdrawal",
    guards=[may(Right.MEMBERS_CHANGE)],
    include_in_schema=False,
)
async def post_withdrawal(
    request: PageRequest, organization_id: FromPath[int], invitation_id: FromPath[UUID]
) -> Page:
    """Take an invitation back."""
    fields = await form_of(request)

    async def act(tx: Tx) -> str:
        await withdraw_invitation(tx, organization_id, invitation_id, who=who_of(request))
        return _url(organization_id)

    return await go_once(request, fields, act)


@post(
    HOUSE + "/{account_id:uuid}/role", guards=[may(Right.MEMBERS_CHANGE)], include_in_schema=False
)
async def post_role(
    request: PageRequest, organization_id: FromPath[int], account_id: FromPath[UUID]
) -> Page:
    """Give somebody another role."""
    fields = await form_of(request)

    async def act(tx: Tx) -> str:
        who = who_of(request)
        await change_role(tx, organization_id, account_id, role=_role(fields), who=who)
        return _url(organization_id)

    return await _acted(request, organization_id, fields, act=act)


@post(
    HOUSE + "/{account_id:uuid}/removal",
    guards=[may(Right.MEMBERS_CHANGE)],
    include_in_schema=False,
)
async def post_removal(
    request: PageRequest, organization_id: FromPath[int], account_id: FromPath[UUID]
) -> Page:
    """Take somebody's role away."""
    fields = await form_of(request)

    async def act(tx: Tx) -> str:
        await dismiss(tx, organization_id, account_id, who=who_of(request))
        return _url(organization_id)

    return await _acted(request, organization_id, fields, act=act)


@get("/invitations", guards=[may(Right.ACCOUNT)], include_in_schema=False)
async def invitations_page(request: PageRequest) -> Page:
    """Where one is asked to work."""
    services: Services = request.app.state.services
    person = await require(request)
    found = await invitations_to(services.db.pool, person.email)
    rows = tuple(_invitation(request, one_, f"/invitations/{one_.id}") for one_ in found)
    return await page(request, "organizer/invitations.html", InvitationsPage(rows, person.email))


@post("/invitations/{invitation_id:uuid}", guards=[may(Right.ACCOUNT)], include_in_schema=False)
async def post_answer(request: PageRequest, invitation_id: FromPath[UUID]) -> Page:
    """Accept or decline."""
    fields = await form_of(request)
    person = await require(request)
    accepted = one(fields, "answer") == "yes"

    async def act(tx: Tx) -> str:
        who = who_of(request)
        await answer(tx, invitation_id, accepted=accepted, person=person, who=who)
        return "/organizer" if accepted else "/invitations"

    return await go_once(request, fields, act)


async def _acted(request: PageRequest, organization_id: int, fields: Fields, *, act: Any) -> Page:
    try:
        return await go_once(request, fields, act)
    except (Invalid, Refused) as error:
        email = one(fields, "email")
        return await _page(request, organization_id, trouble=trouble_of(error), email=email)


async def _page(
    request: PageRequest, organization_id: int, *, trouble: Trouble | None = None, email: str = ""
) -> Page:
    services: Services = request.app.state.services
    organization = await kept_organization(request, organization_id)
    async with services.db.transaction() as tx:
        found = await list_members(tx, organization_id)
        asked = await invitations_of(tx.raw, organization_id)
    url = _url(organization_id)
    changes = (await require(request)).may(Right.MEMBERS_CHANGE, organization_id)
    wrong = told(request, trouble)
    view = MembersPage(
        desk=await desk(request, organization, "members"),
        url=url,
        members=tuple(_member(request, row, changes=changes) for row in found),
        invitations=tuple(
            _invitation(request, one_, f"{url}/invitations/{one_.id}/withdrawal") for one_ in asked
        ),
        may_change=changes,
        roles=_options(request, "door"),
        email=email,
        problem=wrong.get("email", ""),
        refusal=refusal(request, trouble) if trouble and not wrong else None,
    )
    status = trouble.status if trouble else 200
    return await page(request, "organizer/members.html", view, status=status)


def _member(request: PageRequest, row: Mapping[str, Any], *, changes: bool) -> MemberRow:
    roles = _options(request, row["role"]) if changes else ()
    word = say(request, ROLES[row["role"]])
    return MemberRow(str(row["account_id"]), row["name"], row["email"], word, roles)


def _invitation(request: PageRequest, found: Invitation, url: str) -> InvitationRow:
    until: datetime = found.expires_at
    role = say(request, ROLES[found.role.value])
    return InvitationRow(found.email, role, found.organization, found.invited_by, until, url)


def _options(request: PageRequest, chosen: str) -> tuple[Option, ...]:
    return tuple(Option(key, say(request, word), key == chosen) for key, word in ROLES.items())


def _role(fields: Fields) -> MemberRole:
    try:
        return MemberRole(one(fields, "role"))
    except ValueError:
        raise Invalid([Problem("role", "choose one")]) from None


def _url(organization_id: int) -> str:
    return f"/organizer/organizations/{organization_id}/members"


PAGES = [
    members_page,
    post_invitation,
    post_withdrawal,
    post_role,
    post_removal,
    invitations_page,
    post_answer,
]
