"""What can be given back of an order, as its pages show it."""

from collections.abc import Collection

from tessera.kit.money import Money
from tessera.orders.model import Order
from tessera.orders.quote import Quote
from tessera.shows.model import Show
from tessera.tickets.model import TicketStatus
from tessera.web.views.orders import Cancellation, GiveBack


def cancellation_of(order: Order, show: Show, quoted: Quote) -> Cancellation | None:
    """What comes back now by policy; None where nothing can be given back any more. Who went in
    keeps that place: then only the others can be given back."""
    if quoted.grant is None:
        return None
    lines = givable(order, quoted, chosen=())
    if not lines:
        return None
    return Cancellation(
        quoted.grant.until or show.starts_at,
        Money(quoted.refund, order.currency),
        Money(quoted.kept, order.currency),
        lines,
        whole=len(lines) == len(quoted.lines),
    )


def givable(order: Order, quoted: Quote, *, chosen: Collection[int]) -> tuple[GiveBack, ...]:
    """The quoted places whose tickets still open the door."""
    valid = {ticket.n for ticket in order.tickets if ticket.status == TicketStatus.VALID}
    return tuple(
        GiveBack(
            back.line.n,
            back.line.label,
            Money(back.total, order.currency),
            back.line.n in chosen,
        )
        for back in quoted.lines
        if back.line.n in valid
    )
