"""The sweeper: what has lapsed is tidied away, though no buyer waits for it."""

from tessera.claims.expire import ROWS_MAX, expire
from tessera.services import Services


async def sweep(services: Services) -> int:
    """Expire everything that has lapsed, lot by lot; answers how many places became free."""
    freed = 0
    while True:
        changes = await expire(services.db.pool)
        services.maps.tell(changes)
        lot = sum(len(change.places) for change in changes)
        freed += lot
        if lot < ROWS_MAX:
            return freed
