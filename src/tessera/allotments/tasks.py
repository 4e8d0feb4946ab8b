"""Allotments by the clock: what is kept goes back into the sale so long before the show."""

from tessera.allotments.keep import release_places
from tessera.allotments.read import read_allotment, sql
from tessera.claims.model import Change
from tessera.kit.errors import Refused
from tessera.kit.trail import system
from tessera.services import Services


async def release_due(services: Services) -> int:
    """Release every allotment whose time has come; answers how many places became free."""
    freed = 0
    for row in await services.db.pool.fetch(sql["due"]):
        try:
            async with services.db.transaction() as tx:
                allotment = await read_allotment(tx, row["id"])
                for_sale = await services.shows.get(allotment.show_id)
                who = system("allotments")
                places = await release_places(tx, allotment, for_sale, who=who)
        except Refused:
            continue  # Another worker was faster.
        services.maps.tell([Change(allotment.show_id, places, None)])
        freed += len(places)
    return freed
