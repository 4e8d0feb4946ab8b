"""Pure decisions about shows: prices, statuses by the clock."""

from datetime import datetime

from tessera.kit.money import included_share, share
from tessera.shows.model import Price, ShowStatus


def price_of(
    amount: int, *, fee_fixed: int, fee_basis_points: int, tax_basis_points: int, tax_included: bool
) -> Price:
    """Split the organizer's `amount` into face, fee and tax; each rounded half-even, per place.

    With `tax_included` the tax is part of the amount, else it comes on top. The booking fee always
    comes on top; screens show the sum (prices are all-in).
    """
    fee = fee_fixed + share(amount, fee_basis_points) if amount else 0
    if tax_included:
        tax = included_share(amount, tax_basis_points)
        return Price(face=amount - tax, fee=fee, tax=tax)
    return Price(face=amount, fee=fee, tax=share(amount, tax_basis_points))


def status_at(
    status: ShowStatus,
    now: datetime,
    *,
    sales_open_at: datetime,
    sales_close_at: datetime,
    starts_at: datetime,
    ends_at: datetime,
) -> ShowStatus:
    """Where a show stands at `now`, if only the clock moves it. queries.sql `move_by_clock` agrees.

    Drafts wait for their organizer, and what has ended or is cancelled stays so.
    """
    if status in (ShowStatus.DRAFT, ShowStatus.COMPLETED, ShowStatus.CANCELLED):
        return status
    if now >= ends_at:
        return ShowStatus.COMPLETED
    if now >= starts_at:
        return ShowStatus.RUNNING
    if status is ShowStatus.SCHEDULED and sales_open_at <= now < sales_close_at:
        return ShowStatus.ON_SALE
    return status
