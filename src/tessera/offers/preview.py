"""What places would cost with a code and with the offers that nobody needs to ask for."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from tessera.accounts.model import Person
from tessera.kit.errors import Refused
from tessera.kit.ids import new_id
from tessera.offers.cards.verbs import card_of_code, refuse_card
from tessera.offers.pricing import Applied, NotApplied, Wishes
from tessera.offers.redeem import refuse, refuse_table, relined
from tessera.offers.weigh import Basket, decide, look
from tessera.orders import rules
from tessera.orders.model import Buyer, Line
from tessera.services import Services
from tessera.shows.model import ForSale, Show
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
    credit: int = 0
    """What the gift card would pay, of `lines`."""
    card_trouble: Trouble | None = None
    table_trouble: Trouble | None = None


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
    basket = Basket(show, before, buyer_of(services, person), wishes, frozenset(offered))
    try:
        looked = await look(services.db.pool, basket, now=services.clock(), lock=False)
    except Refused as error:
        return Preview(before, before, trouble=trouble_of(error))
    found = decide(looked)
    priced = found.priced
    lines = relined(before, priced.lines)
    credit, card_trouble = await _credit(services, show, lines, wishes=wishes)
    return Preview(
        before,
        lines,
        priced.applied,
        priced.refused,
        found.asked,
        _trouble(partial(refuse, found)),
        priced.providers,
        credit,
        card_trouble,
        _trouble(partial(refuse_table, found, wishes)),
    )


async def _credit(
    services: Services, show: Show, lines: tuple[Line, ...], *, wishes: Wishes
) -> tuple[int, Trouble | None]:
    """What the card would pay now, or what is wrong with it."""
    total = sum(line.total for line in lines)
    if not wishes.gift_card or not total:
        return 0, None
    try:
        card = await card_of_code(services.db.pool, services.gift_cards, wishes.gift_card)
        now = services.clock()
        refuse_card(card, organization_id=show.organization_id, currency=show.currency, now=now)
    except Refused as error:
        return 0, trouble_of(error)
    return min(card.available, total), None


def _trouble(check: Callable[[], None]) -> Trouble | None:
    try:
        check()
    except Refused as error:
        return trouble_of(error)
    return None


def buyer_of(services: Services, person: Person | None) -> Buyer | None:
    """Who asks, as limits for each customer know them."""
    if person is None or person.key_id is not None:
        return None
    customer = services.customer_of(person.email)
    return Buyer(person.name, person.email, customer, person.account_id, person.locale)
