"""Block somebody, let them in again; another role; factors that were lost.

A block ends their sessions with the commit, on every process.
"""

from uuid import UUID

from tessera.accounts.factors.switch import forget_factors
from tessera.accounts.model import Role
from tessera.admin.people.model import Account, AccountRefusal
from tessera.admin.people.read import read_account, sql
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Problem, Refused
from tessera.kit.trail import Who, note

REASON_SIGNS = (3, 500)


async def block(tx: Tx, account_id: UUID, *, reason: str, who: Who) -> Account:
    """No way in from now on.

    Raises `NotFound`, `Invalid`, `Refused`: `admin_stays` (AC9; the database says it too),
    `not_yourself`, `already_blocked`.
    """
    reason = checked_reason(reason)
    status = await _locked(tx, account_id, who=who)
    if status != "active":
        raise Refused(AccountRefusal.ALREADY_BLOCKED)
    await tx.fetch(sql["block"], account_id, reason)
    await tx.fetch(sql["end_sessions"], account_id)
    await note(
        tx,
        who,
        "account.blocked",
        subject=("account", account_id),
        before={"status": "active"},
        after={"status": "blocked"},
        reason=reason,
    )
    return await read_account(tx.raw, account_id)


async def unblock(tx: Tx, account_id: UUID, *, reason: str, who: Who) -> Account:
    """They may sign in again. Raises `NotFound`, `Invalid`, `Refused(not_blocked)`."""
    reason = checked_reason(reason)
    status = await _locked(tx, account_id, who=who)
    if status != "blocked":
        raise Refused(AccountRefusal.NOT_BLOCKED)
    await tx.fetch(sql["unblock"], account_id)
    await note(
        tx,
        who,
        "account.unblocked",
        subject=("account", account_id),
        before={"status": "blocked"},
        after={"status": "active"},
        reason=reason,
    )
    return await read_account(tx.raw, account_id)


async def set_role(tx: Tx, account_id: UUID, *, role: Role, reason: str, who: Who) -> Account:
    """Another role on the platform, from this commit on. Raises as `block` does; nobody changes
    their own."""
    reason = checked_reason(reason)
    row = await tx.fetch_one(sql["lock"], account_id)
    if row is None:
        raise NotFound("account")
    if account_id == who.account_id:
        raise Refused(AccountRefusal.NOT_YOURSELF)
    if row["status"] != "active":
        raise Refused(AccountRefusal.ALREADY_BLOCKED)
    await tx.fetch(sql["set_role"], account_id, role)
    await note(
        tx,
        who,
        "account.role_changed",
        subject=("account", account_id),
        before={"role": row["role"]},
        after={"role": role.value},
        reason=reason,
    )
    return await read_account(tx.raw, account_id)


async def forget_lost_factors(tx: Tx, account_id: UUID, *, reason: str, who: Who) -> Account:
    """Take the second factors away from somebody who has lost them and has shown by other means who
    they are; a mail tells them. Raises as `block` does, and `Refused(factor_off)` where there are
    none: those of whoever runs the platform are forgotten at the console of a server alone."""
    reason = checked_reason(reason)
    await _locked(tx, account_id, who=who)
    await forget_factors(tx, account_id, who=who, reason=reason)
    return await read_account(tx.raw, account_id)


async def _locked(tx: Tx, account_id: UUID, *, who: Who) -> str:
    row = await tx.fetch_one(sql["lock"], account_id)
    if row is None:
        raise NotFound("account")
    if account_id == who.account_id:
        raise Refused(AccountRefusal.NOT_YOURSELF)
    if row["role"] == Role.ADMIN:
        raise Refused(AccountRefusal.ADMIN_STAYS)
    status: str = row["status"]
    return status


def checked_reason(reason: str) -> str:
    reason, (least, most) = reason.strip(), REASON_SIGNS
    if not least <= len(reason) <= most:
        raise Invalid([Problem("reason", f"must have {least} to {most} characters")])
    return reason
