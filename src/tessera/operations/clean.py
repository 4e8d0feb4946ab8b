"""Clean up what has served its time, in portions: no statement holds locks or the disk for long."""

from pgqueuer.db import AsyncpgPoolDriver
from pgqueuer.queries import Queries

from tessera.kit import sql as named
from tessera.kit.database import Database

SQL = named.beside(__file__, "clean.sql")

KEPT = {
    "short_keys": "24 hours",
    "keys": "30 days",
    "sessions": "30 days",
    "codes": "1 day",
    "erased_buyers": "7 days",
    "mailed_to": "30 days",
    "sign_in_tries": "1 day",
    "challenges": "2 days",
    "known_devices": "400 days",
    "job_history": "7 days",
    "job_figures": "90 days",
    "webhook_deliveries": "30 days",
    "provider_events": "90 days",
    "past_holds": "60 days",
    "form_drafts": "30 days",
    "room_ticks": "30 days",
    "room_holds": "30 days",
}
"""How long each is kept (api.md names the keys), by the name of its statement in `clean.sql`."""
PORTION = 5_000
PORTIONS_MAX = 400
"""In one round; what is left waits for the next one."""


async def clean(db: Database) -> dict[str, int]:
    """Delete what is older than it need be; answers how many rows of each."""
    return {name: await _clean(db, name, kept) for name, kept in KEPT.items()}


async def _clean(db: Database, name: str, kept: str) -> int:
    gone = 0
    for _ in range(PORTIONS_MAX):
        count = int((await db.pool.execute(SQL[name], kept, PORTION)).rpartition(" ")[2])
        gone += count
        if count < PORTION:
            break
    return gone


async def count_jobs(db: Database) -> None:
    """Fold the jobs' history into its figures by the second; one worker at a time."""
    await Queries(AsyncpgPoolDriver(db.pool)).aggregate_logs()
