"""Pure decisions of the box office: what another place costs, and steps of time."""

from collections.abc import Sequence
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal

from tessera.box_office.model import MovePrice, Parts, Sold
from tessera.orders.model import Line
from tessera.shows.model import Price

STEPS = 48
"""How finely the time of a sale can be looked at."""


def move_price(line: Line, *, old: Price | None, new: Price) -> MovePrice:
    """What `line` costs at a place of the price `new`; `old` is the list price of its own.

    The same or more on the list: what was paid stays. Less: each part goes down as the list does,
    so that who paid less, by an offer, gets the same share back.
    """
    paid = Parts(line.face, line.fee, line.tax)
    listed = Parts(old.face, old.fee, old.tax) if old is not None else paid
    becomes = Parts(new.face, new.fee, new.tax)
    back = Parts(0, 0, 0)
    if becomes.total < listed.total:
        back = Parts(
            _goes_back(paid.face, listed.face, becomes.face),
            _goes_back(paid.fee, listed.fee, becomes.fee),
            _goes_back(paid.tax, listed.tax, becomes.tax),
        )
    left = Parts(paid.face - back.face, paid.fee - back.fee, paid.tax - back.tax)
    return MovePrice(listed.total, becomes.total, back, left)


def _goes_back(paid: int, listed: int, becomes: int) -> int:
    """The share of `paid` by which the list goes down, half-even."""
    if becomes >= listed or not listed:
        return 0
    exact = Decimal(paid) * (listed - becomes) / listed
    return int(exact.to_integral_value(rounding=ROUND_HALF_EVEN))


def steps_between(first: datetime, last: datetime, steps: int = STEPS) -> tuple[datetime, ...]:
    """Instants from `first` to `last`, both among them, equally far apart."""
    if last <= first:
        return (last,)
    return tuple(first + (last - first) * n / steps for n in range(steps + 1))


def sold_at(intervals: Sequence[Sold], at: datetime) -> frozenset[int]:
    """The places that were sold at an instant."""
    return frozenset(
        one.place for one in intervals if one.since <= at and (one.until is None or one.until > at)
    )
