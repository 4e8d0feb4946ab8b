"""Pure decisions about orders."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from tessera.orders.model import FULFILLED, Line, Order, OrderStatus
from tessera.shows.model import ForSale, Show, ShowStatus


def lines_of(
    for_sale: ForSale, places: Sequence[int], new_id: Callable[[], UUID]
) -> tuple[Line, ...]:
    """Price each place by its category, in the order in which the places were held."""
    plan, prices = for_sale.plan, for_sale.show.prices
    lines = []
    for n, place in enumerate(places, start=1):
        category = plan.categories[plan.category_of[place]].key
        price = prices[category]
        lines.append(
            Line(
                n=n,
                place=place,
                label=plan.label(place),
                category=category,
                face=price.face,
                fee=price.fee,
                tax=price.tax,
                ticket_id=new_id(),
            )
        )
    return tuple(lines)


def cancellable_until(show: Show) -> datetime:
    """Until when a customer may cancel for the whole amount (policy of the organization)."""
    return show.starts_at - timedelta(minutes=show.cancel_until_minutes)


def may_cancel(order: Order, show: Show, now: datetime) -> bool:
    """Whether the customer may give places back at `now`."""
    if order.status not in FULFILLED - {OrderStatus.REFUNDED}:
        return False
    if show.status in (ShowStatus.RUNNING, ShowStatus.COMPLETED):
        return False
    return now < cancellable_until(show)


def status_after_refund(order: Order, cancelled: Sequence[Line]) -> OrderStatus:
    """What an order is once `cancelled` of its lines go back."""
    gone = {line.n for line in cancelled} | {line.n for line in order.lines if line.refund_id}
    everything = len(gone) == len(order.lines)
    return OrderStatus.REFUNDED if everything else OrderStatus.PARTLY_REFUNDED
