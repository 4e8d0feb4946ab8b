"""Restaurants that an order may name beside its show, and what each would bring."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from tessera.accounts.model import Person
from tessera.guide.model import Near
from tessera.guide.nearby import tables_near
from tessera.guide.present import shown_offers
from tessera.kit.errors import Refused
from tessera.kit.ids import new_id
from tessera.offers.model import Reason
from tessera.offers.preview import buyer_of
from tessera.offers.pricing import Priced, Wishes
from tessera.offers.weigh import Basket, Looked, decide, look
from tessera.orders import rules
from tessera.services import Services
from tessera.shows.model import ForSale

TABLES_MAX = 12


class Table(NamedTuple):
    """A restaurant near the show. `saves` minor units less than without it; where that is nothing,
    `reasons` say what the offer wants that goes with it, and `offer` is its name. `extras` are
    what the restaurant offers itself."""

    near: Near
    saves: int
    offer: str
    reasons: tuple[Reason, ...] = ()
    extras: tuple[str, ...] = ()


async def tables_for(
    services: Services,
    for_sale: ForSale,
    places: Sequence[int],
    *,
    person: Person | None,
    wishes: Wishes,
) -> tuple[Table, ...]:
    """Those whose offers take part, what brings the most first; none where the house has no such
    offer, which costs a look into a dictionary."""
    show = for_sale.show
    if not await services.offers.combine(show.organization_id):
        return ()
    lines = rules.lines_of(for_sale, places, new_id)
    offered = await services.providers.offered(show.organization_id, show.currency)
    alone = msgspec.structs.replace(wishes, restaurant_id=None, gift_card="")
    basket = Basket(show, lines, buyer_of(services, person), alone, frozenset(offered))
    pool = services.db.pool
    try:
        looked = await look(pool, basket, now=services.clock(), lock=False)
    except Refused:
        # The code is none; what holds without it is still to be had.
        plain = basket._replace(wishes=msgspec.structs.replace(alone, offer_code=""))
        looked = await look(pool, plain, now=services.clock(), lock=False)
    among = frozenset().union(*(offer.rule.tables for offer in looked.offers))
    near = await tables_near(pool, show.venue.id, among, limit=TABLES_MAX)
    without = decide(looked).priced
    found = [_table(one, looked, without) for one in near]
    return tuple(sorted(found, key=lambda table: -table.saves))


def _table(near: Near, looked: Looked, without: Priced) -> Table:
    here = near.restaurant.id
    occasion = msgspec.structs.replace(looked.occasion, restaurant_id=here)
    priced = decide(looked._replace(occasion=occasion)).priced
    saves = without.total - priced.total
    today = occasion.now.date()
    extras = tuple(offer.name for offer in shown_offers(near.restaurant, today))
    if won := [one for one in priced.applied if here in one.offer.rule.tables]:
        return Table(near, saves, won[0].offer.name, (), extras)
    lost = [one for one in priced.refused if here in one.offer.rule.tables]
    best = min(lost, key=lambda one: (len(one.reasons), one.offer.id))
    return Table(near, 0, best.offer.name, best.reasons, extras)
