"""Weigh what may lower an order: read the offers, look at each, price the lines.

With `lock` the counts of the offers that have limits stay locked until the transaction ends: then
what is found to be free is the order's own. Without, it is a preview.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from tessera.guide.nearby import tables_near
from tessera.kit import sql as named
from tessera.kit.errors import Refused
from tessera.offers import rules
from tessera.offers.check import code_of
from tessera.offers.model import Offer, OfferRefusal, Reason, Way
from tessera.offers.pricing import NotApplied, Occasion, Priced, PricedLine, Wishes
from tessera.offers.read import read_offers
from tessera.orders.model import Buyer, Line
from tessera.orders.rules import fee_tax_of
from tessera.shows.model import Show

sql = named.beside(__file__)

REAP_MAX = 200
"""Uses of lapsed orders that one buyer takes back at a time where an offer seems used up."""


class Basket(NamedTuple):
    """What is about to be bought, and by whom; `providers` are the ways to pay on offer."""

    show: Show
    lines: Sequence[Line]
    buyer: Buyer | None
    wishes: Wishes
    providers: frozenset[str]


class Weighed(NamedTuple):
    """The outcome, and the id of the offer that the typed code belongs to (0 without);
    `restaurant_id` is the one that was named and is near."""

    priced: Priced
    asked: int
    code: str
    restaurant_id: int | None = None


class Looked(NamedTuple):
    """All that a price depends on: the same order may be weighed with one restaurant or another."""

    offers: Sequence[Offer]
    barred: dict[int, Reason]
    lines: Sequence[PricedLine]
    occasion: Occasion
    asked: int
    code: str


async def weigh(connection: Any, basket: Basket, *, now: datetime, lock: bool) -> Weighed:
    """The best price. Raises `Refused(offer_unknown)` for a code that is none."""
    return decide(await look(connection, basket, now=now, lock=lock))


async def look(connection: Any, basket: Basket, *, now: datetime, lock: bool) -> Looked:
    """Read the offers and their limits. Raises `Refused(offer_unknown)`."""
    code = code_of(basket.wishes.offer_code)
    if basket.wishes.offer_code.strip() and not code:
        raise Refused(OfferRefusal.OFFER_UNKNOWN)
    show = basket.show
    found = await connection.fetch(sql["candidates"], show.organization_id, code)
    asked = next((row["id"] for row in found if row["asked"]), 0)
    if code and not asked:
        raise Refused(OfferRefusal.OFFER_UNKNOWN)
    ids = sorted({row["id"] for row in found})
    if lock and ids:
        # Those without a limit are counted too; the lock is as short as opening an order.
        await connection.fetch(sql["lock_counts"], ids)
    offers = await read_offers(connection, ids)
    barred = await _barred(connection, offers, basket, code=code, lock=lock)
    occasion = await _occasion(connection, offers, basket, now=now)
    return Looked(offers, barred, priced_lines(basket.lines, show), occasion, asked, code)


def decide(found: Looked) -> Weighed:
    """The best price of what was looked at."""
    lines, occasion, barred = found.lines, found.occasion, found.barred
    free = [offer for offer in found.offers if offer.id not in barred]
    priced = rules.price(lines, free, occasion, asked=found.asked)
    refused = [
        NotApplied(offer, (barred[offer.id], *rules.why_not(offer, lines, occasion)))
        for offer in found.offers
        if offer.id in barred
    ]
    whole = Priced(priced.lines, priced.applied, (*priced.refused, *refused))
    return Weighed(whole, found.asked, found.code, occasion.restaurant_id)


def priced_lines(lines: Sequence[Line], show: Show) -> list[PricedLine]:
    """The lines as offers look at them."""
    return [
        PricedLine(line.category, line.face, line.fee, line.tax, fee_tax_of(line, show.prices))
        for line in lines
    ]


async def _barred(
    connection: Any, offers: Sequence[Offer], basket: Basket, *, code: str, lock: bool
) -> dict[int, Reason]:
    """Offers whose limits leave nothing, in total or for this customer."""
    barred: dict[int, Reason] = {}
    full = [o.id for o in offers if o.uses_max is not None and o.uses >= o.uses_max]
    if full and lock:
        # P5's rule for places, for uses: what has lapsed is free for the next at that very moment.
        ids = [offer.id for offer in offers]
        await connection.fetch(sql["release_uses"], ids, REAP_MAX)
        offers = await read_offers(connection, ids)
        full = [o.id for o in offers if o.uses_max is not None and o.uses >= o.uses_max]
    barred.update(dict.fromkeys(full, Reason.USED_UP))
    locked = offers if lock else ()
    for offer in offers:
        if offer.way is Way.CODES and await _code_gone(connection, offer, code, locked=locked):
            barred[offer.id] = Reason.USED_UP
    limited = {o.id: o.uses_per_customer_max for o in offers if o.uses_per_customer_max}
    if limited and basket.buyer is not None:
        used = await _customer_uses(connection, list(limited), basket.buyer.customer)
        over = [n for n, most in limited.items() if used.get(n, 0) >= most]
        if over and lock:
            await connection.fetch(sql["release_uses"], [o.id for o in offers], REAP_MAX)
            used = await _customer_uses(connection, list(limited), basket.buyer.customer)
            over = [n for n, most in limited.items() if used.get(n, 0) >= most]
        barred.update(dict.fromkeys(over, Reason.USED_BY_YOU))
    return barred


async def _customer_uses(connection: Any, ids: list[int], customer: int) -> dict[int, int]:
    rows = await connection.fetch(sql["customer_uses"], ids, customer)
    return {row["offer_id"]: row["uses"] for row in rows}


async def _code_gone(connection: Any, offer: Offer, code: str, *, locked: Sequence[Offer]) -> bool:
    house = offer.organization_id or 0
    for tries in range(2):
        rows = await connection.fetch(sql["code_order"], house, code, offer.id)
        if not any(row["order_id"] for row in rows):
            return False
        if not locked or tries:
            return True
        await connection.fetch(sql["release_uses"], [one.id for one in locked], REAP_MAX)
    return True


async def _occasion(
    connection: Any, offers: Sequence[Offer], basket: Basket, *, now: datetime
) -> Occasion:
    show, buyer = basket.show, basket.buyer
    first: bool | None = None
    account_id: UUID | None = buyer.account_id if buyer is not None else None
    if account_id is not None and any(offer.rule.first_purchase for offer in offers):
        [row] = await connection.fetch(sql["bought_before"], account_id, show.organization_id)
        first = not row["before"]
    return Occasion(
        now=now,
        currency=show.currency,
        title_id=show.title.id,
        title_kind=show.title.kind,
        venue_id=show.venue.id,
        starts_at=show.starts_at.astimezone(ZoneInfo(show.venue.timezone)),
        channel=basket.wishes.channel,
        providers=basket.providers,
        first_purchase=first,
        restaurant_id=await _restaurant(connection, show, basket.wishes.restaurant_id),
    )


async def _restaurant(connection: Any, show: Show, restaurant_id: int | None) -> int | None:
    """The restaurant, where it is listed and near the show's venue."""
    if restaurant_id is None:
        return None
    near = await tables_near(connection, show.venue.id, [restaurant_id], limit=1)
    return near[0].restaurant.id if near else None
