"""The restaurant that an order goes with, for its page, its mail and its tickets."""

from uuid import UUID

from tessera.guide.nearby import restaurants_by_id
from tessera.guide.present import shown_offers
from tessera.offers.read import uses_of_order
from tessera.services import Services
from tessera.web.views.orders import TableNote


async def table_of_order(services: Services, order_id: UUID) -> TableNote | None:
    """None for nearly all orders; where no offer ever went with a restaurant, without a question
    to the database."""
    if not await services.offers.tables():
        return None
    pool = services.db.pool
    uses = await uses_of_order(pool, order_id)
    chosen = [use for use in uses if use.restaurant_id and not use.released]
    ids = [use.restaurant_id for use in chosen if use.restaurant_id]
    found = await restaurants_by_id(pool, ids)
    today = services.clock().date()
    for use in chosen:
        if use.restaurant_id in found:
            place = found[use.restaurant_id]
            return TableNote(
                name=place.name,
                address=", ".join(part for part in (place.address, place.city) if part),
                url=f"{services.settings.base_url}/restaurants/{place.id}",
                offer=use.name,
                extras=tuple(offer.name for offer in shown_offers(place, today)),
            )
    return None
