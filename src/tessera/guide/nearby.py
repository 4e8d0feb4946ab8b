"""Restaurants near a venue, for those who go out: which of some are there, and how far."""

from collections.abc import Collection, Sequence
from typing import Any

from tessera.guide.keep import RESTAURANTS, entry_of
from tessera.guide.model import Near, Restaurant
from tessera.guide.read import plain
from tessera.guide.views import sql

NEAR_KM_MAX = 5.0
"""What one walks or drives to before a show."""


async def tables_near(
    connection: Any, venue_id: int, among: Collection[int], *, limit: int
) -> list[Near]:
    """Those of `among` that are open to everybody and near the venue, the nearest first.

    Where it is not known where one of the two is, their city decides.
    """
    rows = await connection.fetch(sql["tables_near"], venue_id, list(among), NEAR_KM_MAX, limit)
    return [Near(entry_of(RESTAURANTS, plain(row)), row["km"]) for row in rows]


async def restaurants_by_id(connection: Any, ids: Collection[int]) -> dict[int, Restaurant]:
    """Restaurants that the guide still has, those too that it lists no more."""
    rows = await connection.fetch(sql["restaurants_by_id"], list(ids))
    found = [entry_of(RESTAURANTS, plain(row)) for row in rows]
    return {one.id: one for one in found}


async def restaurants_to_choose(
    connection: Any, organization_id: int | None, chosen: Collection[int]
) -> Sequence[tuple[int, str]]:
    """Ids and names of those in the cities where a house has venues, and of those chosen before;
    for the platform, of all."""
    rows = await connection.fetch(sql["restaurants_to_choose"], organization_id, list(chosen))
    return [(row["id"], f"{row['name']}, {row['city']}") for row in rows]
