"""Sessions: browser cookies and bearer pairs, kept by the hash of their secret.

A refresh token serves once; one that comes again was stolen by somebody, so its family ends
(OAuth 2.0 Security BCP, RFC 9700, section 4.14).
"""

import hashlib
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import RowMapping, func, insert, select, update

from tessera.accounts.model import BearerPair, SessionKind, SignInRefusal
from tessera.accounts.tables import accounts, sessions
from tessera.kit.clock import Instant
from tessera.kit.database import Tx
from tessera.kit.errors import Refused
from tessera.kit.ids import new_id, new_secret


def secret_hash(secret: str) -> bytes:
    """What is stored of a session's secret; 192 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).digest()


class Origin(NamedTuple):
    """From where somebody signed in: a network address, and what the browser says it is."""

    address: str = ""
    browser: str = ""


UNKNOWN = Origin()


class Family(NamedTuple):
    """What the sessions of one sign-in share: when that was, from where, and when a second factor
    was shown (`proved_at`)."""

    id: UUID
    began_at: Instant
    proved_at: Instant | None = None
    origin: Origin = UNKNOWN


async def open_web(
    tx: Tx,
    account_id: UUID,
    *,
    now: Instant,
    seconds: int,
    proved_at: Instant | None = None,
    origin: Origin = UNKNOWN,
) -> str:
    """A browser session; answers the secret for its cookie."""
    family = Family(new_id(), now, proved_at, origin)
    return await _open(
        tx, account_id, kind=SessionKind.WEB, now=now, seconds=seconds, family=family
    )


async def open_bearer(
    tx: Tx,
    account_id: UUID,
    *,
    now: Instant,
    access_seconds: int,
    refresh_seconds: int,
    proved_at: Instant | None = None,
    origin: Origin = UNKNOWN,
) -> BearerPair:
    """A bearer pair of a new family."""
    lives = (access_seconds, refresh_seconds)
    family = Family(new_id(), now, proved_at, origin)
    return await _pair(tx, account_id, now=now, lives=lives, family=family)


async def refresh(
    tx: Tx,
    token: str,
    *,
    now: Instant,
    access_seconds: int,
    refresh_seconds: int,
    family_seconds: int,
) -> BearerPair | None:
    """The next pair of the token's family, which ends `family_seconds` after the sign-in however
    often it is renewed (ASVS 7.3.2).

    None where the token was used before: the family is ended, and the caller must commit that.
    Raises `Refused(invalid_credentials)` for a token that is none.
    """
    row = await _live_refresh(tx, token, now=now)
    began_at = row["began_at"] or row["created_at"]
    left = int((began_at - now).total_seconds()) + family_seconds
    if left < 1:
        raise Refused(SignInRefusal.INVALID_CREDENTIALS)
    if row["used_at"] is not None:
        await end_family(tx, row["family"], now=now)
        return None
    proved_at = await tx.scalar(
        select(func.max(sessions.c.proved_at)).where(sessions.c.family == row["family"])
    )
    await tx.execute(
        update(sessions)
        .where(sessions.c.family == row["family"], sessions.c.kind == SessionKind.ACCESS)
        .values(ended_at=now)
    )
    await tx.execute(update(sessions).where(sessions.c.id == row["id"]).values(used_at=now))
    lives = (min(access_seconds, left), min(refresh_seconds, left))
    origin = Origin(row["address"], row["browser"])
    family = Family(row["family"], began_at, proved_at, origin)
    return await _pair(tx, row["account_id"], now=now, lives=lives, family=family)


async def _live_refresh(tx: Tx, token: str, *, now: Instant) -> RowMapping:
    """The row of a refresh token that still counts, locked: two who bring it at once queue here.

    Raises `Refused(invalid_credentials)`.
    """
    row = await tx.one(
        select(sessions)
        .join(accounts, accounts.c.id == sessions.c.account_id)
        .where(
            sessions.c.secret_hash == secret_hash(token),
            sessions.c.kind == SessionKind.REFRESH,
            sessions.c.ended_at.is_(None),
            sessions.c.expires_at > now,
            accounts.c.status == "active",
        )
        .with_for_update(of=sessions)
    )
    if row is None:
        raise Refused(SignInRefusal.INVALID_CREDENTIALS)
    return row


async def end_family(tx: Tx, family: UUID, *, now: Instant) -> None:
    """End every session of a family."""
    await tx.execute(
        update(sessions)
        .where(sessions.c.family == family, sessions.c.ended_at.is_(None))
        .values(ended_at=now)
    )


async def end_all(
    tx: Tx, account_id: UUID, *, now: Instant, but_family_of: UUID | None = None
) -> int:
    """End every session of an account but one's own family; how many are gone."""
    # Where that session is not to be found, its family is unknown and none is spared.
    own = select(sessions.c.family).where(sessions.c.id == but_family_of).scalar_subquery()
    gone = await tx.execute(
        update(sessions)
        .where(
            sessions.c.account_id == account_id,
            sessions.c.ended_at.is_(None),
            sessions.c.family.is_distinct_from(own),
        )
        .values(ended_at=now)
    )
    return gone.rowcount


async def end_secret(tx: Tx, secret: str, *, now: Instant) -> None:
    """End the browser's session of a cookie, whoever it is of; nothing where it is none."""
    family = await tx.scalar(
        select(sessions.c.family).where(
            sessions.c.secret_hash == secret_hash(secret), sessions.c.kind == SessionKind.WEB
        )
    )
    if family is not None:
        await end_family(tx, family, now=now)


async def end(tx: Tx, session_id: UUID, *, now: Instant) -> None:
    """Sign out: end the session and the rest of its family."""
    family = await tx.scalar(select(sessions.c.family).where(sessions.c.id == session_id))
    if family is not None:
        await end_family(tx, family, now=now)


async def _pair(
    tx: Tx, account_id: UUID, *, now: Instant, lives: tuple[int, int], family: Family
) -> BearerPair:
    """Both halves of a pair; `lives` are the seconds of each."""
    access, renew = [
        await _open(tx, account_id, kind=kind, now=now, seconds=seconds, family=family)
        for kind, seconds in zip((SessionKind.ACCESS, SessionKind.REFRESH), lives, strict=True)
    ]
    return BearerPair(access, renew, lives[0])


async def _open(
    tx: Tx, account_id: UUID, *, kind: SessionKind, now: Instant, seconds: int, family: Family
) -> str:
    secret = new_secret()
    proved = {} if family.proved_at is None else {"proved_at": family.proved_at}
    await tx.execute(
        insert(sessions).values(
            id=new_id(),
            account_id=account_id,
            family=family.id,
            kind=kind,
            secret_hash=secret_hash(secret),
            created_at=func.now(),
            expires_at=now + timedelta(seconds=seconds),
            address=family.origin.address,
            browser=family.origin.browser,
            began_at=family.began_at,
            **proved,
        )
    )
    return secret
