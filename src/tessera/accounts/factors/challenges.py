"""Challenges: opened, looked at five times at most, used once."""

from uuid import UUID

import asyncpg

from tessera.accounts.factors.model import (
    CHALLENGE_SECONDS,
    WRONG_TRIES_A_DAY_MAX,
    Challenge,
    FactorRefusal,
    How,
    Purpose,
)
from tessera.accounts.sessions import secret_hash
from tessera.kit import sql as named
from tessera.kit.database import Tx
from tessera.kit.errors import Refused
from tessera.kit.ids import new_id, new_secret

sql = named.beside(__file__)


async def open_challenge(
    tx: Tx,
    purpose: Purpose,
    *,
    account_id: UUID | None = None,
    session_id: UUID | None = None,
    how: How | None = None,
) -> tuple[str, Challenge]:
    """A new challenge and the secret that names it."""
    secret = new_secret()
    row = await tx.fetch_one(
        sql["open_challenge"],
        new_id(),
        secret_hash(secret),
        purpose,
        account_id,
        session_id,
        how or "",
        CHALLENGE_SECONDS,
    )
    assert row is not None, "an insert that returns has a row"
    return secret, _challenge_of(row)


async def challenge_of(tx: Tx, secret: str, purpose: Purpose) -> Challenge:
    """The live challenge of a secret. Raises `Refused(challenge_over)`."""
    row = await tx.fetch_one(sql["challenge"], secret_hash(secret))
    if row is None or row["purpose"] != purpose:
        raise Refused(FactorRefusal.CHALLENGE_OVER)
    return _challenge_of(row)


async def challenge_of_session(tx: Tx, session_id: UUID, purpose: Purpose) -> Challenge | None:
    """The session's newest challenge that has not run out, killed or not; None where none is."""
    row = await tx.fetch_one(sql["challenge_of_session"], session_id, purpose)
    return None if row is None else _challenge_of(row)


async def count_try(tx: Tx, challenge: Challenge) -> Challenge:
    """Count one look at a challenge. Commit it before the look: a look that fails stays counted.

    Raises `Refused(challenge_over)` for the sixth.
    """
    row = await tx.fetch_one(sql["count_try"], challenge.id)
    if row is None:
        raise Refused(FactorRefusal.CHALLENGE_OVER)
    return _challenge_of(row)


async def use_challenge(tx: Tx, challenge: Challenge) -> None:
    """Use a challenge up; two who come at once do not both pass. Raises `Refused`."""
    if await tx.fetch_one(sql["use_challenge"], challenge.id) is None:
        raise Refused(FactorRefusal.CHALLENGE_OVER)


async def refuse_guessing(tx: Tx, account_id: UUID) -> None:
    """Raise `Refused(too_many_tries)` where an account's codes were guessed at all day."""
    row = await tx.fetch_one(sql["wrong_tries"], account_id)
    if row is not None and row["n"] >= WRONG_TRIES_A_DAY_MAX:
        raise Refused(FactorRefusal.TOO_MANY_TRIES, retry_after_seconds=3600)


def _challenge_of(row: "asyncpg.Record") -> Challenge:
    return Challenge(
        id=row["id"],
        purpose=Purpose(row["purpose"]),
        account_id=row["account_id"],
        session_id=row["session_id"],
        how=row["how"],
        tries=row["tries"],
        mails=row["mails"],
        expires_at=row["expires_at"],
    )
