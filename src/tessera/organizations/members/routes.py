"""REST: who works for an organization, and who is asked to."""

from uuid import UUID

import msgspec
from litestar import Response, delete, get, post, put
from litestar.params import FromPath, JSONBody

from tessera.accounts.find import account_of_email
from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Problem
from tessera.organizations.found import list_members
from tessera.organizations.members.change import change_role, dismiss
from tessera.organizations.members.invite import (
    answer,
    invitations_of,
    invitations_to,
    invite,
    withdraw_invitation,
)
from tessera.organizations.members.model import InvitationWanted
from tessera.organizations.model import MemberWanted
from tessera.services import Services
from tessera.web.answers import JsonRequest, json_answer
from tessera.web.guards import may, require
from tessera.web.limited import within_mailbox
from tessera.web.once import answered_before, once
from tessera.web.who import who_of

HOUSE = "/organizations/{organization_id:int}"
NOT_A_MEMBER = Problem("email", "does not work here: send an invitation")


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whether somebody wants to work there."""

    accepted: bool


@get(f"{HOUSE}/members", guards=[may(Right.MEMBERS_READ)])
async def get_members(request: JsonRequest, organization_id: FromPath[int]) -> Response[bytes]:
    """Who works there."""
    services: Services = request.app.state.services
    async with services.db.transaction() as tx:
        found = await list_members(tx, organization_id)
    return json_answer({"items": found, "next_cursor": None})


@put(f"{HOUSE}/members", guards=[may(Right.MEMBERS_CHANGE)], status_code=200)
async def put_member(
    request: JsonRequest, organization_id: FromPath[int], data: JSONBody[MemberWanted]
) -> Response[bytes]:
    """Give who works there another role. Others are invited: nobody learns who has an account."""

    async def act(tx: Tx) -> object:
        account_id = await account_of_email(tx, data.email)
        try:
            if account_id is None:
                raise Invalid([NOT_A_MEMBER])
            await change_role(tx, organization_id, account_id, role=data.role, who=who_of(request))
        except NotFound as error:
            raise Invalid([NOT_A_MEMBER]) from error
        return {"account_id": account_id, "role": data.role}

    return await once(request, act)


@delete(f"{HOUSE}/members/{{account_id:uuid}}", guards=[may(Right.MEMBERS_CHANGE)], status_code=204)
async def delete_member(
    request: JsonRequest, organization_id: FromPath[int], account_id: FromPath[UUID]
) -> Response[None]:
    """Take somebody's role away; the last owner stays."""

    async def act(tx: Tx) -> None:
        await dismiss(tx, organization_id, account_id, who=who_of(request))

    return await once(request, act, status=204)


@get(f"{HOUSE}/invitations", guards=[may(Right.MEMBERS_READ)])
async def get_invitations(request: JsonRequest, organization_id: FromPath[int]) -> Response[bytes]:
    """Who is asked to work there and has not answered."""
    services: Services = request.app.state.services
    found = await invitations_of(services.db.pool, organization_id)
    return json_answer({"items": found, "next_cursor": None})


@post(f"{HOUSE}/invitations", guards=[may(Right.MEMBERS_CHANGE)], status_code=201)
async def post_invitation(
    request: JsonRequest, organization_id: FromPath[int], data: JSONBody[InvitationWanted]
) -> Response[bytes]:
    """Ask somebody by mail. The answer is the same with an account and without one."""
    if again := await answered_before(request):
        return again
    person = await require(request)
    await within_mailbox(request, data.email)

    async def act(tx: Tx) -> object:
        return await invite(tx, organization_id, data, person=person, who=who_of(request))

    return await once(request, act, status=201)


@delete(
    f"{HOUSE}/invitations/{{invitation_id:uuid}}",
    guards=[may(Right.MEMBERS_CHANGE)],
    status_code=204,
)
async def delete_invitation(
    request: JsonRequest, organization_id: FromPath[int], invitation_id: FromPath[UUID]
) -> Response[None]:
    """Take an invitation back."""

    async def act(tx: Tx) -> None:
        await withdraw_invitation(tx, organization_id, invitation_id, who=who_of(request))

    return await once(request, act, status=204)


@get("/me/invitations", guards=[may(Right.ACCOUNT)])
async def my_invitations(request: JsonRequest) -> Response[bytes]:
    """Where one is asked to work."""
    services: Services = request.app.state.services
    found = await invitations_to(services.db.pool, (await require(request)).email)
    return json_answer({"items": found, "next_cursor": None})


@post("/me/invitations/{invitation_id:uuid}/answer", guards=[may(Right.ACCOUNT)], status_code=200)
async def post_answer(
    request: JsonRequest, invitation_id: FromPath[UUID], data: JSONBody[Answer]
) -> Response[bytes]:
    """Accept, and work there from now on; or decline."""
    person = await require(request)

    async def act(tx: Tx) -> object:
        accepted, who = data.accepted, who_of(request)
        return await answer(tx, invitation_id, accepted=accepted, person=person, who=who)

    return await once(request, act)


ROUTES = [
    get_members,
    put_member,
    delete_member,
    get_invitations,
    post_invitation,
    delete_invitation,
    my_invitations,
    post_answer,
]
