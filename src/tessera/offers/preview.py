"""What places would cost with a code and with the offers that nobody needs to ask for."""

from collections.abc import Sequence
from typing import NamedTuple

from tessera.accounts.model import Person
from tessera.kit.errors import Refused
from tessera.kit.ids import new_id
from tessera.offers.model import Applied, NotApplied, Wishes
from tessera.offers.redeem import refuse, relined
from tessera.offers.weigh import Basket, Weighed, weigh
from tessera.orders import rules
from tessera.orders.model import Buyer, Line
from tessera.services import Services
from tessera.shows.model import ForSale
from tessera.web.errors import Trouble, trouble_of


class Preview(NamedTuple):
    """The lines at what they would cost, and why. `trouble` is what is wrong with the code."""

    before: tuple[Line, ...]
    lines: tuple[Line, ...]
    applied: tuple[Applied, ...] = ()
    refused: tuple[NotApplied, ...] = ()
    asked: int = 0
    trouble: Trouble | None = None
    providers: frozenset[str] | None = None


async def preview(
    services: Services,
    for_sale: ForSale,
    places: Sequence[int],
    *,
    person: Person | None,
    wishes: Wishes,
) -> Preview:
    """The price as an order would have it now; limits may be used up before it is opened."""
    show = for_sale.show
    before = rules.lines_of(for_sale, places, new_id)
    if not wishes.any and not await services.offers.concern(show.organization_id):
        return Preview(before, before)
    offered = await services.providers.offered(show.organization_id, show.currency)
    basket = Basket(show, before, _buyer(services, person), wishes, frozenset(offered))
    try:
        found = await weigh(services.db.pool, basket, now=services.clock(), lock=False)
    except Refused as error:
        return Preview(before, before, trouble=trouble_of(error))
    priced = found.priced
    trouble = _trouble(found)
    return Preview(
        before,
        relined(before, priced.lines),
        priced.applied,
        priced.refused,
        found.asked,
        trouble,
        priced.providers,
    )


def _trouble(found: Weighed) -> Trouble | None:
    try:
        refuse(found)
    except Refused as error:
        return trouble_of(error)
    return None


def _buyer(services: Services, person: Person | None) -> Buyer | None:
    """Who asks, as limits for each customer know them."""
    if person is None or person.key_id is not None:
        return None
    customer = services.customer_of(person.email)
    return Buyer(person.name, person.email, customer, person.account_id, person.locale)
