"""Give who works there another role, or none."""

from uuid import UUID

from tessera.accounts.model import MemberRole
from tessera.kit.database import Tx
from tessera.kit.errors import NotFound, Refused
from tessera.kit.trail import Who, note
from tessera.organizations.found import remove_member, set_member
from tessera.organizations.members.invite import sql
from tessera.organizations.members.model import MemberRefusal


async def change_role(
    tx: Tx, organization_id: int, account_id: UUID, *, role: MemberRole, who: Who
) -> None:
    """Another role, from this commit on. Raises `NotFound`; the last owner stays one."""
    roles = await _roles(tx, organization_id)
    if account_id not in roles:
        raise NotFound("member")
    owners = [person for person, held in roles.items() if held is MemberRole.OWNER]
    if owners == [account_id] and role is not MemberRole.OWNER:
        raise Refused(MemberRefusal.LAST_OWNER)
    await set_member(tx, organization_id, account_id, role=role)
    await note(
        tx,
        who,
        "member.role_changed",
        subject=("account", account_id),
        organization_id=organization_id,
        before={"role": roles[account_id].value},
        after={"role": role.value},
    )


async def dismiss(tx: Tx, organization_id: int, account_id: UUID, *, who: Who) -> None:
    """No role any more, from this commit on. Raises `NotFound`, `Refused(last_owner)`."""
    roles = await _roles(tx, organization_id)
    await remove_member(tx, organization_id, account_id)
    await note(
        tx,
        who,
        "member.removed",
        subject=("account", account_id),
        organization_id=organization_id,
        before={"role": roles[account_id].value},
    )


async def _roles(tx: Tx, organization_id: int) -> dict[UUID, MemberRole]:
    rows = await tx.fetch(sql["roles"], organization_id)
    return {row["account_id"]: MemberRole(row["role"]) for row in rows}
