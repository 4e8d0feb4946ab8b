"""Decide about who wants to sell, and about who does: approve, reject, suspend, take back."""

from tessera.accounts.model import MemberRole
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Problem, Refused
from tessera.kit.jobs import enqueue
from tessera.kit.trail import Who, note
from tessera.organizations.applications.model import (
    TRANSITIONS,
    Application,
    ApplicationRefusal,
    ApplicationStatus,
)
from tessera.organizations.applications.read import read_application, sql
from tessera.organizations.applications.rules import problems_of_reason
from tessera.organizations.found import read_organization, set_member
from tessera.organizations.model import TRANSITIONS as OF_ORGANIZATION
from tessera.organizations.model import Organization, OrganizationStatus

MAIL_DECISION = "mail_application_decision"
STOP_SALES = """UPDATE shows SET version = version + 1 WHERE organization_id = $1
AND status IN ('scheduled', 'on_sale', 'sold_out')"""


async def decide(
    tx: Tx, organization_id: int, *, approved: bool, reason: str, who: Who
) -> Application:
    """Approve or reject. With the approval its maker becomes the owner, in this transaction, and a
    mail tells them either way.

    Raises `NotFound`, `Invalid` for a rejection without a reason, `Refused(application_decided)`.
    """
    reason = reason.strip()
    if problems := problems_of_reason(reason, needed=not approved):
        raise Invalid(problems)
    row = await tx.fetch_one(sql["lock"], organization_id)
    if row is None:
        raise NotFound("application")
    wanted = ApplicationStatus.APPROVED if approved else ApplicationStatus.REJECTED
    if wanted not in TRANSITIONS[ApplicationStatus(row["status"])]:
        raise Refused(ApplicationRefusal.APPLICATION_DECIDED)
    await tx.fetch(sql["decide"], organization_id, wanted, who.account_id, reason)
    await tx.fetch(sql["set_status"], organization_id, wanted.value)
    if approved:
        await set_member(tx, organization_id, row["account_id"], role=MemberRole.OWNER)
    await enqueue(tx, MAIL_DECISION, str(organization_id))
    found = await read_application(tx.raw, organization_id)
    await note(
        tx,
        who,
        f"application.{wanted}",
        subject=("organization", organization_id),
        organization_id=organization_id,
        before={"status": "pending"},
        after={"status": wanted.value},
        reason=reason,
    )
    return found


async def suspend(
    tx: Tx, organization_id: int, *, suspended: bool, reason: str, who: Who
) -> Organization:
    """Stop all its sales, or let them go on. What was bought stays bought.

    Raises `NotFound`, `Invalid` for a missing reason and for a status that cannot follow.
    """
    reason = reason.strip()
    if problems := problems_of_reason(reason, needed=suspended):
        raise Invalid(problems)
    before = await read_organization(tx, organization_id)
    status = OrganizationStatus.SUSPENDED if suspended else OrganizationStatus.APPROVED
    if status not in OF_ORGANIZATION[before.status] or before.status.value == "pending":
        raise Invalid([Problem("status", f"cannot turn from {before.status} to {status}")])
    await tx.fetch(sql["set_status"], organization_id, status.value)
    # A new version, so that no process sells by what it read before.
    await tx.fetch(STOP_SALES, organization_id)
    await note(
        tx,
        who,
        "organization.suspended" if suspended else "organization.restored",
        subject=("organization", organization_id),
        organization_id=organization_id,
        before={"status": before.status.value},
        after={"status": status.value},
        reason=reason,
    )
    return await read_organization(tx, organization_id)
