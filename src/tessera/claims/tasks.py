"""The sweeper: what has lapsed is tidied away, though no buyer waits for it."""

from tessera.claims.expire import expire
from tessera.services import Services


async def sweep(services: Services) -> int:
    """Expire everything that has lapsed, lot by lot; answers how many places became free."""
    freed = 0
    while True:
        lapsed = await expire(services.db.pool)
        services.maps.tell(lapsed.changes)
        freed += sum(len(change.places) for change in lapsed.changes)
        if not lapsed.more:
            return freed
