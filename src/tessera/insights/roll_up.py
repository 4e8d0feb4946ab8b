"""Keep the roll-ups: find the shows of which something changed, and roll each of them up anew.

The sale knows nothing of this: no trigger, no column, no statement of its own. What changed is
found afterwards, from the ledger and from the ends of indexes. A show is always added up as a
whole, so it may be done again at any time: a worker killed in the middle has done nothing, or all
of a batch.
"""

import time
from datetime import UTC, datetime, timedelta

import msgspec

from tessera.kit import sql as named
from tessera.kit.database import Database, Tx

sql = named.beside(__file__, "roll_up.sql")

SHOWS_A_BATCH = 400
PLACES_A_BATCH = 100_000
"""What one transaction rolls up takes about a second."""
BATCHES_A_ROUND = 10
"""What is left waits for the next round, some seconds later."""
COMPARE_SECONDS = 30.0
OLDEST_A_TURN = 20
VISITS_A_ROUND = 50_000
REST = 4.0
"""A round rests this many times what the last one took: at most a fifth of a core is spent."""
LEDGER_SECONDS_MAX = 86_400.0
"""How much of the ledger one round reads; more is left for the next one."""


NEVER = datetime(2000, 1, 1, tzinfo=UTC)
"""How far the ledger is read before the first round."""


class Lag(msgspec.Struct, frozen=True):
    """How far behind the figures are: everything before `until` is in them, `shows` wait."""

    until: datetime
    now: datetime
    shows: int

    @property
    def seconds(self) -> int:
        """What is missing, at most."""
        return max(0, int((self.now - self.until).total_seconds()))


async def roll_up_changes(db: Database, *, rest: float = REST) -> int:
    """One round: find what changed, roll up what was found; answers how many shows were.

    Several workers may try at once: one does it, the others find nothing to do.
    """
    began = time.monotonic()
    async with db.transaction() as tx:
        if not await find_changes(tx):
            return 0
    rolled = 0
    for _ in range(BATCHES_A_ROUND):
        async with db.transaction() as tx:
            done = await roll_up_some(tx)
        rolled += done
        if not done:
            break
    async with db.transaction() as tx:
        await tx.fetch_one(sql["fold_visits"], VISITS_A_ROUND)
        await tx.fetch(sql["set_round"], (time.monotonic() - began) * rest)
    return rolled


async def take_turn(db: Database) -> int:
    """As `roll_up_changes`, for the worker's clock: after much work there is a rest."""
    resting = await db.pool.fetchval(
        "SELECT round_seconds > extract(epoch FROM tessera_now() - until) FROM insight_state"
    )
    return 0 if resting else await roll_up_changes(db)


async def roll_up_all(db: Database) -> int:
    """Rounds until nothing is left; for commands and tests."""
    rolled = 0
    while done := await roll_up_changes(db, rest=0):
        rolled += done
        if not (await read_lag(db)).shows:
            break
    return rolled


async def roll_up_some(tx: Tx, *, shows_max: int = SHOWS_A_BATCH) -> int:
    """Roll up the shows marked first; answers how many. All of it is in one transaction."""
    if await tx.fetch_one(sql["lock_state"]) is None:
        return 0
    shows = [row["show_id"] for row in await tx.fetch(sql["take_marks"], shows_max, PLACES_A_BATCH)]
    if shows:
        await tx.fetch(sql["roll_up"], shows)
    return len(shows)


async def read_lag(db: Database) -> Lag:
    """How far behind the figures are."""
    row = await db.pool.fetchrow(sql["lag"])
    until = row["until"] if row["marked"] is None else min(row["until"], row["marked"])
    return Lag(until, row["now"], row["shows"])


async def find_changes(tx: Tx) -> bool:
    """Mark what changed since the last round; False where another worker is at it."""
    state = await tx.fetch_one(sql["lock_state"])
    if state is None:
        return False
    horizon: datetime = await tx.raw.fetchval(sql["horizon"])
    until, compared = max(state["until"], horizon), state["compared_at"]
    if state["until"] < horizon:
        until = await _ledger(tx, state["until"], horizon)
    await tx.fetch(sql["mark_signs"])
    if compared + timedelta(seconds=COMPARE_SECONDS) < horizon:
        await tx.fetch(sql["mark_differing"])
        await tx.fetch(sql["mark_oldest"], OLDEST_A_TURN)
        compared = horizon
    await tx.fetch(sql["set_state"], until, compared)
    return True


async def _ledger(tx: Tx, since: datetime, horizon: datetime) -> datetime:
    """Mark what the ledger tells of; answers up to where. Before the first round all shows are
    new, and nothing need be read."""
    if since > NEVER:
        horizon = min(horizon, since + timedelta(seconds=LEDGER_SECONDS_MAX))
        await tx.fetch(sql["mark_moved_money"], since, horizon)
    return horizon
