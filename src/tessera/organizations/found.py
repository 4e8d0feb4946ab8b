"""Found organizations, change them, and say who works there."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from msgspec import UNSET
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import IntegrityError

from tessera.accounts.find import account_of_email
from tessera.accounts.model import MemberRole
from tessera.kit.changes import given
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Problem, Refused
from tessera.kit.money import CURRENCIES
from tessera.kit.versions import still
from tessera.organizations.model import (
    NewOrganization,
    Organization,
    OrganizationChange,
    OrganizationStatus,
    organization_of,
)
from tessera.organizations.periods import problems_of_timezone
from tessera.organizations.tables import members, organizations
from tessera.organizations.terms import problems_of_policy, problems_of_rates


async def read_organization(tx: Tx, organization_id: int, *, lock: bool = False) -> Organization:
    """One organization. Raises `NotFound`."""
    query = select(organizations).where(organizations.c.id == organization_id)
    row = await tx.one(query.with_for_update(key_share=True) if lock else query)
    if row is None:
        raise NotFound("organization")
    return organization_of(row)


async def organization_of_slug(tx: Tx, slug: str) -> Organization:
    """The organization with this slug. Raises `NotFound`."""
    row = await tx.one(select(organizations).where(organizations.c.slug == slug))
    if row is None:
        raise NotFound("organization")
    return organization_of(row)


async def list_organizations(tx: Tx, *, after: int, limit: int) -> Sequence[Organization]:
    """Organizations by id."""
    rows = await tx.all(
        select(organizations)
        .where(organizations.c.id > after)
        .order_by(organizations.c.id)
        .limit(limit)
    )
    return [organization_of(row) for row in rows]


async def names_of(tx: Tx, organization_ids: Sequence[int] | None, limit: int) -> dict[int, str]:
    """The names of these organizations, or of all of them for None; by id, in order of names."""
    query = select(organizations.c.id, organizations.c.name)
    if organization_ids is not None:
        query = query.where(organizations.c.id.in_(organization_ids))
    rows = await tx.all(query.order_by(organizations.c.name, organizations.c.id).limit(limit))
    return {row["id"]: row["name"] for row in rows}


async def found_organization(tx: Tx, new: NewOrganization) -> Organization:
    """Make an approved organization with its owner. Raises `Invalid`, `Refused(name_taken)`."""
    problems = []
    if new.currency not in CURRENCIES:
        problems.append(Problem("currency", f"{new.currency} is not a currency (ISO 4217)"))
    problems += problems_of_policy(new.refund_policy) + problems_of_rates(new.tax_rates or ())
    problems += problems_of_timezone(new.timezone)
    owner = await account_of_email(tx, new.owner_email)
    if owner is None:
        problems.append(Problem("owner_email", "has no account"))
    if problems or owner is None:
        raise Invalid(problems)
    fields = written(given(new))
    del fields["owner_email"]
    try:
        result = await tx.execute(
            insert(organizations)
            .values(**fields, status=OrganizationStatus.APPROVED, created_at=func.now())
            .returning(organizations.c.id)
        )
    except IntegrityError as error:
        raise Refused("name_taken") from error
    organization_id = result.scalar_one()
    await set_member(tx, organization_id, owner, role=MemberRole.OWNER)
    return await read_organization(tx, organization_id)


async def change_organization(
    tx: Tx, organization: Organization, change: OrganizationChange
) -> Organization:
    """Change what is given. Raises `Invalid` for terms that cannot hold,
    `Refused(changed_meanwhile)`. New prices need `shows.sheets.recompile`."""
    wanted = given(change)
    still(organization, wanted.pop("version", None), wanted)
    fields = written(wanted, organization)
    if problems := problems_of_terms(change):
        raise Invalid(problems)
    if fields:
        fields["version"] = organization.version + 1
        await tx.execute(
            update(organizations).where(organizations.c.id == organization.id).values(**fields)
        )
    return await read_organization(tx, organization.id)


def problems_of_terms(change: OrganizationChange) -> list[Problem]:
    """Everything wrong with the terms that a change names."""
    policy = change.refund_policy if change.refund_policy is not UNSET else None
    rates = change.tax_rates if change.tax_rates is not UNSET else ()
    zone = change.timezone if change.timezone is not UNSET else "UTC"
    return problems_of_policy(policy) + problems_of_rates(rates) + problems_of_timezone(zone)


def written(fields: dict[str, Any], before: Organization | None = None) -> dict[str, Any]:
    """`fields` as the table keeps them; older columns say the same as newer ones, so that a process
    that knows only those gives back no more than is promised."""
    if policy := fields.get("refund_policy"):
        fields["cancel_until_minutes"] = policy.free_until_minutes
    elif before is not None and "cancel_until_minutes" in fields:
        minutes = fields["cancel_until_minutes"]
        later = min(before.refund_policy.later_until_minutes, minutes)
        fields["refund_policy"] = msgspec.structs.replace(
            before.refund_policy, free_until_minutes=minutes, later_until_minutes=later
        )
    if fields.keys() & {"tax_basis_points", "tax_included"}:
        fields.setdefault("tax_rates", None)
    return {
        name: msgspec.to_builtins(value) if name in ("refund_policy", "tax_rates") else value
        for name, value in fields.items()
    }


async def list_members(tx: Tx, organization_id: int) -> list[dict[str, Any]]:
    """Who works there (bounded: an organization has at most a few hundred people)."""
    rows = await tx.fetch(
        """SELECT m.account_id, a.email, a.name, m.role FROM members m
        JOIN accounts a ON a.id = m.account_id
        WHERE m.organization_id = $1 ORDER BY m.created_at, m.account_id LIMIT 1000""",
        organization_id,
    )
    return [dict(row) for row in rows]


async def set_member(tx: Tx, organization_id: int, account_id: UUID, *, role: MemberRole) -> None:
    """Give somebody a role, or another one."""
    statement = upsert(members).values(
        organization_id=organization_id,
        account_id=account_id,
        role=role,
        created_at=func.now(),
    )
    await tx.execute(
        statement.on_conflict_do_update(
            index_elements=["organization_id", "account_id"], set_={"role": role}
        )
    )


async def remove_member(tx: Tx, organization_id: int, account_id: UUID) -> None:
    """Take somebody's role away. Raises `NotFound`; the last owner stays (`Refused`)."""
    rows = await tx.all(
        select(members.c.account_id, members.c.role)
        .where(members.c.organization_id == organization_id)
        .with_for_update()
    )
    roles = {row["account_id"]: row["role"] for row in rows}
    if account_id not in roles:
        raise NotFound("member")
    owners = [person for person, role in roles.items() if role == MemberRole.OWNER]
    if owners == [account_id]:
        raise Refused("last_owner")
    await tx.execute(
        delete(members).where(
            members.c.organization_id == organization_id, members.c.account_id == account_id
        )
    )
