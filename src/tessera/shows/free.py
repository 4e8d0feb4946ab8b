"""How many places are free beside a show in a list."""

from collections.abc import Sequence
from functools import partial

from tessera.shows.find import availability
from tessera.web.guards import Connection
from tessera.web.public import FREE_SECONDS, public_read


async def free_places(request: Connection, show_ids: Sequence[int]) -> dict[int, int]:
    """Free places by show, counted once a second for everybody who looks at the same list.

    Seat maps are never that old, and who organizes shows sees them as they are.
    """
    key = ("free", *show_ids)
    read = partial(availability, show_ids=show_ids)
    return await public_read(request, key, read, seconds=FREE_SECONDS)
