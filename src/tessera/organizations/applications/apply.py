"""Apply to sell; say it again otherwise while nobody has decided; withdraw it."""

from uuid import UUID

import asyncpg

from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Refused
from tessera.kit.ids import new_id
from tessera.kit.trail import Who, note
from tessera.organizations.applications.model import (
    TRANSITIONS,
    Application,
    ApplicationRefusal,
    ApplicationStatus,
    ApplicationWanted,
)
from tessera.organizations.applications.read import read_application, sql
from tessera.organizations.applications.rules import problems_of, slug_of


async def apply(tx: Tx, wanted: ApplicationWanted, *, account_id: UUID, who: Who) -> Application:
    """Make an organization that waits for its approval.

    Raises `Invalid`, `Refused(application_pending)` where this account's last one is undecided, and
    `Refused(name_taken)`.
    """
    if problems := problems_of(wanted):
        raise Invalid(problems)
    # Two applications of one account, sent at once, are one after the other here.
    await tx.fetch("SELECT id FROM accounts WHERE id = $1 FOR UPDATE", account_id)
    if await tx.fetch_one(sql["pending_of"], account_id):
        raise Refused(ApplicationRefusal.APPLICATION_PENDING)
    name = wanted.name.strip()
    try:
        row = await tx.fetch_one(
            sql["enter"],
            name,
            slug_of(name, new_id().hex[-8:]),
            wanted.currency,
            wanted.timezone,
            wanted.address,
            wanted.tax_number,
        )
    except asyncpg.UniqueViolationError as error:
        raise Refused(ApplicationRefusal.NAME_TAKEN) from error
    assert row is not None, "an insert that returns has a row"
    return await _submit(tx, row["id"], wanted, account_id=account_id, who=who)


async def revise(
    tx: Tx, organization_id: int, wanted: ApplicationWanted, *, account_id: UUID, who: Who
) -> Application:
    """Say it otherwise: while it is pending, or again after it was rejected or withdrawn.

    Raises `NotFound` to all but its maker, `Invalid`, and `Refused`: `application_decided`,
    `application_pending` where another one is undecided, `name_taken`.
    """
    if problems := problems_of(wanted):
        raise Invalid(problems)
    status = await own(tx, organization_id, account_id)
    if status is ApplicationStatus.APPROVED:
        raise Refused(ApplicationRefusal.APPLICATION_DECIDED)
    pending = await tx.fetch_one(sql["pending_of"], account_id)
    if pending and pending["organization_id"] != organization_id:
        raise Refused(ApplicationRefusal.APPLICATION_PENDING)
    try:
        await tx.fetch(
            sql["rewrite"],
            organization_id,
            wanted.name.strip(),
            wanted.currency,
            wanted.timezone,
            wanted.address,
            wanted.tax_number,
        )
    except asyncpg.UniqueViolationError as error:
        raise Refused(ApplicationRefusal.NAME_TAKEN) from error
    return await _submit(tx, organization_id, wanted, account_id=account_id, who=who)


async def withdraw(tx: Tx, organization_id: int, *, account_id: UUID, who: Who) -> Application:
    """Take it back; the name is free again. Raises `NotFound`, `Refused(application_decided)`."""
    status = await own(tx, organization_id, account_id)
    if ApplicationStatus.WITHDRAWN not in TRANSITIONS[status]:
        raise Refused(ApplicationRefusal.APPLICATION_DECIDED)
    await tx.fetch(sql["withdraw"], organization_id)
    await tx.fetch(sql["set_status"], organization_id, "rejected")
    found = await read_application(tx.raw, organization_id)
    await note(
        tx,
        who,
        "application.withdrawn",
        subject=("organization", organization_id),
        organization_id=organization_id,
    )
    return found


async def own(tx: Tx, organization_id: int, account_id: UUID) -> ApplicationStatus:
    """The status of one's own application, locked. Raises `NotFound` for all others."""
    row = await tx.fetch_one(sql["lock"], organization_id)
    if row is None or row["account_id"] != account_id:
        raise NotFound("application")
    return ApplicationStatus(row["status"])


async def _submit(
    tx: Tx, organization_id: int, wanted: ApplicationWanted, *, account_id: UUID, who: Who
) -> Application:
    await tx.fetch(
        sql["apply"],
        organization_id,
        account_id,
        wanted.country,
        wanted.city.strip(),
        wanted.postal_code,
        wanted.latitude,
        wanted.longitude,
        wanted.phone,
        wanted.note,
    )
    found = await read_application(tx.raw, organization_id)
    await note(
        tx,
        who,
        "application.submitted",
        subject=("organization", organization_id),
        organization_id=organization_id,
        after={
            "name": found.name,
            "country": found.country,
            "city": found.city,
            "address": wanted.address,
            "currency": wanted.currency,
            "timezone": wanted.timezone,
            "tax_number": wanted.tax_number,
        },
    )
    return found
