"""What a worker keeps of search: days that are over leave, and totals are counted anew."""

from tessera.catalog.search.find import sql
from tessera.kit.database import Database

PORTION = 500
PORTIONS_MAX = 40


async def sweep_search(db: Database) -> int:
    """Set titles anew whose next show has begun, then count all; answers how many were set.

    Search itself looks at the clock: what is left here for a minute is an order, and an index that
    is a little larger.
    """
    swept = 0
    for _ in range(PORTIONS_MAX):
        rows = await db.pool.fetch(sql["lapsed"], PORTION)
        if rows:
            await db.pool.execute(sql["refresh"], [row["title_id"] for row in rows])
        swept += len(rows)
        if len(rows) < PORTION:
            break
    async with db.transaction() as tx:
        await tx.fetch(sql["forget_totals"])
        await tx.fetch(sql["add_totals"])
    return swept
