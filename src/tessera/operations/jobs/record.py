"""Who did what at the console: written with what was done, and never changed (append-only)."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from tessera.kit.database import Tx
from tessera.operations.jobs.model import Action, Deed
from tessera.operations.jobs.read import SQL

SHOWN = 20
"""How many of the latest deeds the console shows."""


async def on_record(
    tx: Tx, act: Callable[[], Awaitable[int]], *, account_id: UUID, action: Action, target: str
) -> int:
    """Do it, and write down who did it, to what and to how many jobs; answers how many."""
    jobs = await act()
    await tx.fetch(SQL["note_deed"], account_id, action.value, target, jobs)
    return jobs


async def latest_deeds(tx: Tx, limit: int = SHOWN) -> list[Deed]:
    """What was done last, the newest first."""
    rows = await tx.fetch(SQL["latest_deeds"], limit)
    return [
        Deed(row["at"], row["name"], Action(row["action"]), row["target"], row["jobs"])
        for row in rows
    ]
