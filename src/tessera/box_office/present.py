"""What the box office says in words, and as the REST interface shows it."""

from typing import Any

from tessera.box_office.model import Attendee, Happened, Kept, MovePrice, Sold
from tessera.kit.clock import rfc3339
from tessera.web.answers import money
from tessera.web.present import N_

WORDS = {
    "held": N_("Put into a basket"),
    "held_now": N_("In somebody’s basket now"),
    "released": N_("Taken out of the basket"),
    "lapsed": N_("The basket ran out"),
    "ordered": N_("Ordered"),
    "sold": N_("Sold"),
    "invited": N_("Given away by invitation"),
    "order_expired": N_("The order ran out unpaid"),
    "order_cancelled": N_("The order was given up"),
    "order_failed": N_("The order failed"),
    "payment_succeeded": N_("Payment captured"),
    "payment_failed": N_("Payment failed"),
    "given_back": N_("Given back"),
    "moved_here": N_("Ticket moved to this place"),
    "moved_away": N_("Ticket moved away from here"),
    "show_moved": N_("The show moved"),
    "admitted": N_("Came in"),
    "turned_away": N_("Shown at the door, not let in"),
}
STATES = {
    "free": N_("free"),
    "held": N_("in somebody’s basket"),
    "pending": N_("being paid"),
    "sold": N_("sold"),
    "blocked": N_("kept back by the house"),
}
BY_CODE = ("free", "held", "pending", "sold", "blocked", "free")
"""What the bytes of a live map stand for."""


def happened_view(event: Happened, currency: str) -> dict[str, Any]:
    """One event of a place."""
    return {
        "at": rfc3339(event.at),
        "what": event.what,
        "order_id": event.order_id,
        "reference": event.reference or None,
        "who": event.who or None,
        "detail": event.detail or None,
        "amount": money(event.amount, currency) if event.amount is not None else None,
    }


def attendee_view(one: Attendee) -> dict[str, Any]:
    """One ticket that opens the door."""
    return {
        "order_id": one.order_id,
        "reference": one.reference,
        "n": one.n,
        "place": one.place,
        "label": one.label,
        "category": one.category,
        "name": one.name,
        "email": one.email,
        "status": one.status,
        "used_at": rfc3339(one.used_at) if one.used_at else None,
        "used_gate": one.used_gate,
        "invited": one.invited,
    }


def sold_view(one: Sold) -> dict[str, Any]:
    """A place while it was sold."""
    return {
        "place": one.place,
        "since": rfc3339(one.since),
        "until": rfc3339(one.until) if one.until else None,
    }


def kept_view(kept: Kept, currency: str) -> dict[str, Any]:
    """What the box office has done to an order."""
    return {
        "moves": [
            {
                "n": move.n,
                "was": move.was,
                "becomes": move.becomes,
                "came_back": money(move.back, currency),
                "waived": move.waived,
                "by": move.who,
                "reason": move.reason,
                "at": rfc3339(move.at),
            }
            for move in kept.moves
        ],
        "notes": [
            {"text": note.text, "by": note.who, "at": rfc3339(note.at)} for note in kept.notes
        ],
        "invitation": {
            "by": kept.invitation.who,
            "reason": kept.invitation.reason,
            "at": rfc3339(kept.invitation.at),
        }
        if kept.invitation
        else None,
    }


def price_view(price: MovePrice, currency: str) -> dict[str, Any]:
    """What another place would do."""
    return {
        "was": money(price.was, currency),
        "becomes": money(price.becomes, currency),
        "comes_back": money(price.back.total, currency),
        "dearer_by": money(price.becomes - price.was, currency) if price.dearer else None,
    }
