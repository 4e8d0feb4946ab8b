"""Invite somebody: an order with nothing to pay, from free places or from those kept back."""

from collections.abc import Sequence
from uuid import UUID

from tessera.allotments.model import How
from tessera.allotments.read import sql as of_allotments
from tessera.box_office.model import CompRefusal
from tessera.box_office.reseat import OVER, category_of
from tessera.claims.model import Change, ClaimState
from tessera.kit import sql as named
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, Problem, Refused
from tessera.kit.ids import new_id, new_reference
from tessera.kit.jobs import enqueue
from tessera.orders.model import Buyer, Order
from tessera.orders.read import read_order
from tessera.shows.model import ForSale

sql = named.beside(__file__)

PLACES_MAX = 100
REASON_SIGNS = (3, 500)


async def comp(
    tx: Tx,
    for_sale: ForSale,
    places: Sequence[int],
    *,
    buyer: Buyer,
    account_id: UUID,
    reason: str,
) -> tuple[Order, Change]:
    """The order, paid and mailed; all the places or none. What the house keeps back may be given.

    It counts towards nobody's limit: an organizer gives it. Raises `Invalid`, `Refused` by
    `CompRefusal`.
    """
    show = for_sale.show
    _check(for_sale, places, reason)
    if show.status in OVER:
        raise Refused(CompRefusal.SHOW_OVER)
    order_id, chosen = new_id(), sorted(places)
    allotments = await tx.fetch(sql["kept_back_by"], show.id, chosen)
    got = await tx.fetch(sql["give_places"], show.id, chosen, order_id)
    if len(got) < len(chosen):
        missing = set(chosen) - {row["place"] for row in got}
        raise Refused(CompRefusal.PLACE_TAKEN, places=tuple(sorted(missing)))
    about = (order_id, new_reference(), show.id, new_id(), buyer.account_id)
    # The last bits of an id (UUIDv7) are random: no two invitations count together.
    nobody = order_id.int & (1 << 63) - 1
    of_buyer = (nobody, buyer.name, buyer.email, buyer.locale, show.currency, show.version)
    await tx.fetch(sql["open_comp"], *about, *of_buyer)
    await tx.fetch(
        sql["comp_lines"],
        order_id,
        chosen,
        [for_sale.plan.label(place) for place in chosen],
        [category_of(for_sale, place) for place in chosen],
        [new_id() for _ in chosen],
    )
    # Told as paid by a change of its own, which is what webhooks listen to.
    await tx.fetch(sql["pay_comp"], order_id, new_id())
    await tx.fetch(sql["comp_tickets"], order_id)
    await tx.fetch(sql["note_comp"], order_id, show.id, account_id, reason)
    for n, row in enumerate(allotments):
        if n == 0:
            await tx.fetch(of_allotments["note_order"], order_id, row["id"], How.COMPLIMENTARY)
        await tx.fetch(of_allotments["end_if_empty"], row["id"])
    await enqueue(tx, "confirm_order", str(order_id))
    return await read_order(tx, order_id), Change(show.id, tuple(chosen), ClaimState.SOLD)


def _check(for_sale: ForSale, places: Sequence[int], reason: str) -> None:
    problems = []
    if not 1 <= len(places) <= PLACES_MAX:
        problems.append(Problem("places", f"must name 1 to {PLACES_MAX} places"))
    if len(set(places)) != len(places):
        problems.append(Problem("places", "names a place twice"))
    for index, place in enumerate(places[:PLACES_MAX]):
        try:
            category_of(for_sale, place)
        except Invalid as error:
            problems += [Problem(f"places[{index}]", p.message) for p in error.problems]
    if not REASON_SIGNS[0] <= len(reason) <= REASON_SIGNS[1]:
        size = f"must have {REASON_SIGNS[0]} to {REASON_SIGNS[1]} characters"
        problems.append(Problem("reason", size))
    if problems:
        raise Invalid(problems)
