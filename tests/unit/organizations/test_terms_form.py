"""The form of terms: what is typed is what is meant, and everything wrong is told at once."""

from datetime import UTC, date, datetime

import msgspec
import pytest

from tessera.kit.money import read_minor_units
from tessera.organizations.model import Organization, OrganizationStatus
from tessera.organizations.periods import Period, period_of
from tessera.organizations.preview import example_of
from tessera.organizations.terms import RefundPolicy, TaxRate
from tessera.organizations.terms_form import as_changed, read_terms, terms_fields

HOUSE = Organization(
    id=1,
    name="House",
    slug="house",
    status=OrganizationStatus.APPROVED,
    currency="INR",
    fee_fixed=1_500,
    fee_basis_points=250,
    tax_basis_points=0,
    tax_included=True,
    cancel_until_minutes=1_440,
    fee_cap=5_000,
    tax_rates=(
        TaxRate(name="GST", basis_points=1_800),
        TaxRate(name="City", basis_points=125, included=False, on="both", categories=("a", "b")),
    ),
    refund_policy=RefundPolicy(
        free_until_minutes=1_440, later_basis_points=5_000, later_until_minutes=90
    ),
    prices_all_in=True,
    timezone="Asia/Kolkata",
    address="1 Road\nMumbai",
    tax_number="X1",
)


def typed(**fields: str) -> dict[str, list[str]]:
    """The house's own terms as a form, with some fields typed over."""
    return {name: [value] for name, value in (terms_fields(HOUSE) | fields).items()}


def test_form_of_an_organization_reads_as_the_organization_it_shows() -> None:
    """Shown and read back, nothing changes, whatever the terms are."""
    change, problems = read_terms(typed(), HOUSE)

    assert problems == {}
    assert as_changed(HOUSE, change) == HOUSE


def test_everything_wrong_is_told_beside_its_field() -> None:
    """One look at the form finds all of it."""
    wrong = {
        "fee_fixed": "-1",
        "fee_percent": "101",
        "fee_cap": "1.234",
        "free_until_hours": "soon",
        "tax_name_0": "",
        "tax_percent_1": "0",
        "tax_name_2": "City",
        "tax_percent_2": "1",
        "timezone": "Mars/Olympus",
        "tax_number": "9" * 61,
    }

    _, problems = read_terms(typed(**wrong), HOUSE)

    # Both taxes of one name are marked; no free time is left for the later one to follow.
    told = wrong.keys() - {"tax_percent_2"} | {"tax_name_1", "later_until_hours"}
    assert problems.keys() == told


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [
        ("15.5", "INR", 1_550),
        ("15,50", "EUR", 1_550),
        ("15", "JPY", 15),
        ("15.5", "JPY", None),
        ("1.234", "KWD", 1_234),
        ("1e3", "INR", None),
        ("١٥", "INR", None),
        ("", "INR", None),
    ],
)
def test_typed_amount_is_exact_in_its_currency_or_refused(
    text: str, currency: str, amount: int | None
) -> None:
    """Decimals of the currency, no rounding, no other notation."""
    assert read_minor_units(text, currency) == amount


def test_example_tells_what_two_tickets_cost_and_give_back() -> None:
    """Free now, half a day later with the fee, nothing once the show has begun."""
    now = datetime(2026, 11, 21, 12, tzinfo=UTC)
    terms = msgspec.structs.replace(HOUSE, tax_rates=(), fee_cap=None)

    example = example_of(
        100_00, "a", terms=terms.terms, policy=HOUSE.refund_policy, hours=30, now=now
    )

    assert example.total == 2 * (100_00 + 15_00 + 2_50)
    assert [back.back for back in example.backs] == [example.total, example.total // 2, 0]
    assert {back.back + back.kept for back in example.backs} == {example.total}


def test_period_is_whole_days_by_the_organizations_clock() -> None:
    """November in Kolkata begins at half past six in the evening of October, by UTC."""
    now = datetime(2026, 10, 31, 19, tzinfo=UTC)

    period = period_of(None, None, timezone="Asia/Kolkata", now=now)

    assert period == Period(
        date(2026, 11, 1),
        date(2026, 11, 30),
        "Asia/Kolkata",
    )
    assert period.begins == datetime(2026, 10, 31, 18, 30, tzinfo=UTC)
    assert period.ends == datetime(2026, 11, 30, 18, 30, tzinfo=UTC)
