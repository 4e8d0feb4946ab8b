"""Look at the platform as somebody else does, and change nothing.

One's own session says for a while whom it looks as; guards refuse every change meanwhile
(`web/guards.py`). Begin and end stand in the audit log.
"""

from uuid import UUID

from tessera.accounts.model import Person, Role
from tessera.admin.people.block import checked_reason
from tessera.admin.people.model import ACTING_SECONDS, AccountRefusal
from tessera.admin.people.read import sql
from tessera.kit.database import Tx
from tessera.kit.errors import NotFound, Refused
from tessera.kit.trail import Who, note


async def begin_acting(tx: Tx, account_id: UUID, *, person: Person, reason: str, who: Who) -> None:
    """Look as `account_id` for half an hour. Raises `NotFound`, `Invalid`, `Refused`:
    `not_yourself`, `admin_stays` for whoever runs the platform too."""
    reason = checked_reason(reason)
    row = await tx.fetch_one(sql["lock"], account_id)
    if row is None or row["status"] != "active":
        raise NotFound("account")
    if account_id == person.account_id:
        raise Refused(AccountRefusal.NOT_YOURSELF)
    if row["role"] != Role.CUSTOMER:
        raise Refused(AccountRefusal.ADMIN_STAYS)
    await tx.fetch(sql["begin_acting"], person.session_id, account_id, ACTING_SECONDS)
    await note(
        tx,
        who,
        "account.impersonated",
        subject=("account", account_id),
        after={"seconds": ACTING_SECONDS},
        reason=reason,
    )


async def end_acting(tx: Tx, *, person: Person, who: Who) -> None:
    """Be oneself again; nothing where one is."""
    row = await tx.fetch_one(sql["end_acting"], person.session_id)
    if row is not None:
        await note(tx, who, "account.impersonation_ended", subject=("account", person.account_id))
