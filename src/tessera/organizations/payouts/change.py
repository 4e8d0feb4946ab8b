"""Say where money goes; with four eyes, ask for it and let somebody else approve."""

from typing import Any
from uuid import UUID

import msgspec

from tessera.kit import sql as named
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Refused
from tessera.kit.ids import new_id
from tessera.kit.trail import Who, note
from tessera.kit.vault import Sealed, Vault
from tessera.organizations.payouts.model import (
    APPROVAL_DAYS,
    Approval,
    ApprovalKind,
    ApprovalRefusal,
    Payouts,
    PayoutsWanted,
)
from tessera.organizations.payouts.rules import HINT_SIGNS, plain, problems_of

sql = named.beside(__file__)


def context_of(organization_id: int) -> str:
    """What payout details are sealed for."""
    return f"payouts:{organization_id}"


async def read_payouts(connection: Any, organization_id: int) -> Payouts | None:
    """Where money goes now, or None."""
    row = await connection.fetchrow(sql["payouts"], organization_id)
    return msgspec.convert(dict(row), Payouts, strict=False) if row else None


async def change_payouts(
    tx: Tx, vault: Vault, organization_id: int, *, wanted: PayoutsWanted, four_eyes: bool, who: Who
) -> Payouts | Approval:
    """The details from now on; or the request that waits, where four eyes are asked for.

    Raises `Invalid`, `Refused(approval_pending)`.
    """
    if problems := problems_of(wanted):
        raise Invalid(problems)
    number = plain(wanted.number)
    shown = {"holder": wanted.holder.strip(), "kind": wanted.kind, "hint": number[-HINT_SIGNS:]}
    secret = msgspec.json.encode({"number": number, "bank_code": plain(wanted.bank_code)})
    sealed = vault.seal(secret, context=context_of(organization_id))
    if four_eyes:
        return await ask(
            tx,
            ApprovalKind.PAYOUTS,
            organization_id,
            subject=str(organization_id),
            wanted=shown,
            sealed=sealed,
            who=who,
        )
    before = await _set(tx, organization_id, shown, sealed=sealed)
    await note(
        tx,
        who,
        "payouts.changed",
        subject=("organization", organization_id),
        organization_id=organization_id,
        before=before,
        after=shown,
    )
    found = await read_payouts(tx.raw, organization_id)
    assert found is not None, "they were written a moment ago"
    return found


async def ask(
    tx: Tx,
    kind: ApprovalKind,
    organization_id: int,
    *,
    subject: str,
    wanted: dict[str, str],
    who: Who,
    reason: str = "",
    sealed: Sealed | None = None,
) -> Approval:
    """Ask that another person approves. Raises `Refused(approval_pending)`."""
    await tx.fetch(sql["lapse"], kind, subject)
    approval_id = new_id()
    row = await tx.fetch_one(
        sql["ask"],
        approval_id,
        kind,
        organization_id,
        subject,
        msgspec.json.encode(wanted).decode(),
        sealed.blob if sealed else None,
        sealed.key_id if sealed else None,
        reason,
        who.account_id,
        APPROVAL_DAYS,
    )
    if row is None:
        raise Refused(ApprovalRefusal.APPROVAL_PENDING)
    await note(
        tx,
        who,
        f"{kind}.asked",
        subject=(kind.value, subject),
        organization_id=organization_id,
        after=wanted,
        reason=reason,
    )
    [made] = [a for a in await open_approvals(tx.raw, organization_id) if a.id == approval_id]
    return made


async def open_approvals(connection: Any, organization_id: int) -> list[Approval]:
    """What waits for a second person."""
    return [_approval(row) for row in await connection.fetch(sql["open"], organization_id)]


async def decide(
    tx: Tx, organization_id: int, approval_id: UUID, *, approved: bool, who: Who
) -> Approval:
    """Approve what somebody else has asked for, or reject it. Payout details are written here; the
    edge does what else was asked, in this transaction.

    Raises `NotFound`, `Refused`: `approval_over`, `own_request` (the database says it too).
    """
    row = await tx.fetch_one(sql["lock"], approval_id)
    if row is None or row["organization_id"] != organization_id:
        raise NotFound("request")
    if row["over"]:
        raise Refused(ApprovalRefusal.APPROVAL_OVER)
    if approved and row["asked_by"] == who.account_id:
        raise Refused(ApprovalRefusal.OWN_REQUEST)
    decision = "approved" if approved else "rejected"
    await tx.fetch(sql["decide"], approval_id, decision, who.account_id)
    found = _approval(row)
    before = None
    if approved and found.kind is ApprovalKind.PAYOUTS:
        sealed = Sealed(row["key_id"], row["sealed"])
        before = await _set(tx, organization_id, found.wanted, sealed=sealed)
    await note(
        tx,
        who,
        f"{found.kind}.{decision}",
        subject=(found.kind.value, found.subject),
        organization_id=organization_id,
        before=before,
        after=found.wanted,
        reason=found.reason,
    )
    return found


async def _set(
    tx: Tx, organization_id: int, shown: dict[str, str], *, sealed: Sealed
) -> dict[str, str] | None:
    """Put the details in place; answers what was shown before, for the log."""
    before = await read_payouts(tx.raw, organization_id)
    await tx.fetch(
        sql["set_payouts"],
        organization_id,
        shown["holder"],
        shown["kind"],
        shown["hint"],
        sealed.key_id,
        sealed.blob,
    )
    return {"holder": before.holder, "kind": before.kind, "hint": before.hint} if before else None


def _approval(row: Any) -> Approval:
    fields = {f: row[f] for f in Approval.__struct_fields__}
    fields["wanted"] = msgspec.json.decode(row["wanted"])
    return msgspec.convert(fields, Approval, strict=False)
