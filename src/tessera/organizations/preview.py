"""What terms would mean: the bill of two tickets, and what cancelling them would give back."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from tessera.orders.model import Grant, Line, RefundReason
from tessera.orders.rules import fee_tax_of, grant_by, line_back
from tessera.organizations.terms import RefundPolicy, Terms
from tessera.shows.model import Price
from tessera.shows.rules import price_of

TICKETS = 2
ONE_DAY = timedelta(days=1)
NOBODY = UUID(int=0)


class Back(msgspec.Struct, frozen=True):
    """Who cancels at `at` gets `back`; `kept` stays. Minor units, of all tickets."""

    at: datetime
    back: int
    kept: int


class Example(msgspec.Struct, frozen=True, kw_only=True):
    """An order of `TICKETS` places at one price, for a show at `starts_at`."""

    price: Price
    starts_at: datetime
    backs: tuple[Back, ...]

    @property
    def total(self) -> int:
        """What the customer pays."""
        return TICKETS * self.price.total


def example_of(
    amount: int, category: str, *, terms: Terms, policy: RefundPolicy, hours: float, now: datetime
) -> Example:
    """Two tickets at the organizer's price of `amount`, for a show in `hours`."""
    starts_at = now + timedelta(hours=hours)
    price = price_of(amount, terms, category)
    return priced_example(price, category, policy=policy, starts_at=starts_at, now=now)


def priced_example(
    price: Price, category: str, *, policy: RefundPolicy, starts_at: datetime, now: datetime
) -> Example:
    """The same for a price and a start that are known."""
    backs = _backs(price, category, policy=policy, starts_at=starts_at, now=now)
    return Example(price=price, starts_at=starts_at, backs=tuple(backs))


def _backs(
    price: Price, category: str, *, policy: RefundPolicy, starts_at: datetime, now: datetime
) -> Iterator[Back]:
    """Now, a day later, and once the show has begun."""
    line = Line(1, 0, "", category, price.face, price.fee, price.tax, NOBODY)
    nothing = Grant(RefundReason.LATER, 0, fee_returned=False)
    for at in (now, now + ONE_DAY, starts_at):
        grant = grant_by(policy, starts_at=starts_at, now=at) or nothing
        back = line_back(line, grant, fee_tax_of(line, {category: price}))
        yield Back(at, TICKETS * back.total, TICKETS * back.kept)
