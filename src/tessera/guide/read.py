"""Read the guide: restaurants, streamed titles, plans, and what they can be narrowed by."""

from typing import Any
from uuid import UUID

import msgspec

from tessera.guide.keep import PLANS, RESTAURANTS, STREAMING, entry_of
from tessera.guide.model import (
    RECOMMENDED_MAX,
    RECOMMENDED_TENTHS,
    Advised,
    Near,
    Plan,
    WantedRestaurants,
    WantedStreaming,
)
from tessera.guide.views import sql
from tessera.kit.database import Tx


def _escaped(words: str) -> str:
    for sign in ("\\", "%", "_"):
        words = words.replace(sign, "\\" + sign)
    return words.strip()


async def find_restaurants(
    tx: Tx, wanted: WantedRestaurants, *, limit: int, offset: int = 0
) -> list[Near]:
    """The best first, or the nearest to a venue."""
    rows = await tx.fetch(
        sql["restaurants"],
        _escaped(wanted.q),
        wanted.city,
        wanted.cuisine,
        wanted.rating_min,
        wanted.venue_id,
        wanted.top,
        wanted.everything,
        limit,
        offset,
    )
    return [Near(entry_of(RESTAURANTS, plain(row)), row["km"]) for row in rows]


async def find_streaming(
    tx: Tx, wanted: WantedStreaming, *, limit: int, offset: int = 0
) -> list[Advised]:
    """The newest first, or as the list says."""
    rows = await tx.fetch(
        sql["streaming"],
        _escaped(wanted.q),
        wanted.platform,
        wanted.genre,
        wanted.language,
        wanted.type,
        wanted.listed or "",
        wanted.everything,
        limit,
        offset,
    )
    return [_advised(row) for row in rows]


async def recommended(tx: Tx, account_id: UUID | None, *, platform: str = "") -> list[Advised]:
    """At most fifteen, rated 7 or more, that fit what somebody has booked and looked at."""
    rows = await tx.fetch(
        sql["recommended"], account_id, RECOMMENDED_TENTHS, platform, RECOMMENDED_MAX
    )
    return [_advised(row) for row in rows]


async def find_plans(tx: Tx, platform: str = "") -> list[Plan]:
    """Subscriptions, by platform, what a month costs the least first."""
    return [entry_of(PLANS, row) for row in await tx.fetch(sql["plans"], platform)]


async def choices(tx: Tx) -> dict[str, list[str]]:
    """What the lists can be narrowed by."""
    found: dict[str, list[str]] = {}
    for row in await tx.fetch(sql["choices"]):
        found.setdefault(row["facet"], []).append(row["value"])
    return found


def _advised(row: Any) -> Advised:
    return Advised(entry_of(STREAMING, row), row["genre"], row["because"])


def plain(row: Any) -> dict[str, Any]:
    """A row's fields; the driver hands JSON as text."""
    fields = dict(row)
    if isinstance(fields["offers"], str):
        fields["offers"] = msgspec.json.decode(fields["offers"])
    return fields
