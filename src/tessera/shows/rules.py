"""Pure decisions about shows: prices, statuses by the clock."""

from collections.abc import Sequence
from datetime import datetime

from tessera.kit.money import included_share, share
from tessera.organizations.terms import TaxRate, Terms
from tessera.shows.model import Price, ShowStatus, TaxPart


def price_of(amount: int, terms: Terms, category: str) -> Price:
    """Split the organizer's `amount` into face, fee and tax; each rounded half-even, per place.

    The booking fee always comes on top: fixed plus a share, at most the cap, nothing on what is
    free. Taxes that are included lie in the amount (or in the fee), all others come on top of what
    is left of it. Screens show the sum.
    """
    wanted = min(terms.fee_cap if terms.fee_cap is not None else 10**15, _fee(amount, terms))
    face, on_price = _taxed(amount, terms.of(category, "price"))
    fee, on_fee = _taxed(wanted if amount else 0, terms.of(category, "fee"))
    taxes = tuple(
        TaxPart(rate.name, rate.basis_points, on_price.get(rate.name, 0), on_fee.get(rate.name, 0))
        for rate in terms.rates
        if rate.name in on_price or rate.name in on_fee
    )
    return Price(face=face, fee=fee, tax=sum(part.amount for part in taxes), taxes=taxes)


def _fee(amount: int, terms: Terms) -> int:
    return terms.fee_fixed + share(amount, terms.fee_basis_points)


def _taxed(amount: int, rates: Sequence[TaxRate]) -> tuple[int, dict[str, int]]:
    """What is left of `amount` without the taxes in it, and each tax by its name."""
    included = [rate for rate in rates if rate.included]
    together = sum(rate.basis_points for rate in included)
    taxes = {
        rate.name: included_share(amount, rate.basis_points, all_basis_points=together)
        for rate in included
    }
    net = amount - sum(taxes.values())
    return net, taxes | {
        rate.name: share(net, rate.basis_points) for rate in rates if not rate.included
    }


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
