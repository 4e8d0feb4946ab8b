"""Remove venues and halls that nothing ever happened in."""

from tessera.kit import sql as named
from tessera.kit.database import Tx
from tessera.kit.errors import Refused

sql = named.beside(__file__)


async def remove_venue(tx: Tx, venue_id: int) -> None:
    """Remove a venue and its halls. Raises `Refused(venue_in_use)` where a show was planned."""
    used = await tx.fetch_one(sql["use_of_venue"], venue_id)
    if used is not None and used["shows"]:
        raise Refused("venue_in_use", shows=used["shows"])
    await tx.fetch(sql["remove_halls"], venue_id)
    await tx.fetch(sql["remove_venue"], venue_id)


async def remove_hall(tx: Tx, hall_id: int) -> None:
    """Remove a hall. Raises `Refused(hall_in_use)` where a show was planned."""
    used = await tx.fetch_one(sql["use_of_hall"], hall_id)
    if used is not None and used["shows"]:
        raise Refused("hall_in_use", shows=used["shows"])
    await tx.fetch(sql["remove_hall"], hall_id)
