"""Leave the sale before the turn is over, for the next one."""

from typing import Any

from tessera.kit import sql as named
from tessera.waiting_room.model import QueuePlace

sql = named.beside(__file__)


async def leave(connection: Any, place: QueuePlace) -> bool:
    """End the turn of a place; False where it had none, or it was over."""
    row = await connection.fetchrow(sql["leave"], place.room_id, place.lane, place.n)
    return row is not None
