"""Open an order with offers: weigh, open, count, in one transaction of its own.

Orders without any go by the desk, many at a time; these few take this way. Counts are locked before
anything that the desk's batches lock, so the two cannot wait for each other in a ring.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import asyncpg
import msgspec

from tessera.claims.model import KeyKnown
from tessera.kit import sql as named
from tessera.kit.database import Tx
from tessera.kit.errors import Refused, Unavailable
from tessera.kit.idempotency import Intent, known
from tessera.offers.cards.model import Card
from tessera.offers.cards.verbs import hold_card, lock_card, refuse_card
from tessera.offers.model import OfferRefusal, Reason
from tessera.offers.pricing import Priced, PricedLine, Wishes
from tessera.offers.weigh import Basket, Weighed, weigh
from tessera.orders import open as opening
from tessera.orders.model import Line, OpenOrder, OrderOpened
from tessera.orders.open import OpenOutcome
from tessera.services import Services

sql = named.beside(__file__)

Finish = Callable[[OpenOrder, Priced], Awaitable[OpenOrder]]
"""Completes a command once its price is known: the answer that is kept with it."""


class _NotOpened(Exception):
    """The order was not opened: what was counted for it is undone."""

    def __init__(self, outcome: OpenOutcome) -> None:
        super().__init__()
        self.outcome = outcome


async def redeem(
    services: Services, command: OpenOrder, basket: Basket, *, wanted: Intent | None, finish: Finish
) -> tuple[OpenOrder, OpenOutcome]:
    """Open the order at its best price, its offers counted: all of it or nothing.

    Raises `Refused(offer_unknown, offer_not_applicable, offer_used_up)`.
    """
    if wanted is not None and (await known(services.db.pool, [wanted.key]))[0]:
        return command, KeyKnown(wanted)
    try:
        async with services.db.transaction() as tx:
            opened, outcome = await _redeem(tx, services, command, basket=basket, finish=finish)
    except _NotOpened as refused:
        return command, refused.outcome
    except asyncpg.DeadlockDetectedError as error:
        # Late money took a place in the very moment that a card was wanted: come again.
        raise Unavailable("two orders waited for each other") from error
    services.orders.note_opened(opened, outcome)
    return opened, outcome


async def _redeem(
    tx: Tx, services: Services, command: OpenOrder, *, basket: Basket, finish: Finish
) -> tuple[OpenOrder, OrderOpened]:
    found = await weigh(tx, basket, now=services.clock(), lock=True)
    refuse(found)
    refuse_table(found, basket.wishes)
    lines = relined(command.lines, found.priced.lines)
    command = msgspec.structs.replace(command, lines=lines)
    card = await _card(tx, services, command, basket=basket)
    if card is not None:
        command = msgspec.structs.replace(command, credit=min(card.available, command.total))
    command = await finish(command, found.priced)
    [outcome] = await opening.open_orders(tx.raw, [command])
    if not isinstance(outcome, OrderOpened):
        raise _NotOpened(outcome)
    await _use(tx, command, outcome, found=found)
    if card is not None:
        await hold_card(tx, card, command.order_id, amount=command.credit, until=outcome.until)
    return command, outcome


async def _card(tx: Tx, services: Services, command: OpenOrder, *, basket: Basket) -> Card | None:
    """The gift card that pays of this order, locked; None where there is none, or nothing to pay.

    Raises `Refused`.
    """
    if not basket.wishes.gift_card or not command.total:
        return None
    card = await lock_card(tx, services.gift_cards, basket.wishes.gift_card)
    show = basket.show
    refuse_card(
        card,
        organization_id=show.organization_id,
        currency=show.currency,
        now=services.clock(),
    )
    return card


def refuse(found: Weighed) -> None:
    """Raise `Refused` where the offer that the buyer has a code for does not hold, with every
    reason. One that another offer beats is no trouble: the better price is the buyer's."""
    for lost in found.priced.refused:
        if lost.offer.id != found.asked or Reason.BETTER_WITHOUT in lost.reasons:
            continue
        gone = {Reason.USED_UP, Reason.USED_BY_YOU} & set(lost.reasons)
        code = OfferRefusal.OFFER_USED_UP if gone else OfferRefusal.OFFER_NOT_APPLICABLE
        raise Refused(code, offer=lost.offer.name, reasons=[str(r) for r in lost.reasons])


def refuse_table(found: Weighed, wishes: Wishes) -> None:
    """Raise `Refused` where a restaurant was chosen and no offer that goes with one holds: who
    chose it for the better price is told, and pays the full one only knowingly. One that another
    offer beats is no trouble."""
    priced = found.priced
    if wishes.restaurant_id is None or any(one.offer.rule.tables for one in priced.applied):
        return
    lost = [one for one in priced.refused if one.offer.rule.tables]
    if not lost or any(Reason.BETTER_WITHOUT in one.reasons for one in lost):
        return
    # The offer that is nearest to holding says best what is missing.
    best = min(lost, key=lambda one: (len(one.reasons), one.offer.id))
    reasons = [str(reason) for reason in best.reasons]
    raise Refused(
        OfferRefusal.OFFER_NOT_APPLICABLE, offer=best.offer.name, reasons=reasons, table=True
    )


def relined(lines: tuple[Line, ...], priced: tuple[PricedLine, ...]) -> tuple[Line, ...]:
    """The lines at their new prices."""
    return tuple(
        msgspec.structs.replace(line, face=now.face, fee=now.fee, tax=now.tax)
        for line, now in zip(lines, priced, strict=True)
    )


async def _use(tx: Tx, command: OpenOrder, opened: OrderOpened, *, found: Weighed) -> None:
    applied = found.priced.applied
    if not applied:
        return
    begun = opened.until - timedelta(seconds=command.seconds)
    providers = found.priced.providers
    await tx.fetch(
        sql["use_offers"],
        command.order_id,
        command.buyer.customer,
        command.currency,
        sorted(providers or ()),
        begun,
        opened.until,
        [one.offer.id for one in applied],
        [found.code if one.offer.id == found.asked else "" for one in applied],
        ["{" + ",".join(map(str, one.amounts)) + "}" for one in applied],
        [one.amount for one in applied],
        [found.restaurant_id if one.offer.rule.tables else None for one in applied],
    )
    await tx.fetch(sql["count_uses"], [one.offer.id for one in applied])
    await _take_code(tx, command, found)


async def _take_code(tx: Tx, command: OpenOrder, found: Weighed) -> None:
    """Mark a code that works once as this order's. Its count is locked, so it is still free."""
    for one in found.priced.applied:
        if one.offer.id == found.asked and one.offer.way == "codes":
            house = one.offer.organization_id or 0
            taken = await tx.fetch(sql["take_code"], house, found.code, command.order_id)
            assert taken, "a code is looked at and taken under one lock"
