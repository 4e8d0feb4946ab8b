"""Expire what has lapsed. Buyers never wait for it: a lapsed claim is free the moment it lapses."""

from collections import defaultdict
from typing import Any, NamedTuple

from tessera.claims.model import Change
from tessera.kit import sql as named

sql = named.beside(__file__)

BATCHES_MAX = 50
"""Batches of holds and orders that one sweep looks at; the next follows at once while there are
more."""


class Lapsed(NamedTuple):
    """What a sweep freed, and whether there may be more."""

    changes: list[Change]
    more: bool


async def expire(connection: Any) -> Lapsed:
    """Sweep one bounded lot of lapsed orders and claims; answers what became free."""
    freed: defaultdict[int, list[int]] = defaultdict(list)
    lot = await connection.fetchrow(sql["expire"], BATCHES_MAX)
    for show_id, place in zip(lot["show_ids"] or (), lot["places"] or (), strict=True):
        freed[show_id].append(place)
    changes = [Change(show_id, tuple(places), None) for show_id, places in freed.items()]
    return Lapsed(changes, more=lot["looked"] == BATCHES_MAX)
