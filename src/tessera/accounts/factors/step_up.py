"""Step up: a session shows a second factor again, and may do what is dangerous for a while."""

from typing import Any
from uuid import UUID

from tessera.accounts.factors.challenges import challenge_of_session, open_challenge
from tessera.accounts.factors.model import TRIES_MAX, Challenge, FactorRefusal, Purpose
from tessera.accounts.model import Person
from tessera.kit import sql as named
from tessera.kit.clock import Instant
from tessera.kit.database import Tx
from tessera.kit.errors import Refused

sql = named.beside(__file__)


async def fresh_until(pool: Any, session_id: UUID, *, seconds: int) -> Instant | None:
    """Until when a session counts as proved, `seconds` after its last second factor; or None."""
    until: Instant | None = await pool.fetchval(sql["is_fresh"], session_id, seconds)
    return until


async def step_up_challenge(tx: Tx, person: Person, *, now: Instant) -> Challenge:
    """The session's challenge, opened where it has none.

    Raises `Refused(too_many_tries)` where five wrong tries killed it, until it has run out.
    """
    await tx.fetch(sql["lock_session"], person.session_id)
    found = await challenge_of_session(tx, person.session_id, Purpose.STEP_UP)
    if found is None:
        _, found = await open_challenge(
            tx, Purpose.STEP_UP, account_id=person.account_id, session_id=person.session_id
        )
    if found.tries >= TRIES_MAX:
        left = int((found.expires_at - now).total_seconds())
        raise Refused(FactorRefusal.TOO_MANY_TRIES, retry_after_seconds=max(1, left))
    return found


async def prove_session(tx: Tx, session_id: UUID) -> None:
    """This session has shown a second factor now."""
    await tx.fetch(sql["prove_session"], session_id)
