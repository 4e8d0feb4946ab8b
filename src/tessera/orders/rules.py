"""Pure decisions about orders."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from uuid import UUID

from tessera.kit.money import BASIS_POINTS, share, spread
from tessera.orders.model import (
    FULFILLED,
    Grant,
    Line,
    LineBack,
    Order,
    OrderStatus,
    RefundReason,
)
from tessera.organizations.terms import RefundPolicy
from tessera.shows.model import ForSale, Price, Show, ShowStatus, TaxPart


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
    """Until when a customer gets anything back, by policy."""
    return show.starts_at - show.refund_policy.ends


def grant_at(show: Show, now: datetime) -> Grant | None:
    """What the policy gives to who cancels at `now`; None where nothing comes back any more.

    Who bought for a show that is cancelled gets everything, whatever the policy. Deadlines are
    exclusive: at the very instant it is over.
    """
    if show.status is ShowStatus.CANCELLED:
        return Grant(RefundReason.SHOW_CANCELLED, BASIS_POINTS, fee_returned=True)
    if show.status in (ShowStatus.RUNNING, ShowStatus.COMPLETED):
        return None
    return grant_by(show.refund_policy, starts_at=show.starts_at, now=now)


def grant_by(policy: RefundPolicy, *, starts_at: datetime, now: datetime) -> Grant | None:
    """What a policy gives for a show that begins at `starts_at`."""
    if now >= starts_at:
        return None
    free_until = starts_at - timedelta(minutes=policy.free_until_minutes)
    if now < free_until:
        return Grant(RefundReason.FREE_PERIOD, BASIS_POINTS, policy.fee_returned, free_until)
    if policy.later_basis_points and now < (until := starts_at - policy.ends):
        return Grant(RefundReason.LATER, policy.later_basis_points, policy.fee_returned, until)
    return None


def grant_moved(show: Show, now: datetime) -> Grant | None:
    """What somebody gets whose show has moved: everything, until it begins."""
    if show.status in (ShowStatus.RUNNING, ShowStatus.COMPLETED) or now >= show.starts_at:
        return None
    return Grant(RefundReason.SHOW_MOVED, BASIS_POINTS, fee_returned=True, until=show.starts_at)


def line_back(line: Line, grant: Grant, fee_tax: int = 0) -> LineBack:
    """What goes back for a line; each part rounded half-even by itself, so that cancelling line by
    line gives the same as cancelling at once. `fee_tax` is the part of its tax that lies on the
    fee, and follows that."""
    points = grant.basis_points
    of_fee = points if grant.fee_returned else 0
    return LineBack(
        line,
        face=share(line.face, points),
        fee=share(line.fee, of_fee),
        tax=share(line.tax - fee_tax, points) + share(fee_tax, of_fee),
    )


def may_cancel(order: Order, show: Show, now: datetime) -> bool:
    """Whether the customer may give places back at `now`."""
    fulfilled = order.status in FULFILLED - {OrderStatus.REFUNDED}
    return fulfilled and grant_at(show, now) is not None


def fee_tax_of(line: Line, sheet: Mapping[str, Price]) -> int:
    """The part of a line's tax that lies on its booking fee, by the sheet it was priced by."""
    return sum(part.on_fee for part in taxes_of(line, sheet))


def taxes_of(line: Line, sheet: Mapping[str, Price]) -> tuple[TaxPart, ...]:
    """How a line's tax splits into rates. A line that an offer made cheaper has the rates of its
    price, each by what is left of price and fee. A sheet that asks for less than was paid is not
    this line's: then the tax is one part without a rate."""
    price = sheet.get(line.category)
    if price is not None and (price.face, price.fee, price.tax) == (line.face, line.fee, line.tax):
        return price.taxes
    if price is not None and price.taxes and line.total < price.total:
        return _lowered_taxes(line, price)
    return (TaxPart("", 0, line.tax, 0),) if line.tax else ()


def _lowered_taxes(line: Line, price: Price) -> tuple[TaxPart, ...]:
    """The parts of a lower tax, in proportion, to the last minor unit."""
    of_price = Fraction(line.face, price.face) if price.face else Fraction(0)
    of_fee = Fraction(line.fee, price.fee) if price.fee else Fraction(0)
    weights = [part.on_price * of_price for part in price.taxes]
    weights += [part.on_fee * of_fee for part in price.taxes]
    amounts = spread(line.tax, weights)
    count = len(price.taxes)
    return tuple(
        TaxPart(part.name, part.basis_points, amounts[n], amounts[count + n])
        for n, part in enumerate(price.taxes)
    )


def status_after_refund(order: Order, cancelled: Sequence[Line]) -> OrderStatus:
    """What an order is once `cancelled` of its lines go back."""
    gone = {line.n for line in cancelled} | {line.n for line in order.lines if line.refund_id}
    everything = len(gone) == len(order.lines)
    return OrderStatus.REFUNDED if everything else OrderStatus.PARTLY_REFUNDED


def sources(amount: int, captured: Sequence[tuple[UUID, int]]) -> dict[UUID, int]:
    """By which payments `amount` goes back, each with what is left of it, in their order: money
    first, then onto the gift card. What none of them has left is the first one's: its provider says
    no to more than it took, and the refund stays owed for a person to look at."""
    assert captured, "a fulfilled order that cost something was paid"
    found: dict[UUID, int] = {}
    for payment_id, left in captured:
        part = min(amount - sum(found.values()), left)
        if part > 0:
            found[payment_id] = part
    if rest := amount - sum(found.values()):
        first = captured[0][0]
        found = {
            first: found.get(first, 0) + rest,
            **{k: v for k, v in found.items() if k != first},
        }
    return found
