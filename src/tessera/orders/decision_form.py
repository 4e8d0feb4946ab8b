"""The form by which an organizer decides what goes back, whatever the policy says."""

from collections.abc import Mapping, Sequence

import msgspec

from tessera.kit.money import BASIS_POINTS, read_decimal
from tessera.orders.model import Order
from tessera.tickets.model import TicketStatus
from tessera.web.present import N_

Fields = Mapping[str, Sequence[str]]
REASON_SIGNS = (3, 500)
NO_SHARE = N_("Write a percentage from 0 to 100, such as 2.5.")
NO_REASON = N_("Say why, in 3 signs at least. It stays on record.")
NO_LINES = N_("Choose the places that go back.")


UNTOUCHED = {"percent": "100", "return_fee": "yes", "reason": ""}


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A decision as typed, and what is wrong with it, by field."""

    lines: tuple[int, ...] = ()
    basis_points: int = BASIS_POINTS
    fee_returned: bool = True
    reason: str = ""
    values: Mapping[str, str] = msgspec.field(default_factory=lambda: dict(UNTOUCHED))
    problems: Mapping[str, str] = {}


def open_lines(order: Order) -> frozenset[int]:
    """The places that can go back: those whose tickets still open the door."""
    valid = {ticket.n for ticket in order.tickets if ticket.status == TicketStatus.VALID}
    return frozenset(line.n for line in order.lines if line.refund_id is None and line.n in valid)


def read_decision(fields: Fields, order: Order) -> Asked:
    """The decision in the form."""
    values = {name: (fields.get(name) or ("",))[0].strip() for name in ("percent", "reason")}
    values["return_fee"] = "yes" if fields.get("return_fee") else ""
    problems: dict[str, str] = {}
    share = read_decimal(values["percent"])
    points = share * 100 if share is not None else None
    if points is None or points != points.to_integral_value() or not 0 <= points <= BASIS_POINTS:
        problems["percent"] = NO_SHARE
        points = None
    if not REASON_SIGNS[0] <= len(values["reason"]) <= REASON_SIGNS[1]:
        problems["reason"] = NO_REASON
    wanted = {text for text in fields.get("lines", ()) if text.isdecimal() and len(text) < 6}
    lines = tuple(sorted({int(text) for text in wanted} & open_lines(order)))
    if not lines or len(lines) != len(set(fields.get("lines", ()))):
        problems["lines"] = NO_LINES
    return Asked(
        lines=lines,
        basis_points=int(points) if points is not None else 0,
        fee_returned=bool(values["return_fee"]),
        reason=values["reason"],
        values=values,
        problems=problems,
    )
