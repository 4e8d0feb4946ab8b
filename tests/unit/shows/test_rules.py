"""Shows by the clock, and prices to the last minor unit."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from tessera.organizations.terms import TaxRate, Terms, one_rate
from tessera.shows.model import TRANSITIONS, ShowStatus
from tessera.shows.rules import price_of, status_at

DAY = datetime(2031, 5, 1, tzinfo=UTC)
CLOCKED = {ShowStatus.ON_SALE, ShowStatus.RUNNING, ShowStatus.COMPLETED}
"""What the clock alone may make of a show."""

minutes = st.integers(0, 10_000).map(lambda n: DAY + timedelta(minutes=n))
amounts = st.integers(0, 10**12)
basis_points = st.integers(0, 10_000)


def by_clock(status: ShowStatus) -> set[ShowStatus]:
    """Where time may lead, however long nobody looked: allowed steps, one after the other."""
    found, ahead = {status}, [status]
    while ahead:
        new = (TRANSITIONS[ahead.pop()] & CLOCKED) - found
        found |= new
        ahead += new
    return found


@given(
    status=st.sampled_from(ShowStatus),
    times=st.lists(minutes, min_size=4, max_size=4, unique=True).map(sorted),
    looks=st.lists(minutes, min_size=1, max_size=8),
)
def test_clock_never_takes_a_forbidden_step(
    status: ShowStatus, times: list[datetime], looks: list[datetime]
) -> None:
    """However the clock moves, back as well, each look finds what may follow the last one."""
    opens, closes, starts, ends = times

    for now in looks:
        after = status_at(
            status,
            now,
            sales_open_at=opens,
            sales_close_at=closes,
            starts_at=starts,
            ends_at=ends,
        )

        assert after in by_clock(status)
        status = after


@given(
    status=st.sampled_from([ShowStatus.DRAFT, ShowStatus.COMPLETED, ShowStatus.CANCELLED]),
    now=minutes,
)
def test_clock_leaves_drafts_and_what_is_over_alone(status: ShowStatus, now: datetime) -> None:
    """Only their organizer moves them, or nobody."""
    times = dict.fromkeys(("sales_open_at", "sales_close_at", "starts_at", "ends_at"), DAY)

    assert status_at(status, now, **times) is status


@given(amount=amounts, fixed=amounts, fee=basis_points, tax=basis_points, included=st.booleans())
def test_parts_of_a_price_add_up(
    amount: int, fixed: int, fee: int, tax: int, included: bool
) -> None:
    """Nothing is lost between the organizer, the state and us; what is free costs nothing."""
    rates = one_rate(tax, included=included)
    price = price_of(amount, Terms(fee_fixed=fixed, fee_basis_points=fee, rates=rates), "regular")

    own = fixed + round(Fraction(amount * fee, 10_000)) if amount else 0
    assert price.fee == own
    assert price.total == price.face + price.fee + price.tax
    assert price.total - price.fee - (0 if included else price.tax) == amount
    assert min(price.face, price.fee, price.tax) >= 0


rates = st.lists(
    st.builds(
        TaxRate,
        name=st.uuids().map(str),
        basis_points=st.integers(1, 1_000),
        included=st.booleans(),
        on=st.sampled_from(["price", "fee", "both"]),
        categories=st.sampled_from([(), ("regular",), ("other",)]),
    ),
    max_size=10,
    unique_by=lambda rate: rate.name,
).map(tuple)


@given(amount=st.integers(0, 10**6), cap=st.none() | st.integers(0, 10**4), rates=rates)
def test_several_rates_split_the_tax_to_the_last_minor_unit(
    amount: int, cap: int | None, rates: tuple[TaxRate, ...]
) -> None:
    """The parts of a tax are the tax; a rate for other categories takes nothing; nobody pays less
    than nothing; the fee, its included taxes counted in, never exceeds its cap."""
    terms = Terms(fee_fixed=99, fee_basis_points=333, fee_cap=cap, rates=rates)

    price = price_of(amount, terms, "regular")

    inside = {rate.name for rate in rates if rate.included}
    fee = price.fee + sum(part.on_fee for part in price.taxes if part.name in inside)
    assert sum(part.amount for part in price.taxes) == price.tax
    assert not {p.name for p in price.taxes} & {r.name for r in rates if "other" in r.categories}
    assert min(price.face, price.fee, price.tax) >= 0
    assert cap is None or fee <= cap
