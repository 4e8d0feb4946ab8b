"""Release a hold: its holder changed their mind."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import repeat
from typing import Any
from uuid import UUID

from tessera.claims.model import ReleaseHold
from tessera.kit import sql as named

sql = named.beside(__file__)


async def release(connection: Any, commands: Sequence[ReleaseHold]) -> list[tuple[int, ...]]:
    """The places that each command made free; none where the hold had lapsed or moved on."""
    holds: list[UUID] = []
    shows: list[int] = []
    places: list[int] = []
    for c in commands:
        holds += repeat(c.hold_id, len(c.places))
        shows += repeat(c.show_id, len(c.places))
        places += c.places
    freed: defaultdict[UUID, list[int]] = defaultdict(list)
    for row in await connection.fetch(sql["release_holds"], holds, shows, places):
        freed[row["owner"]].append(row["place"])
    return [tuple(freed[c.hold_id]) for c in commands]
