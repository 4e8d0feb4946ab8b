"""Money that comes too late, in memory: find places, take or decline them, let them lapse."""

from types import SimpleNamespace
from typing import TYPE_CHECKING, cast
from uuid import UUID

from tessera.claims.model import ClaimState
from tessera.orders.model import OrderStatus
from tessera.orders.replacement.model import TRANSITIONS as REPLACEMENTS
from tessera.orders.replacement.model import ReplacementStatus
from tessera.orders.replacement.rules import equal_or_better
from tessera.shows.model import ForSale, ShowStatus
from tests.simulation.life import CUSTOMER_PLACES_MAX, PLACES
from tests.simulation.memory_model import KEPT_SECONDS, PLAN, Claim, Sale, line_at, show_of, turn

if TYPE_CHECKING:
    from tests.simulation.memory import MemoryStore


def find(store: "MemoryStore", refund_id: UUID) -> None:
    """Keep other places for late money, or send it back."""
    back = store.refunds.get(refund_id)
    if back is None or back.status != "created" or back.due is None or back.due <= store.now:
        return
    sale = store.orders[store.payments[back.payment_id].order_id]
    if sale.status is not OrderStatus.EXPIRED or sale.other is not None:
        return
    states = bytearray(not store.free(place) for place in range(PLACES))
    for_sale = cast("ForSale", SimpleNamespace(show=show_of(store.show), plan=PLAN))
    theirs = sum(c.buyer == sale.buyer and not store.free(p) for p, c in store.claims.items())
    kept = equal_or_better(for_sale, states, sale.lines)
    on_sale = store.show is ShowStatus.ON_SALE
    if not on_sale or kept is None or theirs + len(kept) > CUSTOMER_PLACES_MAX:
        back.due = None
        store.jobs.append(("refund", refund_id))
        return
    until, places = store.now + KEPT_SECONDS, tuple(place.place for place in kept)
    for place in places:
        # A free place turns pending at once: it is held for somebody who has paid.
        store.claims[place] = Claim(ClaimState.PENDING, sale.id, until, sale.buyer)
    sale.other = (ReplacementStatus.OPEN, until, places, refund_id)
    back.due = until


def answer(store: "MemoryStore", sale: Sale, *, take: bool) -> None:
    """Take the places, or have the money back."""
    if sale.other is None or sale.other[0] is not ReplacementStatus.OPEN:
        return
    _, until, places, refund_id = sale.other
    back = store.refunds.get(refund_id)
    if not take:
        let_go(store, sale, ReplacementStatus.DECLINED)
    elif (
        until > store.now
        and sale.status is OrderStatus.EXPIRED
        and back is not None
        and back.status == "created"
    ):
        end(store, sale, ReplacementStatus.TAKEN)
        del store.refunds[refund_id]
        sale.lines = [line_at(n, place) for n, place in enumerate(places, 1)]
        store.fulfil(sale)
        store.post(store.new_id(), {"customer": back.amount, "sold": -back.amount})


def lapse(store: "MemoryStore") -> None:
    """End what nobody answered in time."""
    for sale in store.orders.values():
        if sale.other and sale.other[0] is ReplacementStatus.OPEN and sale.other[1] <= store.now:
            let_go(store, sale, ReplacementStatus.LAPSED)


def let_go(store: "MemoryStore", sale: Sale, status: ReplacementStatus) -> None:
    """The places are free again and the money goes back."""
    assert sale.other is not None
    end(store, sale, status)
    for place in sale.other[2]:
        claim = store.claims.get(place)
        if claim and claim.owner == sale.id and claim.state is ClaimState.PENDING:
            del store.claims[place]
    back = store.refunds.get(sale.other[3])
    if back is not None and back.status == "created":
        back.due = None
        store.jobs.append(("refund", sale.other[3]))


def end(store: "MemoryStore", sale: Sale, status: ReplacementStatus) -> None:
    """A replacement has its end."""
    assert sale.other is not None
    sale.other = (turn(REPLACEMENTS, sale.other[0], status), *sale.other[1:])
