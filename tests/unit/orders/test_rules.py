"""What an order costs, until when it may be cancelled, and what it is afterwards."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

import msgspec
import pytest

from tessera.orders import rules
from tessera.orders.model import (
    Buyer,
    Grant,
    Line,
    OpenOrder,
    Order,
    OrderStatus,
    RefundReason,
    RefundView,
)
from tessera.organizations.terms import RefundPolicy
from tessera.shows.model import ForSale, Price, Show, ShowStatus, TaxPart
from tests.unit.orders.samples import NOW, line, order

STARTS = datetime(2031, 5, 10, 20, tzinfo=UTC)
SECOND = timedelta(seconds=1)
FREE_UNTIL = STARTS - timedelta(hours=48)
LATER_UNTIL = STARTS - timedelta(hours=2)
POLICY = RefundPolicy(
    free_until_minutes=48 * 60,
    later_basis_points=2_500,
    later_until_minutes=2 * 60,
    fee_returned=False,
)
SOLD = (TaxPart("GST", 1_800, 18, 2),)
SHEET = {"regular": Price(100, 10, 20, SOLD)}


def show(status: ShowStatus = ShowStatus.ON_SALE, policy: RefundPolicy = POLICY) -> Show:
    """A show as the rules of orders see it."""
    fields = {"status": status, "starts_at": STARTS, "refund_policy": policy}
    return cast("Show", SimpleNamespace(**fields))


def test_lines_are_priced_by_category_in_the_order_of_the_hold() -> None:
    """Each place becomes one line with its category's price and a ticket of its own."""
    plan = SimpleNamespace(
        categories=[SimpleNamespace(key="plain"), SimpleNamespace(key="fine")],
        category_of=[0, 1],
        label=lambda place: f"A {place}",
    )
    prices = {"plain": Price(100, 10, 1), "fine": Price(200, 20, 2)}
    for_sale = SimpleNamespace(plan=plan, show=SimpleNamespace(prices=prices))
    ids: Iterator[UUID] = (UUID(int=n) for n in range(9))

    lines = rules.lines_of(cast("ForSale", for_sale), [1, 0], lambda: next(ids))

    assert lines == (
        Line(1, 1, "A 1", "fine", 200, 20, 2, UUID(int=0)),
        Line(2, 0, "A 0", "plain", 100, 10, 1, UUID(int=1)),
    )


@pytest.mark.parametrize(
    ("now", "reason", "until"),
    [
        (FREE_UNTIL - SECOND, RefundReason.FREE_PERIOD, FREE_UNTIL),
        (FREE_UNTIL, RefundReason.LATER, LATER_UNTIL),
        (LATER_UNTIL - SECOND, RefundReason.LATER, LATER_UNTIL),
        (LATER_UNTIL, None, None),
        (STARTS, None, None),
    ],
    ids=["free", "free-is-over", "later", "later-is-over", "begun"],
)
def test_deadlines_of_a_policy_are_exclusive(
    now: datetime, reason: RefundReason | None, until: datetime | None
) -> None:
    """At the very instant it is over."""
    points = {RefundReason.FREE_PERIOD: 10_000, RefundReason.LATER: 2_500}

    grant = rules.grant_at(show(), now)

    assert grant == (None if reason is None else Grant(reason, points[reason], False, until))


def test_policy_without_a_later_share_gives_nothing_later() -> None:
    """Nothing of the price is nothing, not a grant of nought, however late it would end."""
    policy = RefundPolicy(free_until_minutes=60, later_until_minutes=10)
    free_until = STARTS - timedelta(hours=1)

    assert rules.grant_at(show(policy=policy), free_until) is None
    assert rules.cancellable_until(show(policy=policy)) == free_until
    assert rules.cancellable_until(show()) == LATER_UNTIL


def test_policy_that_ends_with_the_start_gives_nothing_once_it_began() -> None:
    """Free until the very beginning still means before it."""
    policy = RefundPolicy(free_until_minutes=0)

    assert rules.grant_by(policy, starts_at=STARTS, now=STARTS) is None
    assert rules.grant_by(policy, starts_at=STARTS, now=STARTS - SECOND) is not None


