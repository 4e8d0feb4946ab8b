"""Shows and titles by the clock, and shows that are sold out."""

import asyncio

import structlog

from tessera.claims.live_maps import LiveMaps
from tessera.kit import sql as named
from tessera.kit.database import LOST, Database
from tessera.services import Services
from tessera.shows.model import ShowStatus

sql = named.beside(__file__)
log = structlog.get_logger()

WATCH_SECONDS = 0.5
LOT = 1000
"""Shows that one statement turns, as queries.sql says."""


async def move_by_clock(db: Database) -> int:
    """Turn shows and titles to what the clock says; answers how many turned."""
    turned = 0
    while True:  # After a night without a worker there is more than one lot.
        moved = await db.pool.fetch(sql["move_by_clock"])
        for row in moved:
            if row["status"] == ShowStatus.ON_SALE:
                # What is kept back may be all there is.
                await db.pool.fetchval(sql["mark_sold_out"], row["id"])
        turned += len(moved)
        if len(moved) < LOT:
            break
    back = await db.pool.fetch(sql["mark_available"])
    titles = await db.pool.fetch(sql["move_titles_by_clock"])
    return turned + len(back) + len(titles)


async def watch_sold_out(services: Services) -> None:
    """Mark shows whose last place this process saw go; for ever, in every server process."""
    while True:
        await asyncio.sleep(WATCH_SECONDS)
        try:
            await mark_sold_out(services.db, services.maps)
        except LOST as error:
            log.warning("sold_out_not_marked", error=str(error))


async def mark_sold_out(db: Database, maps: LiveMaps) -> int:
    """Mark the shows that the live maps believe full and PostgreSQL knows to be."""
    marked = 0
    while maps.full:
        marked += await db.pool.fetchval(sql["mark_sold_out"], maps.full.pop()) is not None
    return marked
