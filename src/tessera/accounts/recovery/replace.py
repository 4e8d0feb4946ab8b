"""Replace a password: all other devices are signed out, and the mailbox is told."""

from uuid import UUID

from sqlalchemy import func, select, update

from tessera.accounts import sessions
from tessera.accounts.notices import Notice, tell
from tessera.accounts.rules import password_problem
from tessera.accounts.tables import accounts
from tessera.kit.clock import Instant
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Problem
from tessera.kit.ids import new_secret
from tessera.kit.trail import Who, note


async def replace_password(
    tx: Tx,
    account_id: UUID,
    *,
    password_hash: str,
    how: str,
    who: Who,
    now: Instant,
    but_session: UUID | None = None,
) -> None:
    """Put the hash in place, with the end of every session but that of `but_session`.

    Challenges of half a sign-in end too: they were begun with the old password. Raises `NotFound`.
    """
    changed = update(accounts).where(accounts.c.id == account_id, accounts.c.status == "active")
    row = await tx.one(
        changed.values(password_hash=password_hash, password_changed_at=func.now()).returning(
            accounts.c.email, accounts.c.locale
        )
    )
    if row is None:
        raise NotFound("account")
    ended = await sessions.end_all(tx, account_id, now=now, but_family_of=but_session)
    await tx.fetch(END_CHALLENGES, account_id)
    await tell(tx, Notice("password_changed", row["email"], row["locale"], new_secret(9)))
    after = {"how": how, "sessions_ended": ended}
    await note(tx, who, "account.password_changed", subject=("account", account_id), after=after)


END_CHALLENGES = """
UPDATE challenges SET used_at = tessera_now()
WHERE account_id = $1 AND purpose = 'sign_in' AND used_at IS NULL
"""


async def refuse_bad_password(tx: Tx, account_id: UUID, password: str, *, path: str) -> None:
    """Raise `Invalid` at `path` where this person should not take that password."""
    own = await tx.one(select(accounts.c.email, accounts.c.name).where(accounts.c.id == account_id))
    names = (own["email"], own["name"]) if own is not None else ()
    if problem := password_problem(password, *names):
        raise Invalid([Problem(path, problem)])