def test_cancelled_show_gives_everything_back_at_any_time() -> None:
    """Whatever the policy: the price, the fee, without an end."""
    grant = rules.grant_at(show(ShowStatus.CANCELLED), STARTS + SECOND)

    assert grant == Grant(RefundReason.SHOW_CANCELLED, 10_000, True)


@pytest.mark.parametrize("status", [ShowStatus.RUNNING, ShowStatus.COMPLETED])
def test_show_that_runs_or_is_over_gives_nothing_back(status: ShowStatus) -> None:
    """Also where the clock says that it has not begun: somebody let people in."""
    early = FREE_UNTIL - SECOND

    assert rules.grant_at(show(status), early) is None
    assert rules.grant_moved(show(status), early) is None
    assert not rules.may_cancel(order(OrderStatus.PAID), show(status), early)


def test_moved_show_gives_everything_back_until_it_begins() -> None:
    """Price and fee, whatever the policy, and nothing from the first instant on."""
    all_of_it = Grant(RefundReason.SHOW_MOVED, 10_000, True, STARTS)

    assert rules.grant_moved(show(), STARTS - SECOND) == all_of_it
    assert rules.grant_moved(show(), STARTS) is None


@pytest.mark.parametrize("status", OrderStatus)
def test_only_orders_with_something_left_can_be_cancelled(status: OrderStatus) -> None:
    """What was never paid or is given back already has nothing to give."""
    may = rules.may_cancel(order(status), show(), FREE_UNTIL - SECOND)

    assert may == (status in {OrderStatus.PAID, OrderStatus.PARTLY_REFUNDED})


def test_parts_of_a_line_follow_price_and_fee() -> None:
    """The tax on the fee stays where the fee stays; the one on the price follows the price."""
    paid = Line(1, 0, "A 1", "regular", 100, 10, 20, UUID(int=1))

    kept = rules.line_back(paid, Grant(RefundReason.LATER, 5_000, False), fee_tax=4)
    returned = rules.line_back(paid, Grant(RefundReason.LATER, 5_000, True), fee_tax=4)

    assert (kept.face, kept.fee, kept.tax) == (50, 0, 8)
    assert (returned.face, returned.fee, returned.tax) == (50, 5, 10)
    assert rules.line_back(paid, Grant(RefundReason.LATER, 10_000, False)).tax == 20


def test_taxes_of_a_line_are_those_of_its_own_sheet() -> None:
    """Where price, fee or tax differ, or the category is not there, nobody knows the rates."""
    paid = Line(1, 0, "A 1", "regular", 100, 10, 20, UUID(int=1))
    other: Any = msgspec.structs.replace(paid, face=101)
    unknown = (TaxPart("", 0, 20, 0),)

    assert rules.taxes_of(paid, SHEET) == SOLD
    assert rules.fee_tax_of(paid, SHEET) == 2
    assert rules.taxes_of(other, SHEET) == unknown
    assert rules.taxes_of(paid, {}) == unknown
    assert rules.taxes_of(msgspec.structs.replace(paid, tax=0), {}) == ()


def test_order_is_refunded_once_its_last_line_goes_back() -> None:
    """Lines that went back before count as well."""
    gone, first, second = line(1, refund_id=UUID(int=9)), line(2), line(3)
    paid: Order = order(OrderStatus.PAID, gone, first, second)

    assert rules.status_after_refund(paid, [first]) is OrderStatus.PARTLY_REFUNDED
    assert rules.status_after_refund(paid, [first, second]) is OrderStatus.REFUNDED


def test_order_costs_what_its_lines_cost_together() -> None:
    """Two places at 130; nothing is kept of a line that nobody gave back."""
    command = OpenOrder(
        order_id=UUID(int=7),
        reference="ABCDEF",
        show_id=1,
        show_version=1,
        hold_id=UUID(int=8),
        buyer=Buyer("Ann", "ann@buyers.test", 1),
        currency="INR",
        seconds=900,
        lines=(line(1), line(2)),
    )

    assert command.total == 260
    assert [one.kept for one in command.lines] == [0, 0]


def test_refund_waits_only_where_it_is_said() -> None:
    """By itself money that goes back is on its way."""
    assert not RefundView(UUID(int=1), "requested", 130, "cancelled", NOW).waits
