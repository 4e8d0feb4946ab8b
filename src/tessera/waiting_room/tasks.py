"""The controller's round: a look at every room that is not over, each in a transaction."""

import structlog

from tessera.kit import sql as named
from tessera.services import Services
from tessera.waiting_room.tick import SLACK, tick

sql = named.beside(__file__)
log = structlog.get_logger()


async def tick_rooms(services: Services) -> int:
    """Look at every room that is due; answers at how many. One that fails keeps no other back."""
    looked = 0
    for row in await services.db.pool.fetch(sql["rooms_alive"], SLACK):
        room_id = row["id"]
        try:
            knocks = await services.rooms.knocks(room_id)
            async with services.db.transaction() as tx:
                came = await tick(tx, services.vault, room_id, knocks=knocks, now=services.clock())
        except Exception as error:
            log.warning("room_not_looked_at", room_id=room_id, error=repr(error))
            continue
        if came is not None:
            looked += 1
            if came.room.phase is not came.was:
                log.info("room_turned", room_id=room_id, phase=came.room.phase.value)
    return looked
