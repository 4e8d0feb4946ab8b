"""Find shows: ids first, by whatever is asked; snapshots after that."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import func, select

from tessera.kit.database import Tx
from tessera.shows.model import PUBLIC, Show, ShowStatus
from tessera.shows.read import read_shows
from tessera.shows.tables import shows
from tessera.venues.tables import halls, venues


class WantedShows(msgspec.Struct, frozen=True, kw_only=True):
    """Which shows; all that is given must hold. `day` is in the venue's timezone."""

    day: date | None = None
    city: str | None = None
    venue_id: int | None = None
    title_id: int | None = None
    organization_ids: tuple[int, ...] | None = None
    status: ShowStatus | None = None
    upcoming: bool = False


async def find_shows(
    tx: Tx,
    wanted: WantedShows,
    *,
    limit: int,
    offset: int = 0,
    drafts: bool = False,
    unlisted: bool = False,
) -> list[Show]:
    """Shows in the order in which they start; drafts, and those that are in no list, only for who
    works there."""
    query = (
        select(shows.c.id)
        .join(halls, halls.c.id == shows.c.hall_id)
        .join(venues, venues.c.id == halls.c.venue_id)
        .where(*_conditions(wanted))
        .order_by(shows.c.starts_at, shows.c.id)
        .limit(limit)
        .offset(offset)
    )
    if not drafts:
        query = query.where(shows.c.status.in_(PUBLIC))
    if not (drafts or unlisted):
        query = query.where(~shows.c.unlisted)
    ids = [row["id"] for row in await tx.all(query)]
    found = {show.id: show for show in await read_shows(tx, ids)}
    return [found[show_id] for show_id in ids]


def _conditions(wanted: WantedShows) -> list[Any]:
    conditions: list[Any] = []
    if wanted.day is not None:
        local = func.timezone(venues.c.timezone, shows.c.starts_at)
        conditions.append(func.date(local) == wanted.day)
    if wanted.city:
        conditions.append(func.lower(venues.c.city) == wanted.city.lower())
    if wanted.venue_id is not None:
        conditions.append(venues.c.id == wanted.venue_id)
    if wanted.title_id is not None:
        conditions.append(shows.c.title_id == wanted.title_id)
    if wanted.organization_ids is not None:
        conditions.append(shows.c.organization_id.in_(wanted.organization_ids))
    if wanted.status is not None:
        conditions.append(shows.c.status == wanted.status)
    if wanted.upcoming:
        conditions.append(shows.c.ends_at > func.now())
    return conditions


async def availability(connection: Any, show_ids: Sequence[int]) -> dict[int, int]:
    """Free places by show. Lapsed claims count as free: that is what a buyer would meet."""
    rows = await connection.fetch(
        """SELECT s.id, s.capacity - count(c.place) AS free FROM shows s
        LEFT JOIN claims c ON c.show_id = s.id AND (c.until IS NULL OR c.until > tessera_now())
        WHERE s.id = ANY($1::bigint[]) GROUP BY s.id""",
        list(show_ids),
    )
    return {row["id"]: row["free"] for row in rows}
