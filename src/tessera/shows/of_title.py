"""The shows of a title, counted for who keeps it."""

from sqlalchemy import func, select

from tessera.kit.database import Tx
from tessera.shows.model import TRANSITIONS
from tessera.shows.tables import shows

ACTIVE = tuple(status for status, following in TRANSITIONS.items() if following)
"""Shows that are planned, on sale or running."""


async def active_shows(tx: Tx, title_id: int) -> int:
    """How many are still to come or run."""
    count = await tx.scalar(
        select(func.count()).where(shows.c.title_id == title_id, shows.c.status.in_(ACTIVE))
    )
    return int(count)
