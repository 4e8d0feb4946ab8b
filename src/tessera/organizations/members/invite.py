"""Invite somebody by mail; take the invitation back; accept or decline it."""

from typing import Any
from uuid import UUID

import msgspec

from tessera.accounts.model import Person
from tessera.accounts.rules import email_problem, shortened
from tessera.kit import sql as named
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Problem, Refused
from tessera.kit.ids import new_id
from tessera.kit.jobs import enqueue
from tessera.kit.trail import Who, note
from tessera.organizations.found import set_member
from tessera.organizations.members.model import (
    INVITATION_DAYS,
    OPEN_MAX,
    Invitation,
    InvitationWanted,
    MemberRefusal,
)

sql = named.beside(__file__)

MAIL_INVITATION = "mail_invitation"


async def invite(
    tx: Tx, organization_id: int, wanted: InvitationWanted, *, person: Person, who: Who
) -> Invitation:
    """Ask somebody, by mail. Says nothing of whether the address has an account.

    Raises `Invalid`, `Refused`: `already_member`, `too_many_invitations`.
    """
    email = wanted.email.strip()
    if message := email_problem(email):
        raise Invalid([Problem("email", message)])
    if await tx.fetch_one(sql["member_of_email"], organization_id, email):
        raise Refused(MemberRefusal.ALREADY_MEMBER)
    if len(await tx.fetch(sql["of_organization"], organization_id)) >= OPEN_MAX:
        raise Refused(MemberRefusal.TOO_MANY_INVITATIONS)
    row = await tx.fetch_one(
        sql["invite"],
        new_id(),
        organization_id,
        email,
        wanted.role,
        person.account_id,
        INVITATION_DAYS,
    )
    assert row is not None, "an insert that returns has a row"
    await enqueue(tx, MAIL_INVITATION, str(row["id"]))
    found = await read_invitation(tx.raw, row["id"])
    await note(
        tx,
        who,
        "member.invited",
        subject=("invitation", found.id),
        organization_id=organization_id,
        after={"email": shortened(email), "role": wanted.role.value},
    )
    return found


async def read_invitation(connection: Any, invitation_id: UUID) -> Invitation:
    """An invitation that is still open. Raises `NotFound`."""
    row = await connection.fetchrow(sql["one"], invitation_id)
    if row is None:
        raise NotFound("invitation")
    return _invitation(row)


async def invitations_of(connection: Any, organization_id: int) -> list[Invitation]:
    """What an organization has asked, and nobody has answered."""
    return [_invitation(r) for r in await connection.fetch(sql["of_organization"], organization_id)]


async def invitations_to(connection: Any, email: str) -> list[Invitation]:
    """What somebody is asked."""
    return [_invitation(row) for row in await connection.fetch(sql["of_email"], email)]


async def withdraw_invitation(
    tx: Tx, organization_id: int, invitation_id: UUID, *, who: Who
) -> None:
    """Take an invitation back. Raises `NotFound`."""
    found = await read_invitation(tx.raw, invitation_id)
    if found.organization_id != organization_id:
        raise NotFound("invitation")
    await _end(tx, found, "withdrawn", who=who)


async def answer(
    tx: Tx, invitation_id: UUID, *, accepted: bool, person: Person, who: Who
) -> Invitation:
    """Accept, and work there from this commit on; or decline. Only who has the account of the
    address may: addresses of accounts are proven.

    Raises `NotFound` for everybody else, `Refused(invitation_over)` where it was answered already.
    """
    found = await read_invitation(tx.raw, invitation_id)
    if found.email.lower() != person.email.lower():
        raise NotFound("invitation")
    await _end(tx, found, "accepted" if accepted else "declined", who=who)
    if accepted:
        await set_member(tx, found.organization_id, person.account_id, role=found.role)
    return found


async def _end(tx: Tx, found: Invitation, outcome: str, *, who: Who) -> None:
    if await tx.fetch_one(sql["end"], found.id, outcome) is None:
        raise Refused(MemberRefusal.INVITATION_OVER)
    await note(
        tx,
        who,
        f"member.invitation_{outcome}",
        subject=("invitation", found.id),
        organization_id=found.organization_id,
        after={"email": shortened(found.email), "role": found.role.value},
    )


def _invitation(row: Any) -> Invitation:
    return msgspec.convert(dict(row), Invitation, strict=False)
