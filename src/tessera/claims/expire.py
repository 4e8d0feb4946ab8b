"""Expire what has lapsed. Buyers never wait for it: a lapsed claim is free the moment it lapses."""

from collections import defaultdict
from typing import Any

from tessera.claims.model import Change
from tessera.kit import sql as named

sql = named.beside(__file__)

ROWS_MAX = 5000
"""Claims and orders that one sweep takes; the next follows at once while there are more."""


async def expire(connection: Any) -> list[Change]:
    """Sweep one bounded lot of lapsed orders and claims; answers what became free."""
    freed: defaultdict[int, list[int]] = defaultdict(list)
    for row in await connection.fetch(sql["expire"], ROWS_MAX):
        freed[row["show_id"]].append(row["place"])
    return [Change(show_id, tuple(places), None) for show_id, places in freed.items()]
