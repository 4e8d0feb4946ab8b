"""What the box office may do with an order, and has done, on the order's own page."""

import msgspec

from tessera.box_office.model import Kept
from tessera.orders.decision_form import open_lines
from tessera.orders.model import Order
from tessera.web.views.order_books import (
    InvitedBy,
    KeptView,
    NoteRow,
    OrganizerOrderPage,
    SeatMoveRow,
)
from tessera.web.views.shell import Link


def with_desk(
    view: OrganizerOrderPage, order: Order, kept: Kept, *, may_change: bool, mailed: bool
) -> OrganizerOrderPage:
    """The page with the desk on it."""
    open_ = open_lines(order)
    return msgspec.structs.replace(
        view,
        kept=KeptView(
            tuple(NoteRow(note.text, note.who, note.at) for note in kept.notes),
            tuple(
                SeatMoveRow(m.was, m.becomes, m.waived, m.reason, m.who, m.at) for m in kept.moves
            ),
            InvitedBy(kept.invitation.who, kept.invitation.reason) if kept.invitation else None,
        ),
        may_change=may_change,
        movable=tuple(
            Link(line.label, f"/organizer/orders/{order.id}/lines/{line.n}/place")
            for line in order.lines
            if line.n in open_
        ),
        mailed=mailed,
    )
