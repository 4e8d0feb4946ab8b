"""Erase an account: who it was is forgotten, the books stay."""

from uuid import UUID

from tessera.accounts import sessions
from tessera.accounts.model import Role
from tessera.accounts.notices import Notice, tell
from tessera.accounts.profile.email import sql
from tessera.kit.clock import Instant
from tessera.kit.database import Tx
from tessera.kit.errors import NotFound, Refused
from tessera.kit.trail import Who, note


async def erase(tx: Tx, account_id: UUID, *, who: Who, now: Instant, reason: str = "") -> None:
    """Forget a person: profile, picture, factors, sessions, memberships, names on past orders, and
    the address in what was mailed.

    Orders, invoices and the ledger keep their figures, and invoices their text, as the law wants
    it; the audit log keeps that it happened. Orders of shows to come keep the name until these are
    over (`operations/clean.sql`). Raises `NotFound`, `Refused(account_protected)` for those who run
    the platform (AC9), `Refused(last_owner)`.
    """
    row = await tx.fetch_one(sql["role_of"], account_id)
    if row is None or row["status"] == "erased":
        raise NotFound("account")
    if row["role"] != Role.CUSTOMER:
        raise Refused("account_protected")
    if alone := await tx.fetch(sql["owned_alone"], account_id):
        raise Refused("last_owner", organizations=[one["organization_id"] for one in alone])
    await sessions.end_all(tx, account_id, now=now)
    await tx.fetch(sql["erase_belongings"], account_id)
    await tx.fetch(sql["forget_orders"], account_id)
    await tx.fetch(sql["forget_cards"], account_id, row["email"])
    await tx.fetch(sql["forget_address"], account_id, row["email"])
    await tx.fetch(sql["erase"], account_id)
    await tell(tx, Notice("erased", row["email"], row["locale"], str(account_id)))
    await note(tx, who, "account.erased", subject=("account", account_id), reason=reason)
