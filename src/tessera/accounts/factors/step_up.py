"""Step up: a session shows a second factor again, and may do what is dangerous for a while."""

from typing import Any
from uuid import UUID

from tessera.kit import sql as named
from tessera.kit.clock import Instant

sql = named.beside(__file__)


async def fresh_until(pool: Any, session_id: UUID, *, seconds: int) -> Instant | None:
    """Until when a session counts as proved, `seconds` after its last second factor; or None."""
    until: Instant | None = await pool.fetchval(sql["is_fresh"], session_id, seconds)
    return until
