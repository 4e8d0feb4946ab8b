"""Who has bought what before you came: one arena half sold, cinemas filling up, a full house."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from tessera.kit.signing import Signer
from tessera.operations.demo.parties import parties
from tessera.operations.demo.people import customer, guest
from tessera.operations.demo.sales import Sale
from tessera.orders.model import Buyer
from tessera.shows.model import ForSale
from tessera.venues.plan.compiled import CompiledPlan

HOURS_AGO = (110, 92, 75, 68, 55, 49, 44, 31, 27, 24, 20, 9, 6, 4, 3, 2)
"""When the demo's buyers came; every show that is sold had opened by then."""
ARENA_CAPACITY = 10_000
ARENA_SHARE = 0.5
SHARES = (0.0, 0.0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.55, 0.7, 0.9)
FULL_HOUSE_CAPACITY = 120

Plans = Mapping[int, CompiledPlan]


def demand(
    shows: Sequence[ForSale], customers: Signer, now: datetime, *, first: bool
) -> Iterator[Sale]:
    """The guests' purchases. A show's share comes from its id, so a day looks like another.

    The `first` time, one small house sells out.
    """
    full_house = _full_house(shows, now) if first else None
    number = 0
    for for_sale in shows:
        show, plan = for_sale.show, for_sale.plan
        random = Random(show.id)  # noqa: S311 - a demo, not a secret
        share = ARENA_SHARE if show.capacity > ARENA_CAPACITY else random.choice(SHARES)
        if show.id == full_house:
            share = 1.0
        moments = _moments(show.sales_open_at, show.starts_at, now)
        if not moments:
            continue
        for places in parties(plan, round(plan.capacity * share), random):
            number += 1
            yield Sale(for_sale, places, guest(random, number, customers), random.choice(moments))


def own_orders(
    shows: Sequence[ForSale], *, account_id: UUID, customers: Signer, now: datetime
) -> Iterator[Sale]:
    """What customer@demo.test has bought: a film that was, one that comes, an evening out."""
    buyer: Buyer = customer(account_id, customers)
    tests: tuple[Callable[[Any], bool], ...] = (
        lambda show: show.ends_at < now - timedelta(hours=8) and show.title.kind == "film",
        lambda show: show.starts_at > now + timedelta(hours=20) and show.title.kind == "film",
        lambda show: show.capacity > ARENA_CAPACITY and show.starts_at > now,
    )
    for test in tests:
        for_sale = next((f for f in shows if test(f.show)), None)
        if for_sale is None:
            continue
        moments = _moments(for_sale.show.sales_open_at, for_sale.show.starts_at, now)
        run = for_sale.plan.runs[len(for_sale.plan.runs) // 2]
        if moments and run.end - run.first >= 2:
            # First of all, so that nobody can be in the way.
            yield Sale(for_sale, (run.first, run.first + 1), buyer, moments[0])


def _moments(opened: datetime, starts: datetime, now: datetime) -> list[datetime]:
    ago = (now - timedelta(hours=hours) for hours in HOURS_AGO)
    return [moment for moment in ago if opened < moment < starts]


def _full_house(shows: Sequence[ForSale], now: datetime) -> int | None:
    """The next small house that is still to come."""
    coming = (
        f.show
        for f in shows
        if f.show.capacity <= FULL_HOUSE_CAPACITY and f.show.starts_at > now + timedelta(hours=12)
    )
    first = min(coming, key=lambda show: (show.starts_at, show.id), default=None)
    return first.id if first else None
