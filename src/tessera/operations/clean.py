"""Clean up what has served its time."""

from pgqueuer.db import AsyncpgPoolDriver
from pgqueuer.queries import Queries

from tessera.kit.database import Database

KEYS_KEPT = "30 days"
"""api.md: 24 hours, and 30 days where money moved; one rule for all is simpler and safer."""
SESSIONS_KEPT = "30 days"
JOB_HISTORY_KEPT = "7 days"
JOB_FIGURES_KEPT = "90 days"


async def clean(db: Database) -> None:
    """Delete old idempotency keys, sessions that ended long ago, and the history of done jobs."""
    await db.pool.execute(
        "DELETE FROM idempotency_keys WHERE created_at < tessera_now() - $1::text::interval",
        KEYS_KEPT,
    )
    await db.pool.execute(
        "DELETE FROM sessions WHERE expires_at < tessera_now() - $1::text::interval",
        SESSIONS_KEPT,
    )
    # A failed job is still in the queue: what is known of it stays.
    await db.pool.execute(
        """DELETE FROM pgqueuer_log AS l WHERE created < now() - $1::text::interval AND aggregated
        AND NOT EXISTS (SELECT FROM pgqueuer AS j WHERE j.id = l.job_id)""",
        JOB_HISTORY_KEPT,
    )
    await db.pool.execute(
        "DELETE FROM pgqueuer_statistics WHERE created < now() - $1::text::interval",
        JOB_FIGURES_KEPT,
    )


async def count_jobs(db: Database) -> None:
    """Fold the jobs' history into its figures by the second; one worker at a time."""
    await Queries(AsyncpgPoolDriver(db.pool)).aggregate_logs()
