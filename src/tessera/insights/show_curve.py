"""How a show sells against shows like it: of its title, or of its venue where these are too few."""

from collections import defaultdict
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tessera.insights.model import Curve, Level
from tessera.insights.read import sql
from tessera.insights.rules import curve
from tessera.kit.database import Tx

LIKE_MIN, LIKE_MAX = 3, 12


async def read_curve(tx: Tx, show: Any, *, now: datetime) -> Curve:
    """The curve of a show, a row of the statement `show`."""
    like, others = await _similar(tx, show)
    ids = [show["id"], *(row["id"] for row in others)]
    sold: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for row in await tx.fetch(sql["sold_by_days_before"], ids):
        sold[row["id"]][row["days_before"]] = row["sold"]
    zone = ZoneInfo(show["timezone"])
    left = (show["starts_at"].astimezone(zone).date() - now.astimezone(zone).date()).days
    return curve(
        sold[show["id"]],
        [sold[row["id"]] for row in others],
        capacities=[show["capacity"], *(row["capacity"] for row in others)],
        days_left=max(0, left),
        like=like,
    )


async def _similar(tx: Tx, show: Any) -> tuple[Level, list[Any]]:
    for level, own in ((Level.TITLE, show["title_id"]), (Level.VENUE, show["venue_id"])):
        found = await tx.fetch(
            sql["similar"],
            show["id"],
            show["organization_id"],
            own,
            show["starts_at"],
            level.value,
            LIKE_MAX,
        )
        if len(found) >= LIKE_MIN:
            return level, found
    return Level.VENUE, found
